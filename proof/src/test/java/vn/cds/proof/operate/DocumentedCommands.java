package vn.cds.proof.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands of a page of the documentation, section by section. A test that carries out a page
 * takes its commands from here, so that page and test cannot differ, and asks at the end which
 * commands it has not taken.
 */
final class DocumentedCommands {
  private static final Pattern HEADING = Pattern.compile("#+ (.*)");
  private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)");
  private static final Pattern SHELL =
      Pattern.compile(
          "(CDS_\\w+=\\S+ )?(\\./cds|flink|kafka-\\w+\\S*|curl|docker|promtool|cp|git|deploy/\\S+|echo|shred|df) .*");
  private static final Pattern COMMENT = Pattern.compile("\\s+# .*$");

  private record Command(String section, String text) {}

  private final Path page;
  private final List<Command> commands = new ArrayList<>();
  private final Set<Command> taken = new LinkedHashSet<>();

  /**
   * Reads a page.
   *
   * @param page in Markdown. A line in a fenced block is a command when it begins with a program
   *     that the project uses; a block of SQL holds one command for each line that begins with
   *     SELECT
   */
  DocumentedCommands(Path page) throws IOException {
    this.page = page;
    String section = "";
    String language = null;
    StringBuilder sql = new StringBuilder();
    for (String line : Files.readString(page).replaceAll("\\\\\n\\s*", " ").lines().toList()) {
      Matcher fence = FENCE.matcher(line);
      Matcher heading = HEADING.matcher(line);
      if (fence.lookingAt()) {
        addQuery(section, sql);
        language = language == null ? fence.group(1) : null;
      } else if (language == null) {
        section = heading.matches() ? heading.group(1) : section;
      } else if (language.equals("sql")) {
        if (line.startsWith("SELECT")) {
          addQuery(section, sql);
        }
        sql.append(line).append('\n');
      } else {
        String command = COMMENT.matcher(line).replaceFirst("").strip();
        if (SHELL.matcher(command).matches() || command.equals("df -h")) {
          commands.add(new Command(section, command));
        }
      }
    }
  }

  private void addQuery(String section, StringBuilder sql) {
    if (!sql.isEmpty()) {
      commands.add(new Command(section, sql.toString().strip()));
      sql.setLength(0);
    }
  }

  /** The one command of a section that holds a text. */
  String take(String section, String text) {
    List<Command> found =
        commands.stream()
            .filter(command -> command.section.equals(section) && command.text.contains(text))
            .toList();
    assertThat(found).as("%s, %s: commands with %s", page, section, text).hasSize(1);
    taken.add(found.get(0));
    return found.get(0).text;
  }

  /** All commands of a section, in their order. */
  List<String> takeAll(String section) {
    List<Command> found =
        commands.stream().filter(command -> command.section.equals(section)).toList();
    assertThat(found).as("%s, %s: commands", page, section).isNotEmpty();
    taken.addAll(found);
    return found.stream().map(Command::text).toList();
  }

  /** The commands that were not taken, without those of these sections. */
  List<String> untaken(Set<String> sections) {
    return commands.stream()
        .filter(command -> !taken.contains(command) && !sections.contains(command.section))
        .map(Command::text)
        .toList();
  }
}
