package vn.cds.contract.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import vn.cds.contract.Seeds;

class VietnamTimeTest {

  @Test
  void agreesWithTheTimeZone() {
    RandomGenerator random = Seeds.random("agreesWithTheTimeZone");
    for (int i = 0; i < 10_000; i++) {
      Instant instant = Instant.ofEpochMilli(random.nextLong(946_684_800_000L, 4_102_444_800_000L));
      LocalDate day = instant.atZone(VietnamTime.ZONE).toLocalDate();
      assertThat(VietnamTime.localDay(instant)).isEqualTo(day);
      assertThat(VietnamTime.startOfDay(day))
          .isEqualTo(day.atStartOfDay(VietnamTime.ZONE).toInstant());
    }
  }
}
