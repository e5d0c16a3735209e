package vn.cds.importer.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.importer.UnusableInput;

class ExportDateTest {

  @Test
  void aDayIsItsEndAndNoDateIsOlderThanAny() {
    List<ExportDate> dates =
        Stream.of(
                "2026-10-30",
                "2026-10-31T00:00",
                "2026-10-31T18:00:00+07:00",
                "2026-10-31T23:59:59.999",
                "2026-10-31",
                "2026-11-01T00:00")
            .map(text -> ExportDate.parse(text).orElseThrow())
            .toList();
    assertThat(dates).isSorted().doesNotHaveDuplicates();
    assertThat(ExportDate.NONE).isLessThan(dates.get(0)).isEqualByComparingTo(ExportDate.NONE);
    assertThat(ExportDate.parse("2026-10-31T11:00Z")).contains(dates.get(2));
    assertThat(ExportDate.parse("31/10/2026")).isEmpty();
    dates.forEach(date -> assertThat(ExportDate.parse(date.toString())).contains(date));
  }

  @ParameterizedTest
  @CsvSource({
    "yyyy-MM-dd,export 2026-10-31.csv,2026-10-31",
    "ddMMyyyy,HoSo_31102026.xlsx,2026-10-31",
    "yyyy-MM,2026-02.csv,2026-02-28",
    "Tháng MM-yyyy,Tháng 02-2028.csv.gz,2028-02-29",
    "yyyyMMdd_HHmm,a20261031_1830 b.csv,2026-10-31T18:30:00+07:00",
    "yyyyMMdd,99999999-20261031-20261031.csv,2026-10-31",
  })
  void aDateIsFoundInAName(String form, String name, String date) {
    assertThat(DateInName.of(form).find(Path.of("x/2020-01-01", name))).hasToString(date);
  }

  @ParameterizedTest
  @CsvSource({
    "yyyy-MM-dd,october.csv,no date",
    "yyyy-MM-dd,2026-10-32.csv,no date",
    "yyyy-MM-dd,12026-10-31.csv,no date",
    "yyyy-MM-dd,2026-10-01 to 2026-10-31.csv,two dates",
  })
  void aNameThatDoesNotTellIsRefused(String form, String name, String fault) {
    assertThatThrownBy(() -> DateInName.of(form).find(Path.of(name)))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining(fault)
        .hasMessageContaining("--as-of");
  }
}
