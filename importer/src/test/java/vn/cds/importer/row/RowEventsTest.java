package vn.cds.importer.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.mapping.Mapping;

class RowEventsTest {
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
  private static final String HEADER =
      "Mã hồ sơ;Tiếp nhận;Hẹn trả;Xong;Hình thức;Phí;Bản điện tử;Người nộp\n";

  @TempDir Path dir;
  private final List<RowEvent> events = new ArrayList<>();
  private final List<RowReject> rejects = new ArrayList<>();
  private RowCounts counts;

  @Test
  void aRowBecomesTheEventsOfTheContract() throws IOException {
    read(
        WHOLE,
        HEADER
            + "H56.12.5-261008-0975;08/10/2026 09:30;15/10/2026;14/10/2026 16:00;Trực tuyến;150.000"
            + " đ;x;A\n");
    assertThat(rejects).isEmpty();
    assertThat(events).hasSize(2);
    ServiceRequestEvent registered = (ServiceRequestEvent) events.get(0).event();
    ServiceRequestEvent done = (ServiceRequestEvent) events.get(1).event();
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
    // Ids of what was imported with earlier versions never change.
    assertThat(registered.eventId()).hasToString("bf7f6dce-0820-5e41-8dde-19ee29294c85");
    assertThat(done.eventId()).hasToString("7bdc724a-24b1-5f06-a71c-bfa9c87240db");
  }

  @Test
  void rejectsNameTheColumnAndTheFormButNeverTheValue() throws IOException {
    read(
        WHOLE,
        HEADER
            + "H56-1;31/02/2026;;;;;;A\n"
            + "H56-2;01/02/2026;;;Fax;;;A\n"
            + "H56-3;01/02/2026;;;;năm mươi;;A\n"
            + "H56-4;01/02/2026;;;;;có lẽ;A\n"
            + "H56-5;03/02/2026;;01/02/2026;;;;A\n"
            + "hồ sơ 6;03/02/2026;;;;;;A\n"
            + "H56-7;01/02/2026;;01/02/2096;;;;A\n"
            + "H56-8;01/02/2096;;;;;;A\n"
            + "H56-9;;;01/02/2026;;;;A\n");
    assertThat(rejects.stream().map(r -> r.code() + " " + r.detail()))
        .satisfiesExactly(
            r ->
                assertThat(r)
                    .contains(
                        "INVALID_FORMAT \"Tiếp nhận\" (column 2) holds no time", "dd/MM/yyyy"),
            r ->
                assertThat(r)
                    .contains("UNKNOWN_ENUM_VALUE \"Hình thức\" (column 5): channel is not"),
            r -> assertThat(r).contains("\"Phí\" (column 6) holds no amount", "2 words"),
            r -> assertThat(r).contains("\"Bản điện tử\" (column 7) says neither yes nor no"),
            r -> assertThat(r).contains("END_BEFORE_START \"Xong\" (column 4): occurred_at"),
            r -> assertThat(r).contains("INVALID_FORMAT \"Mã hồ sơ\" (column 1): dossier_code"),
            r -> assertThat(r).contains("FROM_FUTURE \"Xong\" (column 4): occurred_at"),
            r -> assertThat(r).contains("FROM_FUTURE \"Tiếp nhận\" (column 2): occurred_at"),
            r -> assertThat(r).contains("MISSING_FIELD \"Tiếp nhận\" (column 2): submitted_at"));
    assertThat(rejects.toString()).doesNotContain("31/02", "Fax", "năm mươi", "có lẽ");
    assertThat(events).as("a wrong end does not take the beginning with it").hasSize(2);
    assertThat(counts.rejected()).isEqualTo(9);
  }

  @Test
  void theSameRowTwiceIsTheSameEventTwice() throws IOException {
    read(WHOLE, HEADER + "H56-1;01/02/2026;;;;;;A\nH56-1;01/02/2026;;;;;;B\n");
    assertThat(events).hasSize(2);
    assertThat(events.get(0).json()).isEqualTo(events.get(1).json());
  }

  @Test
  void midnightMayMeanTheDay() throws IOException {
    read(
        WHOLE + "due_at.midnight = day\n",
        HEADER
            + "H56-1;01/02/2026;03/02/2026 00:00;;;;;\nH56-2;01/02/2026;03/02/2026 07:00;;;;;\n");
    assertThat(((ServiceRequestEvent) events.get(0).event()).dueAt()).hasToString("2026-02-03");
    assertThat(((ServiceRequestEvent) events.get(1).event()).dueAt().isDay()).isFalse();
  }

