package vn.cds.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.roster.Roster;

class SourcesFileTest {
  private static final Instant MADE = Instant.parse("2026-11-30T01:00:00Z");

  @TempDir private Path directory;

  private SourcesFile file() {
    return new SourcesFile(directory.resolve("sources.yaml"), Roster.bundled());
  }

  private static Source source(String name) {
    return new Source(
        name,
        new TreeSet<>(List.of(EventStream.DOCUMENTS)),
        new TreeSet<>(List.of("01", "38")),
        new TreeSet<>(List.of("14758")),
        7,
        2_000,
        List.of(SourceToken.of(name, MADE), SourceToken.of(name + "2", MADE)),
        null);
  }

  @Test
  void whatIsWrittenIsReadAndItsOwnerAloneReadsIt() throws IOException {
    List<Source> sources =
        List.of(
            source("a"),
            source("b").rotated(SourceToken.of("cds_secret", MADE), MADE.plusSeconds(60)),
            source("c").ended(MADE));
    SourcesFile file = file();
    file.change(true, none -> sources);
    assertThat(file.read()).isEqualTo(sources);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
        .isEqualTo("rw-------");
    file.change(false, List::copyOf);
    assertThat(file.read()).isEqualTo(sources);
    assertThat(Files.readString(file.path())).doesNotContain("cds_secret");
  }

  @Test
  void aFileThatIsNotThereIsOnlyMadeWhenThatIsMeant() {
    assertThatThrownBy(() -> file().change(false, List::copyOf))
        .isInstanceOf(InvalidDataFile.class);
    assertThat(file().path()).doesNotExist();
  }

  @Test
  void aChangeThatWouldBreakItIsNotWritten() throws IOException {
    SourcesFile file = file();
    file.change(true, none -> List.of(source("a")));
    assertThatThrownBy(() -> file.change(false, old -> List.of(source("a"), source("a"))))
        .isInstanceOf(InvalidDataFile.class);
    assertThat(file.read()).containsExactly(source("a"));
  }

  @Test
  void everyFaultIsToldWithItsLine() throws IOException {
    SourcesFile file = file();
    Files.writeString(
        file.path(),
        """
        format: 1
        sources:
          - name: A B
            kinds: [payment]
            provinces: ["99"]
            comunes: ["14758"]
            records_per_second: 0
            tokens:
              - sha256: abc
                made: yesterday
        """);
    assertThatThrownBy(file::read)
        .isInstanceOf(InvalidDataFile.class)
        .message()
        .isEqualTo(
            """
            sources.yaml:3: name is "A B"; it must be at most 40 small letters, digits, . and -.
            sources.yaml:3: communes and provinces are empty; name the communes that the source serves.
            sources.yaml:4: kinds has "payment"; a kind is documents, payments or service-requests.
            sources.yaml:4: kinds is empty; name documents, payments or service-requests.
            sources.yaml:5: provinces has "99"; it is no code of a province in the roster.
            sources.yaml:6: comunes is not a known key; use name, kinds, provinces, communes, records_per_second, maximum_body_bytes, ended, tokens, or remove it.
            sources.yaml:7: records_per_second is "0"; it must be a number from 1 to 100000.
            sources.yaml:9: sha256 is not 64 hexadecimal digits; ./cds sources rotate makes a token.
            sources.yaml:10: made is "yesterday"; it must be a time such as 2026-11-30T08:00:00Z.""");
  }

  @Test
  void anOldTokenHoldsUntilTheGraceIsOver() {
    Instant now = MADE.plusSeconds(10);
    Instant until = now.plusSeconds(60);
    Source rotated = source("a").rotated(SourceToken.of("new", now), until);
    assertThat(rotated.tokens()).hasSize(3);
    assertThat(rotated.tokens().get(0).isValidAt(until.minusMillis(1))).isTrue();
    assertThat(rotated.tokens().get(0).isValidAt(until)).isFalse();
    // Those that have ended go; none is made to hold longer.
    Source again = rotated.rotated(SourceToken.of("newer", until), until.plusSeconds(60));
    assertThat(again.tokens()).hasSize(2);
    assertThat(again.tokens().get(0).until()).isEqualTo(until.plusSeconds(60));
    assertThat(source("a").rotated(SourceToken.of("new", now), now).tokens()).hasSize(1);
  }
}
