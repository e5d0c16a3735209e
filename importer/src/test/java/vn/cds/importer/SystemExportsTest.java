package vn.cds.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.inspect.Inspection;
import vn.cds.importer.inspect.InspectionReport;
import vn.cds.importer.inspect.MappingDraft;
import vn.cds.importer.mapping.Mapping;

/**
 * Ten exports as ten systems write them ({@code import/systems/README.md}), and what is proposed.
 */
class SystemExportsTest {
  @TempDir Path dir;

  /**
   * @param columns the proposed columns, each of them right
   * @param told what the report warns of; empty when nothing need be told
   * @param date of the export; empty when the file does not state it
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "national-portal.csv | dossier_code=MaHoSo procedure_code=MaTTHC submitted_at=NgayTiepNhan due_at=NgayHenTra done_at=NgayTra channel=KenhThucHien commune_name=DonViXuLy | holds numbers, which are read as those of the contract (channel) | '' | 4 2 1 0 1",
        "vnpt-igate.xlsx | dossier_code=Số_hồ_sơ procedure_code=Mã_thủ_tục submitted_at=Ngày_tiếp_nhận due_at=Ngày_hẹn_trả done_at=Ngày_kết_thúc_xử_lý channel=Hình_thức_tiếp_nhận commune_name=Đơn_vị_tiếp_nhận | \"Ngày trả kết quả\" holds times and is not used | 2025-10-31T17:00:00+07:00 | 3 1 1 0 1",
        "viettel.tsv | dossier_code=Mã_hồ_sơ procedure_code=Mã_TTHC submitted_at=Thời_gian_tiếp_nhận due_at=Thời_gian_hẹn_trả done_at=Thời_gian_có_kết_quả channel=Nguồn_tiếp_nhận commune_name=Cơ_quan_thực_hiện | '' | '' | 3 1 1 0 1",
        "fpt-egov.csv | dossier_code=Số_biên_nhận procedure_code=Mã_thủ_tục submitted_at=Ngày_nhận_hồ_sơ_* due_at=Ngày_hẹn_trả_* done_at=Ngày_trả_kết_quả commune_name=Xã/Phường | '' | '' | 4 1 1 0 2",
        "payment-platform.xlsx | payment_id=Mã_tham_chiếu_giao_dịch started_at=Thời_gian_giao_dịch occurred_at=Thời_gian_giao_dịch category=Loại_khoản_thu method=Hình_thức_thanh_toán amount_vnd=Số_tiền_(VNĐ) status=Trạng_thái_giao_dịch dossier_code=Mã_hồ_sơ commune_name=Đơn_vị_thụ_hưởng | '' | 2025-10-31T17:00:00+07:00 | 3 0 0 0 3",
        "nyc-311.csv.gz | dossier_code=Unique_Key procedure_code=Complaint_Type submitted_at=Created_Date due_at=Due_Date done_at=Closed_Date commune_name=Agency_Name | has the month before the day | '' | 3 1 1 0 1",
        "open311.zip | dossier_code=service_request_id procedure_code=service_code submitted_at=requested_datetime due_at=expected_datetime occurred_at=updated_datetime status=status commune_name=agency_responsible | '' | '' | 3 1 1 0 1",
        "sap-cases.csv | dossier_code=Case_ID procedure_code=Procedure_Code submitted_at=Created_On due_at=Planned_End done_at=Closed_On fee_due_vnd=Fee commune_name=Resp._Org._Unit | '' | 2025-10-31T17:00:00+07:00 | 3 1 1 0 1",
      })
  void aMappingIsProposedThatNeedsNoEdit(
      String file, String columns, String told, String date, String figures) throws IOException {
    Inspection inspection = inspect(file);
    MappingDraft draft = new MappingDraft(inspection);
    assertThat(draft.isWhole()).as(report(inspection)).isTrue();
    assertThat(report(inspection)).contains(told);
    assertProposed(draft.text(), columns, date, file);
    assertNoCell(inspection);
    Imported imported = Imported.of(write(draft.text()), export(file));
    assertThat(imported.figures()).startsWith(figures + " | ");
    assertThat(imported.rejects()).isEmpty();
  }

  /**
   * @param lines of what nobody can find out, to be filled in
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "register-form-06.ods | dossier_code=Mã_hồ_sơ submitted_at=Ngày,_tháng,_năm_Nhận_hồ_sơ due_at=Ngày,_tháng,_năm_Hẹn_trả_kết_quả done_at=Ngày,_tháng,_năm_Trả_kết_quả | procedure_code | 2025-10-31 | procedure_code.constant = 1.004616 | 3 1 1 0 1 | ",
        "vnpt-ioffice.csv | document_number=Số,_ký_hiệu document_date=Ngày_tháng_văn_bản sent_at=Ngày_đến due_at=Hạn_xử_lý status=Trạng_thái_xử_lý | issuer_code, direction, occurred_at | '' | issuer_code.constant = H56;direction.constant = incoming;occurred_at.column = Ngày hoàn thành | 1 0 0 0 1 | 5 MISSING_FIELD",
      })
  void whatIsMissingIsTold(
      String file,
      String columns,
      String missing,
      String date,
      String lines,
      String figures,
      String rejects)
      throws IOException {
    Inspection inspection = inspect(file);
    MappingDraft draft = new MappingDraft(inspection);
    assertThat(draft.isWhole()).isFalse();
    assertThat(report(inspection))
        .contains("To be filled in, as no column was found: " + missing + "\n");
    assertNoCell(inspection);
    String whole = draft.text() + lines.replace(';', '\n') + "\n";
    assertProposed(draft.text(), columns, date, null);
    Imported imported = Imported.of(write(whole), export(file));
    assertThat(imported.figures()).startsWith(figures + " | ");
    assertThat(String.join(" ", imported.rejects())).isEqualTo(rejects == null ? "" : rejects);
    if (!date.isEmpty()) {
      assertThat(Mapping.read(write(whole)).export().date(export(file))).hasToString(date);
    }
  }

  /** The columns that a draft names, all of them, and the date of the export. */
  private void assertProposed(String draft, String columns, String date, String file)
      throws IOException {
    Map<String, String> proposed = new TreeMap<>();
    for (String line : draft.split("\n")) {
      if (!line.startsWith("#") && line.contains(".column = ")) {
        String[] parts = line.split("\\.column = ", 2);
        proposed.put(parts[0], parts[1].replace(' ', '_'));
      }
    }
    Map<String, String> wanted = new TreeMap<>();
    for (String column : columns.strip().split(" ")) {
      String[] parts = column.split("=", 2);
      wanted.put(parts[0], parts[1]);
    }
    assertThat(proposed).as(draft).isEqualTo(wanted);
    if (file != null) {
      assertThat(Mapping.read(write(draft)).export().date(export(file)))
          .hasToString(date.isEmpty() ? "none" : date);
    }
  }

  /** Nothing is told of columns that are not mapped, nor of codes and times. */
  private static void assertNoCell(Inspection inspection) {
    assertThat(report(inspection) + new MappingDraft(inspection).text())
        .doesNotContain(
            "Nguyễn Văn",
            "Trần Thị",
            "Lê Văn",
            "0000000",
            "Tổ 1",
            "STREET",
            "1 Street",
            "hai sinh",
            "hai tử",
            "Chứng thực",
            "Công văn về",
            "Sở Y tế",
            "123/SYT",
            "251001",
            "65000001",
            "SR-1",
            "1.004616",
            "2.000815",
            "1250000",
            "08:15",
            "08h15",
            "20251001");
  }

  private static Path export(String file) {
    return Imported.resource("systems/" + file);
  }

  private static Inspection inspect(String file) {
    return Inspection.of(export(file), Roster.bundled(), FormerUnits.of(Roster.bundled()));
  }

  private static String report(Inspection inspection) {
    StringWriter out = new StringWriter();
    new InspectionReport(inspection).print(new PrintWriter(out, true));
    return out.toString();
  }

  private Path write(String mapping) throws IOException {
    return Files.writeString(dir.resolve("mapping.properties"), mapping);
  }
}
