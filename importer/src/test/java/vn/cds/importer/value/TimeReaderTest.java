package vn.cds.importer.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.time.TimeOrDay;

class TimeReaderTest {
  private final TimeReader reader = new TimeReader(TimeSettings.DEFAULT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "03/10/2025 17:05",
        "3/10/2025 17:05",
        "03-10-2025 17:05:00",
        "03.10.2025 17:05",
        "03/10/25 17:05",
        "2025-10-03 17:05:00",
        "2025-10-03 17:05:00.000",
        "2025/10/03 17:05",
        "2025-10-03T17:05:00",
        "2025-10-03T17:05:00+07:00",
        "2025-10-03T10:05:00Z",
        "2025-10-03 10:05:00 UTC",
        "2025-10-03 12:05:00 +0200",
        "2025-10-03 17:05 GMT+7",
        "2025-10-03 17:05 ICT",
        "03/10/2025 5:05:00 CH",
        "03/10/2025 05:05 PM",
        "03/10/2025 5:05 pm",
        "03/10/2025, 17:05",
        "17:05 03/10/2025",
        "17:05:00 ngày 03/10/2025",
        "17h05 03/10/2025",
        "17h05 ngày 03/10/2025",
        "17 giờ 05 phút, ngày 03 tháng 10 năm 2025",
        "17 giờ 05 ngày 03/10/2025",
        "Thứ Sáu, 03/10/2025 17:05",
        "Thứ 6, 03/10/2025 17:05",
        "3-Oct-2025 17:05",
        "03-OCT-25 17:05",
        "Oct 3, 2025 5:05 PM",
        "3 October 2025 17:05",
        "Fri Oct 03 17:05:00 ICT 2025",
        "45933.711805555555",
        "45933,711805555555",
        "20251003170500",
        "202510031705",
        "20251003T170500",
        "1759485900000",
        "1759485900",
        "03/10/2025 - 17:05",
      })
  void oneTimeInManyForms(String text) {
    assertThat(reader.read(text)).hasToString("2025-10-03T17:05:00+07:00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "03/10/2025",
        "3/10/2025",
        "3-10-2025",
        "2025-10-03",
        "20251003",
        "45933",
        "45933.0",
        "45933,00",
        "3 Oct 2025",
        "ngày 03 tháng 10 năm 2025",
        "03 tháng 10 năm 2025",
        "3-Oct-25",
        "Oct 3, 2025",
        "Ngày 03/10/2025",
        "03 Thg 10 2025",
        "03/10/25"
      })
  void aTextWithoutAClockIsADay(String text) {
    assertThat(reader.read(text)).hasToString("2025-10-03");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9999-12-31 00:00:00",
        "31/12/9999",
        "01/01/1900 00:00",
        "1900-01-01",
        "0001-01-01T00:00:00",
        "0000-00-00 00:00:00",
        "0000-00-00",
        "00/00/0000",
        "0",
        "1",
        "2958465",
        "1970-01-01",
        "9999-12-30T17:00:00Z",
        "00/01/1900 00:00",
        "1753-01-01",
        "30/12/1899",
        "19000101"
      })
  void daysThatStandForNoneAreNone(String text) {
    assertThat(reader.read(text)).isSameAs(TimeReader.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "31/02/2025",
        "13/13/2025",
        "2025",
        "10/2025",
        "25:00 03/10/2025",
        "03/10/2025 17:60",
        "0.34375",
        "5",
        "251001-0001",
        "17:05",
        "03/10/2025 abc",
        "123456789",
        "03/10/2025 17:05 17:06",
        "29/02/2025",
        "Nguyễn Văn A",
        "0123456789012"
      })
  void whatIsNoTimeIsNotUnderstood(String text) {
    assertThat(reader.read(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "12:00:00 SA, 2025-10-03T00:00:00+07:00",
    "12:00:00 CH, 2025-10-03T12:00:00+07:00",
    "8:15:00 SA, 2025-10-03T08:15:00+07:00",
    "11:59:59 PM, 2025-10-03T23:59:59+07:00",
    "17:05 CH, 2025-10-03T17:05:00+07:00",
  })
  void halvesOfADay(String clock, String time) {
    assertThat(reader.read("03/10/2025 " + clock)).hasToString(time);
  }

  @Test
  void aMomentBeforeMidnightIsNoDay() {
    assertThat(reader.read("45932.999999")).hasToString("2025-10-03T00:00:00+07:00");
  }

  @Test
  void theMonthMayComeFirst() {
    TimeReader american =
        new TimeReader(
            new TimeSettings(
                List.of(),
                TimeSettings.Order.MONTH_FIRST,
                TimeSettings.DEFAULT.zone(),
                TimeSettings.DEFAULT.daysOfNone()));
    assertThat(american.read("10/03/2025 05:05:00 PM")).hasToString("2025-10-03T17:05:00+07:00");
    assertThat(american.read("13/10/2025")).isNull();
    assertThat(american.read("3-Oct-2025").isDay()).isTrue();
    assertThat(american.read("2025-10-03"))
        .isEqualTo(TimeOrDay.on(java.time.LocalDate.of(2025, 10, 3)));
  }
}
