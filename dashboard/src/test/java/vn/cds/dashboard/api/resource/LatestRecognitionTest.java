package vn.cds.dashboard.api.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import vn.cds.dashboard.api.resource.Recognition.LatestRecognition;
import vn.cds.dashboard.api.resource.Recognition.RecognitionProgress;

/** The latest year of a whole place against the rows that it is of. */
class LatestRecognitionTest {

  @Test
  void ofAProvinceItIsItsLatestYear() {
    assertThat(
            LatestRecognition.of(
                List.of(
                    province("38", 2025, 45L, 7, 30, 31L),
                    province("38", 2026, null, 3, 33, 34L),
                    district("12", 2027))))
        .isEqualTo(new LatestRecognition(2026, 3, null, 33, 34L));
  }

  @Test
  void ofTheCountryItIsTheSumOfItsProvinces() {
    assertThat(
            LatestRecognition.of(
                List.of(
                    province("01", 2025, 20L, 5, 9, 9L),
                    province("38", 2025, 45L, 7, 30, 31L),
                    province("38", 2026, 46L, 3, 33, 34L),
                    province("48", 2026, 10L, 1, 2, null))))
        .as("of 01, which has nothing of 2026, those recognised in all")
        .isEqualTo(new LatestRecognition(2026, 4, 56L, 44, null));
  }

  @Test
  void aSumOfTargetsIsOfAllOrNone() {
    assertThat(
            LatestRecognition.of(
                List.of(
                    province("01", 2026, null, 5, 9, null),
                    province("38", 2026, 46L, 3, 33, null))))
        .isEqualTo(new LatestRecognition(2026, 8, null, 42, null));
  }

  @Test
  void withoutAProvinceThereIsNone() {
    assertThat(LatestRecognition.of(List.of(district("12", 2026)))).isNull();
  }

  private static RecognitionProgress province(
      String code, int year, Long target, long recognised, long inAll, Long declaredInAll) {
    return progress("province", code, year, target, recognised, inAll, declaredInAll);
  }

  private static RecognitionProgress district(String code, int year) {
    return progress("former-district", code, year, 5L, 5, 5, 5L);
  }

  private static RecognitionProgress progress(
      String level,
      String code,
      int year,
      Long target,
      long recognised,
      long inAll,
      Long declaredInAll) {
    return new RecognitionProgress(
        "38",
        level,
        code,
        "",
        year,
        target,
        null,
        0,
        0,
        0,
        recognised,
        inAll,
        null,
        null,
        null,
        null,
        declaredInAll,
        List.of());
  }
}
