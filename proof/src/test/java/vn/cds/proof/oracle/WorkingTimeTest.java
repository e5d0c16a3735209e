package vn.cds.proof.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.cds.proof.oracle.Sample.instant;

import java.io.StringReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worked from 08:00 to 12:00 and from 13:00 to 17:00, Monday to Friday. */
class WorkingTimeTest {
  private final WorkingTime workingTime =
      new WorkingTime(
          new StringReader(
              """
              date,kind,name,source
              2026-10-06,holiday,a Tuesday,example
              2026-10-10,working_day,a Saturday,example
              """),
          new StringReader(
              """
              valid_from,weekday,starts,ends
              2000-01-01,1,08:00,12:00
              2000-01-01,1,13:00,17:00
              2000-01-01,2,08:00,12:00
              2000-01-01,2,13:00,17:00
              2000-01-01,3,08:00,12:00
              2000-01-01,3,13:00,17:00
              2000-01-01,4,08:00,12:00
              2000-01-01,4,13:00,17:00
              2000-01-01,5,08:00,12:00
              2000-01-01,5,13:00,16:00
              2026-11-01,1,10:00,12:00
              """));

  // Monday is 2026-10-05.
  @ParameterizedTest
  @CsvSource({
    "2026-10-05T09:00:00, 2026-10-05T09:00:00, 0",
    "2026-10-05T09:00:00, 2026-10-05T08:00:00, 0",
    "2026-10-05T09:00:00, 2026-10-05T10:30:00, 90",
    "2026-10-05T11:30:00, 2026-10-05T13:30:00, 60", // over lunch
    "2026-10-05T00:00:00, 2026-10-05T23:59:59, 480",
    "2026-10-05T16:00:00, 2026-10-07T09:00:00, 120", // over the holiday
    "2026-10-09T15:00:00, 2026-10-12T09:00:00, 540", // Friday 60, swapped Saturday 420, Monday 60
    "2026-10-17T09:00:00, 2026-10-18T17:00:00, 0", // a weekend
    "2026-11-02T00:00:00, 2026-11-06T17:00:00, 120" // the new week has Mondays only
  })
  void between(String from, String to, long minutes) {
    assertThat(workingTime.between(instant(from), instant(to))).isEqualTo(minutes * 60_000);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-05T09:00:00, 60, 2026-10-05T10:00:00",
    "2026-10-05T09:00:00, 180, 2026-10-05T12:00:00", // the moment it has passed, not the next one
    // worked
    "2026-10-05T09:00:00, 181, 2026-10-05T13:01:00",
    "2026-10-05T16:00:00, 480, 2026-10-07T16:00:00",
    "2026-10-09T16:30:00, 60, 2026-10-10T09:00:00",
    "2026-10-18T09:00:00, 1, 2026-10-19T08:01:00"
  })
  void after(String from, long minutes, String expected) {
    assertThat(workingTime.after(instant(from), minutes * 60_000)).isEqualTo(instant(expected));
  }
}
