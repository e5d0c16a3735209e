package vn.cds.alerts.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.cds.alerts.input.Observation;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.roster.Province;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;

/**
 * State lives for years: what a release wrote, every later one must read. The golden bytes of a
 * release are never changed; a new format gets a new format byte and a golden file of its own.
 *
 * <p>{@code -Dcds.release.write=VERSION}, which {@code deploy/release} sets, writes what a release
 * writes to {@code src/test/resources/state/releases/VERSION}.
 */
class ProvinceStateFormatTest {
  private static final Province PROVINCE = new Province("90", "Tỉnh A", "A");
  private static final LocalDate MONDAY = LocalDate.of(2026, 9, 7);
  private static final Instant EVENING = VietnamTime.startOfDay(MONDAY).plus(Duration.ofHours(17));
  private static final Instant LATER = EVENING.plusSeconds(60);

  /** One rule of each kind. */
  private static final String RULES =
      """
      format: 1
      version: 1
      rules:
      """
          + rule("feed", "no-events", "all-events", "province")
          + "    probability: 0.001\n    clear_probability: 0.05\n    days: 20\n    minimum_days: 5\n"
          + rule("failures", "target", "payment-failures", "commune")
          + "    target: 0.1\n    better: lower\n    clear_at: 0.06\n    fast_hours: 4\n    fast_z: 3\n"
          + "    slow_z: 1.96\n    minimum_n: 6\n"
          + rule("history", "own-history", "document-events", "commune")
          + "    hours: 2\n    weeks: 8\n    minimum_weeks: 4\n    level: 2.75\n    clear_level: 1\n"
          + "    variation: 0.15\n    minimum_n: 15\n"
          + rule("peers", "peers", "on-time", "commune")
          + "    better: higher\n    level: 2.58\n    clear_level: 1\n    minimum_peers: 8\n    minimum_n: 6\n"
          + rule("backlog", "backlog", "overdue", "commune")
          + "    level: 3.25\n    clear_level: 1\n    days: 5\n    minimum_days: 3\n    minimum_n: 10\n";

  private static final Path RELEASES =
      Path.of(System.getProperty("cds.root"), "jobs/alerts/src/test/resources/state/releases");
  private static final String PROVINCE_FILE = "province.hex";

  @TempDir static Path directory;

  @BeforeAll
  static void writeTheRelease() throws IOException {
    String version = System.getProperty("cds.release.write");
    if (version != null) {
      Path release = Files.createDirectories(RELEASES.resolve(version));
      Files.writeString(
          release.resolve(PROVINCE_FILE), HexFormat.of().formatHex(state().write()) + "\n");
    }
  }

  static List<Path> releases() throws IOException {
    if (!Files.exists(RELEASES)) {
      return List.of();
    }
    try (Stream<Path> directories = Files.list(RELEASES)) {
      return directories.sorted().toList();
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("releases")
  void whatAReleaseWroteIsRead(Path release) throws IOException {
    byte[] written =
        HexFormat.of().parseHex(Files.readString(release.resolve(PROVINCE_FILE)).strip());
    assertThat(readAndJudge(written).write()).isNotEmpty();
  }

  private static String rule(String id, String kind, String indicator, String scope) {
    return """
      - id: %s
        version: 1
        kind: %s
        name_vi: Tên
        name_en: Name
        indicator: %s
        scope: %s
        severity: warning
        clock: working
        hold: PT3H
        clear_hold: PT8H
    """
        .formatted(id, kind, indicator, scope);
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    ProvinceState read = readAndJudge(golden(2));
    assertThat(state().judge(LATER)).isEmpty();
    assertThat(HexFormat.of().formatHex(read.write()))
        .as("what was read is all that was written")
        .isEqualTo(HexFormat.of().formatHex(judged(state()).write()));
  }

  /** It knew how many records had been refused, not which. */
  @Test
  void format1IsRead() throws IOException {
    byte[] written = readAndJudge(golden(1)).write();
    assertThat(HexFormat.of().formatHex(readAndJudge(written).write()))
        .isEqualTo(HexFormat.of().formatHex(written));
  }

  private static ProvinceState readAndJudge(byte[] bytes) throws IOException {
    List<AlertTransition> ended = new ArrayList<>();
    ProvinceState read = ProvinceState.read(setting(), PROVINCE, rules(), EVENING, bytes, ended);
    assertThat(ended).isEmpty();
    assertThat(read.open()).isEqualTo(1);
    assertThat(read.judge(LATER)).isEmpty();
    return read;
  }

  private static ProvinceState judged(ProvinceState state) {
    state.judge(LATER);
    return state;
  }

  /** A day of two communes: everything that can be remembered is. */
  private static ProvinceState state() throws IOException {
    ProvinceState state =
        new ProvinceState(
            setting(), PROVINCE, rules(), VietnamTime.startOfDay(MONDAY).plusSeconds(1));
    for (int hour = 7; hour < 17; hour++) {
      Instant at = VietnamTime.startOfDay(MONDAY).plus(Duration.ofHours(hour));
      for (int commune = 1; commune <= 2; commune++) {
        for (Observation.Kind kind : Observation.Kind.values()) {
          state.accept(
              new Observation(
                  kind,
                  "90",
                  JudgeHarness.code(commune),
                  kind == Observation.Kind.DOSSIER
                      ? MONDAY.toEpochDay()
                      : Math.floorDiv(at.toEpochMilli(), Observation.HOUR_MILLIS),
                  hour,
                  20,
                  commune == 1 ? 20 : 0,
                  20,
                  1,
                  "H90-" + hour,
                  at.toEpochMilli() + 3_600_000L,
                  "cds.documents/3",
                  1000 + hour,
                  at.toEpochMilli()));
        }
      }
      state.judge(at.plusSeconds(60));
    }
    state.judge(EVENING);
    return state;
  }

  private static RuleSet rules() {
    return RuleSet.parse("test", RULES);
  }

  private static ProvinceState.Setting setting() throws IOException {
    return new ProvinceState.Setting(
        JudgeHarness.roster(directory, 2), WorkingCalendar.bundled(), Duration.ofDays(400));
  }

  /** The committed bytes of a format. */
  private static byte[] golden(int format) throws IOException {
    String file = "/state/province-" + format + ".hex";
    try (InputStream stream = ProvinceStateFormatTest.class.getResourceAsStream(file)) {
      assertThat(stream)
          .as(
              "src/test/resources%s is missing; for a new format it is: %s",
              file, HexFormat.of().formatHex(state().write()))
          .isNotNull();
      return HexFormat.of()
          .parseHex(new String(stream.readAllBytes(), StandardCharsets.US_ASCII).strip());
    }
  }
}
