package vn.cds.alerts.rules.definition;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import vn.cds.contract.file.DataText;

/**
 * The rules by which communes are alerted, from one file.
 *
 * @param version rises with every change of the file
 * @param rules in the order of the file
 */
public record RuleSet(int version, List<Rule> rules) {

  /** Name of the bundled file. */
  public static final String FILE = "alert-rules.yaml";

  public RuleSet {
    rules = List.copyOf(rules);
  }

  /** The rules that come with this release. */
  public static RuleSet bundled() {
    return parse(FILE, bundledText());
  }

  /** The file that comes with this release. */
  public static String bundledText() {
    try (InputStream in = RuleSet.class.getResourceAsStream("/vn/cds/alerts/" + FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The bundled " + FILE + " cannot be read.", e);
    }
  }

  /**
   * Reads a file of an administrator.
   *
   * @throws vn.cds.contract.file.InvalidDataFile with every error as {@code file:line: what to do}
   */
  public static RuleSet read(Path file) {
    return parse(file.toString(), DataText.read(file));
  }

  /**
   * Reads rules.
   *
   * @param name of the file, for messages
   * @throws vn.cds.contract.file.InvalidDataFile with every error as {@code file:line: what to do}
   */
  public static RuleSet parse(String name, String text) {
    return new RuleReader(name).read(text);
  }

  /**
   * A rule by its id.
   *
   * @return null when there is none
   */
  public Rule rule(String id) {
    return rules.stream().filter(rule -> rule.id().equals(id)).findFirst().orElse(null);
  }
}
