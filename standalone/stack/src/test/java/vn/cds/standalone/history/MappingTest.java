package vn.cds.standalone.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.Decoded;
import vn.cds.contract.EventDecoder;
import vn.cds.contract.FaultCode;
import vn.cds.contract.Roster;
import vn.cds.contract.ServiceRequestEvent;
import vn.cds.contract.VietnamTime;
import vn.cds.standalone.error.UserError;

class MappingTest {
  private static final String WHOLE =
      """
      time.formats = dd/MM/yyyy HH:mm | dd/MM/yyyy
      commune_code.constant = 14758
      dossier_code.column = Mã hồ sơ
      procedure_code.constant = 1.004616
      submitted_at.column = Tiếp nhận
      due_at.column = Hẹn trả
      done_at.column = Xong
      channel.column = Hình thức
      channel.map.Trực tuyến = online
      channel.default = counter
      fee_due_vnd.column = Phí
      electronic_result.column = Bản điện tử
      electronic_result.map.x = true
      event.registered.at = submitted_at
      event.done.at = done_at
      """;

  @TempDir Path dir;

  @Test
  void everyErrorIsToldWithItsLine() throws IOException {
    Path file =
        write(
            """
            # a comment
            kind = payments
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
            """);
    assertThatThrownBy(() -> Mapping.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file + ":2: only service-requests")
        .hasMessageContaining(file + ":3: unknown key colour")
        .hasMessageContaining(file + ":4: not 'key = value'")
        .hasMessageContaining(file + ":5: the delimiter is one character")
        .hasMessageContaining(file + ":6: there is no encoding utf-99")
        .hasMessageContaining(file + ":7: 'qqqqqqq' is not a time pattern")
        .hasMessageContaining(file + ":8: there is no time zone Asia/Saigon2")
        .hasMessageContaining(":9: commune_code needs either .column or .constant")
        .hasMessageContaining(file + ":11: unknown key dossier_code.shape")
        .hasMessageContaining(file + ":13: dossier_code.column stands twice, first in line 12")
        .hasMessageContaining(file + ":14: there is no status finished")
        .hasMessageContaining(file + ":15: status is not a time field")
        .hasMessageContaining("procedure_code.column or procedure_code.constant is missing")
        .hasMessageContaining("submitted_at.column is missing");
  }

  @Test
  void aColumnThatIsNotInTheFileIsTold() throws IOException {
    Mapping mapping = Mapping.read(write(WHOLE));
    Path csv = dir.resolve("x.csv");
    Files.writeString(csv, "Mã hồ sơ,Tiếp nhận\n");
    assertThatThrownBy(() -> CsvSender.check(csv, mapping))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(csv + ":1:")
        .hasMessageContaining("'Hẹn trả' (mapping line 6)")
        .hasMessageContaining("The file has: Mã hồ sơ, Tiếp nhận");
  }

  @Test
  void aHiddenCharacterIsToldWithItsLine() throws IOException {
    Path file = write(WHOLE.replace("Trực tuyến", "Trực\u200b tuyến"));
    assertThatThrownBy(() -> Mapping.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file + ":9: has the character U+200B");
  }

  @Test
  void aFileInAnotherEncodingIsTold() throws IOException {
    Mapping mapping = Mapping.read(write(WHOLE));
    Path csv = dir.resolve("x.csv");
    Files.write(csv, "Xê,Tiêp\n".getBytes(Charset.forName("windows-1258")));
    assertThatThrownBy(() -> CsvSender.check(csv, mapping))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("csv.encoding");
  }

  @Test
  void aRowBecomesTheEventsOfTheContract() throws IOException {
    List<RowEvents.RowEvent> events =
        events(
            Map.of(
                "Mã hồ sơ", "H56.12.5-261008-0975",
                "Tiếp nhận", "08/10/2026 09:30",
                "Hẹn trả", "15/10/2026",
                "Xong", "14/10/2026 16:00",
                "Hình thức", "Trực tuyến",
                "Phí", "150000",
                "Bản điện tử", "x"));
    assertThat(events).hasSize(2);
    ServiceRequestEvent registered = decode(events.get(0)).event();
    ServiceRequestEvent done = decode(events.get(1)).event();
    assertThat(registered.status().wireName()).isEqualTo("registered");
    assertThat(registered.occurredAt()).hasToString("2026-10-08T09:30:00+07:00");
    assertThat(registered.dueAt()).as("a day, not its midnight").hasToString("2026-10-15");
    assertThat(registered.doneAt()).isNull();
    assertThat(registered.channel().wireName()).isEqualTo("online");
    assertThat(registered.feeDueVnd()).isEqualTo(150_000);
    assertThat(registered.electronicResult()).isTrue();
    assertThat(done.status().wireName()).isEqualTo("done");
    assertThat(done.occurredAt()).isEqualTo(done.doneAt()).hasToString("2026-10-14T16:00:00+07:00");
    assertThat(done.eventId()).isNotEqualTo(registered.eventId());
    assertThat(done.eventId().version()).isEqualTo(5);
    assertThat(VietnamTime.localDay(events.get(0).submittedAt())).hasToString("2026-10-08");
  }

  @Test
  void whatCannotBeReadIsRefusedByTheDecoder() throws IOException {
    List<RowEvents.RowEvent> events =
        events(
            Map.of(
                "Mã hồ sơ", "H56-1",
                "Tiếp nhận", "31/02/2026",
                "Hẹn trả", "",
                "Xong", "",
                "Hình thức", "",
                "Phí", "",
                "Bản điện tử", ""));
    assertThat(events).hasSize(1);
    assertThat(decode(events.get(0)).rejection().code()).isEqualTo(FaultCode.INVALID_FORMAT);
    assertThat(
            decode(
                    events(
                            Map.of(
                                "Mã hồ sơ", "H56-1",
                                "Tiếp nhận", "01/02/2026",
                                "Hẹn trả", "",
                                "Xong", "",
                                "Hình thức", "Fax",
                                "Phí", "",
                                "Bản điện tử", ""))
                        .get(0))
                .rejection()
                .code())
        .isEqualTo(FaultCode.UNKNOWN_ENUM_VALUE);
  }

  @Test
  void theSameRowTwiceIsTheSameEventTwice() throws IOException {
    Map<String, String> row =
        Map.of(
            "Mã hồ sơ", "H56-1",
            "Tiếp nhận", "01/02/2026",
            "Hẹn trả", "",
            "Xong", "",
            "Hình thức", "",
            "Phí", "",
            "Bản điện tử", "");
    assertThat(events(row).get(0).json()).isEqualTo(events(row).get(0).json());
  }

  private List<RowEvents.RowEvent> events(Map<String, String> row) throws IOException {
    return new RowEvents(Mapping.read(write(WHOLE))).of(row::get);
  }

  private static Decoded<ServiceRequestEvent> decode(RowEvents.RowEvent event) {
    return EventDecoder.serviceRequests(Roster.bundled())
        .decode(event.json(), java.time.Instant.parse("2026-11-01T00:00:00Z"));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(dir.resolve("mapping.properties"), text);
  }
}
