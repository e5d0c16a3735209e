package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.cds.dashboard.access.suppression.ShareRule;
import vn.cds.dashboard.score.Median;
import vn.cds.dashboard.score.Standing;

class LeaderboardTest {

  private static final Instant NOON = Instant.parse("2026-11-20T05:00:00Z");

  @Test
  void theMedianOfAnEvenNumberOfValuesLiesBetweenTheTwoInTheMiddle() {
    assertThat(Median.of(List.of())).isNull();
    assertThat(Median.of(List.of(3., 1., 2.))).isEqualTo(2);
    assertThat(Median.of(List.of(4., 1., 2., 3.))).isEqualTo(2.5);
  }

  @Test
  void totalsAreSumsOfTheRowsAndNeverMeansOfRatios() {
    Leaderboard board =
        board(
            row(1, 100, 80.0, "good", indicator("a", 90, 100, 18.0)),
            row(2, 300, 60.0, "average", indicator("a", 150, 300, 10.0)),
            row(null, 5, null, "", indicator("a", 5, 5, 20.0)),
            row(null, 0, null, "", indicator("a", 0, 0, null)));
    assertThat(board.totals().reporting()).isEqualTo(3);
    assertThat(board.totals().received()).isEqualTo(405);
    assertThat(board.totals().median()).isEqualTo(70);
    assertThat(board.totals().classes()).isEqualTo(Map.of("good", 1, "average", 1));
    assertThat(board.totals().indicators())
        .containsExactly(new Leaderboard.Sum("a", 245, 405, 245. / 405));
    assertThat(board().totals().median()).isNull();
  }

  @Test
  void nothingToDivideByIsNoRate() {
    assertThat(board(row(null, 0, null, "", indicator("a", 0, 0, null))).totals().indicators())
        .containsExactly(new Leaderboard.Sum("a", 0, 0, null));
  }

  @Test
  void ofAnotherProvinceTotalsAndGroupsAreOfWhatIsShown() {
    Leaderboard board =
        board(
            row(
                1,
                127,
                88.4,
                "good",
                indicator("a", 121, 127, 19.06),
                indicator("b", 3, 4, 4.5),
                indicator("c", 0, 0, 6.0)),
            row(null, 7, null, "", indicator("a", 7, 7, 20.0)));
    Leaderboard shown = board.suppressed(new ExactProvinces(Set.of("01")));
    assertThat(shown.totals().received()).isEqualTo(120);
    assertThat(shown.totals().reporting()).isEqualTo(1);
    Leaderboard.Indicator a = shown.rows().get(0).indicators().get(0);
    assertThat(shown.totals().indicators())
        .containsExactly(
            new Leaderboard.Sum("a", a.numerator(), 120, a.numerator() / 120),
            new Leaderboard.Sum("b", 0, 0, null),
            new Leaderboard.Sum("c", 0, 0, null));
    assertThat(shown.rows().get(0).groups())
        .containsExactly(
            new Standing.Group("odd", a.points(), 20., 26.), new Standing.Group("b", null, 0., 6.));
    assertThat(shown.rows().get(1).groups())
        .containsExactly(
            new Standing.Group("odd", null, 0., 26.), new Standing.Group("b", null, 0., 6.));
    assertThat(board.rows().get(0).groups().get(0).points()).isEqualTo(25.06);
    assertThat(board.suppressed(new ExactProvinces(Set.of("38"))).rows()).isEqualTo(board.rows());
  }

  @Test
  void pointsOfAGroupAreHundredthsAsTheyAreShown() {
    Leaderboard board =
        board(
            row(1, 127, 88.4, "good", indicator("a", 2, 100, 0.4), indicator("c", 16, 100, 0.96)));
    Leaderboard.Row shown = board.suppressed(new ExactProvinces(Set.of("01"))).rows().get(0);
    assertThat(shown.indicators())
        .extracting(Leaderboard.Indicator::points)
        .containsExactly(0.4, 0.96);
    assertThat(shown.groups().get(0).points()).isEqualTo(1.36);
    assertThat(0.4 + 0.96).as("what they add up to").isNotEqualTo(1.36);
  }

  private static Leaderboard board(Leaderboard.Row... rows) {
    return new Leaderboard(
        new Leaderboard.Head(
            null,
            "38",
            "today",
            "2026-11-20",
            LocalDate.of(2026, 11, 20),
            LocalDate.of(2026, 11, 20),
            true,
            null,
            30,
            new Leaderboard.Coverage(50, 100),
            NOON,
            null,
            null,
            List.of(),
            true,
            NOON),
        List.of(rows));
  }

  private static Standing.Indicator indicator(
      String id, double numerator, double denominator, Double points) {
    return new Standing.Indicator(id, numerator, denominator, 1, id.equals("a") ? 20 : 6, points);
  }

  /** With "a" and "c" in one group. */
  private static Leaderboard.Row row(
      Integer rank, long n, Double score, String scoreClass, Standing.Indicator... indicators) {
    return Leaderboard.Row.of(
        new Standing(
            "38",
            "14797",
            "Hạc Thành",
            "phuong",
            null,
            "",
            rank,
            rank == null ? "not_enough_data" : "",
            n,
            score,
            50.,
            null,
            score,
            scoreClass,
            List.of(
                new Standing.Group("odd", 25.06, 26., 26.), new Standing.Group("b", 4.5, 6., 6.)),
            null,
            0L,
            null,
            null,
            List.of(indicators),
            0L,
            0L,
            0L,
            1,
            NOON,
            null),
        null,
        Map.of("a", rule("a", "odd", 20), "b", rule("b", "b", 6), "c", rule("c", "odd", 6)));
  }

  /** Of a target of 100 %, as the server answers it. */
  private static ShareRule rule(String id, String group, double most) {
    return new ShareRule(
        id,
        group,
        IntStream.rangeClosed(0, 100).mapToObj(percent -> most * percent / 100).toList(),
        List.of());
  }
}
