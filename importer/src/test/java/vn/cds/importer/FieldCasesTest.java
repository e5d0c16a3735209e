package vn.cds.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.contract.event.ServiceRequestEvent;

/** Small files, each after a fault from the field; the right values were worked out by hand. */
class FieldCasesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "due-date/in.csv;                 5 4 1 0 0 | 5 5 0 0",
        "rows-without-start/in.csv;       1 1 0 0 0 | 4 1 3 0",
        "corrected-export/october.csv;    3 1 1 0 1 | 3 3 0 0",
        "decomposed-accents/in.csv;       3 1 1 0 1 | 3 3 0 0",
        "decomposed-accents/words.csv;    3 1 1 0 1 | 3 3 0 0",
        "sentinel-dates/in.csv;           3 1 0 1 1 | 4 3 1 0",
        "sentinel-dates/min9999.csv;      1 1 0 0 0 | 2 1 1 0",
        "excel-report/in.csv;             2 1 1 0 0 | 6 2 0 4",
        "excel-report/sep.csv;            1 1 0 0 0 | 1 1 0 0",
        "excel-report/trailing.csv;       1 1 0 0 0 | 1 1 0 0",
        "excel-report/wrapped.csv;        1 1 0 0 0 | 1 1 0 0",
        "excel-report/trailing-rows.csv;  2 1 1 0 0 | 2 2 0 0",
        "excel-values/in.csv;             4 4 0 0 0 | 4 4 0 0",
        "stray-quote/in.csv;              4 3 1 0 0 | 4 4 0 0",
        "null-words/in.csv;               4 1 0 1 2 | 4 4 0 0",
        "padded-header/in.csv;            1 1 0 0 0 | 1 1 0 0",
      })
  void comesToItsRightValues(String file, String figures) {
    assertThat(of(file).figures()).isEqualTo(figures);
  }

  @Test
  void rowsWithoutAReceiptAreRejectedByTheirLine() {
    assertThat(of("rows-without-start/in.csv").rejects())
        .containsExactly("3 MISSING_FIELD", "4 MISSING_FIELD", "5 MISSING_FIELD");
    assertThat(of("sentinel-dates/in.csv").rejects()).containsExactly("5 MISSING_FIELD");
    assertThat(of("sentinel-dates/min9999.csv").rejects()).containsExactly("3 MISSING_FIELD");
  }

  @Test
  void channelsInAnotherNormalFormAreKnown() {
    for (String file : List.of("decomposed-accents/in.csv", "decomposed-accents/words.csv")) {
      assertThat(of(file).preview().channels().toString())
          .contains("online=Line[received=1")
          .contains("counter=Line[received=1")
          .contains("postal=Line[received=1");
    }
  }

  @Test
  void excelWritesOneValueInManyForms() {
    Imported imported = of("excel-values/in.csv");
    assertThat(imported.events()).hasSize(8);
    for (var event : imported.events()) {
      ServiceRequestEvent request = (ServiceRequestEvent) event;
      assertThat(request.feeDueVnd()).isEqualTo(50_000);
      assertThat(request.submittedAt()).hasToString("2025-10-01T08:15:00+07:00");
      assertThat(request.dueAt()).hasToString("2025-10-03T17:00:00+07:00");
    }
  }

  @Test
  void theLinesLeftOutAreNamed() {
    assertThat(of("excel-report/in.csv").counts().leftOut().toString())
        .contains("ABOVE_HEADER, count=2")
        .contains("BLANK, count=1")
        .contains("TOTAL, count=1")
        .contains("in.csv:8");
  }

  private static Imported of(String file) {
    Path path = Imported.resource(file);
    String mapping = file.endsWith("words.csv") ? "words.properties" : "mapping.properties";
    return Imported.of(path.resolveSibling(mapping), path);
  }
}
