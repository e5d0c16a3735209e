package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.TestKafka;

/** An official silences alerts. */
class SilencesTest {
  private static final String[] ADD = {"silences", "add", "--owner", "An", "--reason", "Lũ"};

  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startKafka() {
    kafka = TestKafka.emptied();
    Topics.create(kafka.bootstrapServers());
  }

  @Test
  void aSilenceIsAddedListedAndEnded() {
    assertThat(run("silences", "list").out()).isEqualTo("nothing is silenced, now or to come\n");
    CommandLine added =
        add("--until", "2099-10-05T17:00", "--unit", "14758", "--rule", "payment-failures");
    assertThat(added.exitCode()).as(added.err()).isEqualTo(ExitCode.OK);
    assertThat(added.out())
        .contains(
            "  standing  ",
            " - 2099-10-05 17:00  rule payment-failures  province 38  unit 14758  An: Lũ\n");
    CommandLine coming =
        add("--from", "2098-01-01T00:00:00Z", "--until", "2099-01-01T00:00", "--province", "01");
    assertThat(coming.out()).contains("  coming  2098-01-01 07:00 - 2099-01-01 00:00  province 01");
    assertThat(run("silences", "list").out()).isEqualTo(added.out() + coming.out());

    String id = added.out().substring(0, 36);
    CommandLine ended = run("silences", "end", id, "--by", "Bình");
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.OK);
    assertThat(ended.out()).startsWith(id + "  over  ").contains("(ended by Bình)");
    assertThat(run("silences", "list").out()).isEqualTo(coming.out());
    assertThat(run("silences", "list", "--all").out()).isEqualTo(coming.out() + ended.out());
    assertFails(run("silences", "end", id, "--by", "Bình"), "it is over: " + id);
  }

  @Test
  void whatWouldSilenceNothingOrEverythingIsRefused() {
    String until = "2099-10-05T17:00";
    assertFails(add("--until", until), "that silences everything");
    assertFails(add("--until", until, "--unit", "99999"), "there is no commune or province 99999");
    assertFails(add("--until", until, "--province", "00"), "there is no province 00");
    assertFails(
        add("--until", until, "--province", "01", "--unit", "14758"), "14758 lies in province 38");
    assertFails(
        add("--until", until, "--rule", "on-time"), "there is no rule on-time; there is feed-all");
    assertFails(add("--until", "2020-01-01T00:00", "--unit", "14758"), "must lie after");
    assertFails(
        add("--from", "2020-01-01T00:00", "--until", until, "--unit", "14758"), "in the past");
    assertFails(add("--until", "tomorrow", "--unit", "14758"), "'tomorrow' is no time");
    assertFails(
        run(
            "silences",
            "add",
            "--owner",
            "An",
            "--reason",
            "flood\nBcc: a",
            "--until",
            until,
            "--unit",
            "14758"),
        "has a line break");
    assertFails(run("silences", "end", "nothing", "--by", "\u202eAn"), "U+202E");
    assertFails(run("silences", "end", "nothing", "--by", " "), "must not be blank");
    assertFails(run("silences", "end", "nothing", "--by", "An"), "no silences have an id");
  }

  private static CommandLine add(String... options) {
    String[] arguments = new String[ADD.length + options.length];
    System.arraycopy(ADD, 0, arguments, 0, ADD.length);
    System.arraycopy(options, 0, arguments, ADD.length, options.length);
    return run(arguments);
  }

  private static CommandLine run(String... arguments) {
    Object[] all = new Object[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--kafka";
    all[arguments.length + 1] = kafka.bootstrapServers();
    return CommandLine.run(all);
  }

  private static void assertFails(CommandLine command, String words) {
    assertThat(command.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(command.err()).startsWith("Error: ").contains(words);
  }
}
