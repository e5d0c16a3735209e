package vn.cds.importer.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.event.EventStream;
import vn.cds.importer.Imported;
import vn.cds.importer.UnusableInput;

class MappingTest {
  @TempDir Path dir;

  @Test
  void everyErrorIsToldWithItsLineColumnAndTheNearestName() throws IOException {
    Path file =
        write(
            """
            # a comment
            kind = payment
            colour = blue
            no equals sign
            csv.delimiter = ;;
            csv.encoding = utf-99
            time.formats = qqqqqqq
              time.zone = Asia/Saigon2
            commune_code.column = c
            commune_code.constant = 1
            dossier_code.shape = round
            dossier_code.column = d
            dossier_code.column = e
            event.finished.at = done_at
            event.done.at = status
            dosier_code.column = x
            channel.column = k
            channel.map.Trực tuyến = onlin
            due_at.column = h
            due_at.midnight = noon
            time.order = american
            electronic_result.column = b
            electronic_result.map.x = yes
            due_at.table = none.csv
            """);
    assertThatThrownBy(() -> Mapping.read(file))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining(file + ":2:8: there is no kind payment")
        .hasMessageContaining(file + ":3:1: unknown key colour")
        .hasMessageContaining(file + ":4:1: not 'key = value'")
        .hasMessageContaining(file + ":5:17: the delimiter is one character")
        .hasMessageContaining(file + ":6:16: there is no encoding utf-99")
        .hasMessageContaining(file + ":7:16: 'qqqqqqq' is not a time pattern")
        .hasMessageContaining(file + ":8:15: there is no time zone Asia/Saigon2")
        .hasMessageContaining(":9:1: commune_code needs either .column or .constant")
        .hasMessageContaining(file + ":11:1: unknown key dossier_code.shape")
        .hasMessageContaining(file + ":13:1: dossier_code.column stands twice, first in line 12")
        .hasMessageContaining(file + ":14:1: there is no status finished")
        .hasMessageContaining(file + ":15:17: status is not a time field")
        .hasMessageContaining(
            file + ":16:1: unknown key dosier_code.column; the nearest is dossier_code.column")
        .hasMessageContaining(file + ":18:26: channel has no value onlin; the nearest is online")
        .hasMessageContaining(file + ":20:19: midnight is time or day")
        .hasMessageContaining(file + ":21:14: the order is day-first or month-first")
        .hasMessageContaining(file + ":23:27: electronic_result has no value yes")
        .hasMessageContaining(file + ":24:16: there is no file")
        .hasMessageContaining("procedure_code.column or procedure_code.constant is missing")
        .hasMessageContaining("submitted_at.column is missing");
  }

  @Test
  void aHiddenCharacterIsToldWithItsLine() throws IOException {
    Path file = write("kind = service-requests\nchannel.map.Trực\u200b tuyến = online\n");
    assertThatThrownBy(() -> Mapping.read(file))
        .hasMessageContaining(file + ":2:1: has the character U+200B");
  }

  @Test
  void documentsAndPaymentsHaveFieldsOfTheirOwn() throws IOException {
    Path file = write("kind = documents\ndossier_code.column = x\n");
    assertThatThrownBy(() -> Mapping.read(file))
        .hasMessageContaining(":2:1: unknown key dossier_code.column")
        .hasMessageContaining("issuer_code.column or issuer_code.constant is missing")
        .hasMessageContaining("sent_at.column is missing");
    Mapping payments =
        Mapping.read(
            write(
                """
                kind = payments
                commune_name.column = Xã
                payment_id.column = Mã
                started_at.column = Ngày
                category.constant = fee
                method.column = Cách
                amount_vnd.column = Tiền
                event.succeeded.at = started_at
                """));
    assertThat(payments.kind()).isEqualTo(EventStream.PAYMENTS);
    assertThat(payments.columns()).containsOnlyKeys("Xã", "Mã", "Ngày", "Cách", "Tiền");
  }

  @Test
  void whatAnExportAsAWholeSaysIsChecked() throws IOException {
    Path file =
        write(
            """
            source = Land Registry
            export.date = 31/10/2026
            export.date_in_name = dd.MM
            export.missing = gone
            export.unit = row
            """);
    assertThatThrownBy(() -> Mapping.read(file))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining(file + ":1:10: a source has 1 to 40 letters")
        .hasMessageContaining(file + ":2:1: export.date excludes export.date_in_name")
        .hasMessageContaining(file + ":2:15: not a day or a time such as 2026-10-31")
        .hasMessageContaining(file + ":3:23: not a form of a date in a name")
        .hasMessageContaining(
            file + ":4:18: there is no export.missing gone. Choose one of kept, retracted")
        .hasMessageContaining(
            file + ":5:15: there is no export.unit row. Choose one of dossier, event");
  }

  @Test
  void theKeysOfAViewAreChecked() throws IOException {
    Path file =
        write(
            """
            view.url = jdbc:postgresql://db/x?password=secret
            view.table = dossier
            view.query = SELECT 1; DROP
            export.date = 2026-10-31
            view.growing = changed
            export.missing = retracted
            view.timeout = soon
            view.every = 1h
            view.at = 2 am
            view.usr = reader
            """);
    assertThatThrownBy(() -> Mapping.read(file))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining(file + ":1:12: a password stands in the address")
        .hasMessageContaining(file + ":1:12: a view needs either view.table or view.query")
        .hasMessageContaining(file + ":3:14: one statement")
        .hasMessageContaining(file + ":4:15: the date of a view is the moment")
        .hasMessageContaining(file + ":6:18: with view.growing a reading lists only what changed")
        .hasMessageContaining(file + ":7:16: not a duration such as 90s")
        .hasMessageContaining(file + ":9:11: view.at excludes view.every")
        .hasMessageContaining(file + ":9:11: not a time of day such as 02:30")
        .hasMessageContaining(file + ":10:1: unknown key view.usr; the nearest is view.user")
        .hasMessageNotContaining("secret");
    Path without = write("view.table = dossier\n");
    assertThatThrownBy(() -> Mapping.read(without))
        .hasMessageContaining(without + ":1:14: view.url is missing");
  }

  @Test
  void aScheduleIsAnIntervalOrATimeOfDayInVietnam() {
    Instant two = Instant.parse("2026-11-01T19:00:00Z"); // 02:00 in Vietnam
    assertThat(new Schedule(Duration.ofMinutes(90), null).next(two))
        .isEqualTo("2026-11-01T20:30:00Z");
    Schedule nightly = new Schedule(null, LocalTime.of(2, 0));
    assertThat(nightly.next(two)).isEqualTo("2026-11-02T19:00:00Z");
    assertThat(nightly.next(two.minusSeconds(1))).isEqualTo(two);
  }

  @Test
  void aMappingOfOtherWordsHasAnotherDigest() throws IOException {
    Path resource = Imported.resource("corrected-export/mapping.properties");
    String text = Files.readString(resource);
    String digest = Mapping.read(resource).digest();
    Files.writeString(dir.resolve("words.csv"), "web;online\n");
    assertThat(Mapping.read(write(text)).digest()).isEqualTo(digest);
    String withTable = text + "channel.table = words.csv\n";
    String before = Mapping.read(write(withTable)).digest();
    Files.writeString(dir.resolve("words.csv"), "web;counter\n");
    assertThat(Mapping.read(write(withTable)).digest()).isNotEqualTo(before).isNotEqualTo(digest);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(dir.resolve("mapping.properties"), text);
  }
}
