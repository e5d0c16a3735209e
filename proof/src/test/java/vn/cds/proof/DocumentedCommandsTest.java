package vn.cds.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import vn.cds.standalone.cli.Cds;
import vn.cds.standalone.cli.Subcommand;

/**
 * The command line takes every command that the pages for operators and the runbooks tell to run,
 * here where all of its commands are known.
 */
class DocumentedCommandsTest {
  private static final Path DOCS = Path.of(System.getProperty("cds.root"), "docs");

  @Test
  void everyCommandIsOneThatTheCommandLineTakes() throws IOException {
    TreeMap<Path, List<String>> commands = new TreeMap<>();
    for (Path page : pages()) {
      List<String> found =
          Files.readString(page)
              .replaceAll("\\\\\n\\s*", " ")
              .lines()
              .map(line -> line.replaceAll("\\s#\\s.*$", "").strip())
              .map(
                  line ->
                      line.replaceFirst(
                          "^docker compose run --rm (--no-deps )?(cli|gateway) ", "./cds "))
              .filter(line -> line.startsWith("./cds "))
              .map(line -> line.substring("./cds ".length()))
              .toList();
      if (!found.isEmpty()) {
        commands.put(page, found);
      }
    }
    assertThat(commands).hasSizeGreaterThan(20);
    commands.forEach((page, lines) -> lines.forEach(line -> assertParses(page, line)));
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages =
        new ArrayList<>(List.of(DOCS.resolve("operations.md"), DOCS.resolve("kafka.md")));
    try (Stream<Path> runbooks = Files.list(DOCS.resolve("runbooks"))) {
      runbooks.sorted().forEach(pages::add);
    }
    return pages;
  }

  private static void assertParses(Path page, String command) {
    CommandLine line = new CommandLine(Cds.class);
    ServiceLoader.load(Subcommand.class).forEach(line::addSubcommand);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    assertThatCode(() -> line.parseArgs(words(command).toArray(String[]::new)))
        .as("%s: cds %s", page, command)
        .doesNotThrowAnyException();
  }

  /** As a shell splits them: what stands in quotes is one. */
  private static List<String> words(String line) {
    return Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+")
        .matcher(line)
        .results()
        .map(word -> word.group().replace("\"", ""))
        .toList();
  }
}