  @Test
  void documents() throws IOException {
    read(
        """
        kind = documents
        commune_code.column = Mã xã
        issuer_code.column = Mã cơ quan
        document_number.column = Số ký hiệu
        document_number.upper_case = true
        document_date.column = Ngày văn bản
        direction.column = Loại
        sent_at.column = Ngày gửi
        medium.column = Hình thức
        status.column = Trạng thái
        occurred_at.column = Cập nhật
        """,
        """
        Mã xã;Mã cơ quan;Số ký hiệu;Ngày văn bản;Loại;Ngày gửi;Hình thức;Trạng thái;Cập nhật
        14758;H56.12;123/ubnd-vp;01/10/2025;Văn bản đến;01/10/2025 08:00;Điện tử;Hoàn thành;02/10/2025 09:00
        14758;H56.12;124/UBND-VP;45931;Đi;01/10/2025 08:00;;01;01/10/2025 08:00
        14758;;125/UBND-VP;45931;Đi;01/10/2025 08:00;;01;01/10/2025 08:00
        """);
    assertThat(events).hasSize(2);
    DocumentEvent first = (DocumentEvent) events.get(0).event();
    assertThat(first.documentNumber()).isEqualTo("123/UBND-VP");
    assertThat(first.documentDate()).hasToString("2025-10-01");
    assertThat(first.direction().wireName()).isEqualTo("incoming");
    assertThat(first.status().wireName()).isEqualTo("done");
    assertThat(first.medium().wireName()).isEqualTo("electronic");
    DocumentEvent second = (DocumentEvent) events.get(1).event();
    assertThat(second.status().wireName()).isEqualTo("arrived");
    assertThat(second.documentDate()).isEqualTo(first.documentDate());
    assertThat(rejects)
        .singleElement()
        .satisfies(r -> assertThat(r.code()).isEqualTo("MISSING_FIELD"));
  }

  @Test
  void payments() throws IOException {
    read(
        """
        kind = payments
        commune_code.column = Mã xã
        payment_id.column = Mã giao dịch
        started_at.column = Thời gian
        occurred_at.column = Thời gian
        category.column = Khoản
        method.column = Cách
        amount_vnd.column = Số tiền
        status.column = Trạng thái
        gateway.column = Cổng
        dossier_code.column = Mã hồ sơ
        """,
        """
        Mã xã;Mã giao dịch;Thời gian;Khoản;Cách;Số tiền;Trạng thái;Cổng;Mã hồ sơ
        14758;GD1;01/10/2025 08:00;Lệ phí;Chuyển khoản;50.000 đ;Thành công;Quốc gia;H56-1
        14758;GD2;01/10/2025 08:00;Phí;Tiền mặt;1.250.000;Thất bại;;
        14758;GD3;01/10/2025 08:00;Phí;Tiền mặt;-5;Thất bại;;
        """);
    assertThat(events).hasSize(2);
    PaymentEvent first = (PaymentEvent) events.get(0).event();
    assertThat(first.amountVnd()).isEqualTo(50_000);
    assertThat(first.method().wireName()).isEqualTo("transfer");
    assertThat(first.category().wireName()).isEqualTo("charge");
    assertThat(first.gateway().wireName()).isEqualTo("national");
    assertThat(first.dossierCode()).isEqualTo("H56-1");
    assertThat(rejects)
        .singleElement()
        .satisfies(r -> assertThat(r.code()).isEqualTo("NEGATIVE_MONEY"));
  }

  @Test
  void communesByCodeNameAndTable() throws IOException {
    Files.writeString(dir.resolve("agencies.csv"), "# agency;commune\nH56.12.5;14797\n");
    read(
        WHOLE.replace(
            "commune_code.constant = 14758",
            "commune_code.column = Mã đơn vị\ncommune_code.table = agencies.csv"),
        HEADER.replace("Người nộp", "Mã đơn vị")
            + "H56-1;01/02/2026;;;;;;H56.12.5\n"
            + "H56-2;01/02/2026;;;;;;14758\n"
            + "H56-3;01/02/2026;;;;;;99999\n");
    assertThat(events.stream().map(e -> e.event().communeCode())).containsExactly("14797", "14758");
    assertThat(counts.unmatched())
        .singleElement()
        .satisfies(u -> assertThat(u.text()).isEqualTo("99999"));
    events.clear();
    rejects.clear();
    read(
        WHOLE.replace(
            "commune_code.constant = 14758",
            "commune_name.column = Xã\nprovince_name.constant = Thanh Hóa"),
        HEADER.replace("Người nộp", "Xã")
            + "H56-1;01/02/2026;;;;;;UBND phường Hạc Thành\n"
            + "H56-2;01/02/2026;;;;;;Phường Hạc Thanhh\n"
            + "H56-3;02/02/2026;;;;;;Phường Hạc Thanhh\n");
    assertThat(events.stream().map(e -> e.event().communeCode())).containsExactly("14797");
    assertThat(rejects)
        .hasSize(2)
        .allSatisfy(r -> assertThat(r.code()).isEqualTo("UNKNOWN_COMMUNE"));
    assertThat(counts.unmatched())
        .singleElement()
        .satisfies(
            u -> {
              assertThat(u.rows()).isEqualTo(2);
              assertThat(u.nearest().get(0)).isEqualTo("Phường Hạc Thành (14797)");
            });
  }

  private void read(String mapping, String table) throws IOException {
    Mapping read = Mapping.read(Files.writeString(dir.resolve("mapping.properties"), mapping));
    ExportReader reader =
        new ExportReader(
            read,
            Roster.bundled(),
            FormerUnits.of(Roster.bundled()),
            Instant.parse("2026-11-30T00:00:00Z"));
    RowSink sink =
        new RowSink() {
          @Override
          public void event(RowEvent event, String place) {
            events.add(event);
          }

          @Override
          public void reject(RowReject reject) {
            rejects.add(reject);
          }
        };
    Path file = Files.writeString(dir.resolve("in.csv"), table);
    ExportReader.check(read, List.of(file));
    reader.read(file, sink);
    counts = reader.counts();
  }
}
