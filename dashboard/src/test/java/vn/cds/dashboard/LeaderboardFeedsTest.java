package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.cds.dashboard.api.request.Catalogues;
import vn.cds.dashboard.cache.CachePolicy;
import vn.cds.sql.Database;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;

/** Which leaderboards are kept. Nothing of them is read. */
class LeaderboardFeedsTest {

  private static final Database NOWHERE =
      new Database("http://127.0.0.1:1", "nobody", "", "nothing");

  private final Clock clock = Clock.systemUTC();

  @Test
  void ofTheCountryFewAreKeptThatNobodyFollows() {
    try (NamedQueries queries = NamedQueries.of(NOWHERE);
        LeaderboardFeeds feeds =
            new LeaderboardFeeds(
                new LeaderboardReader(
                    queries, new Catalogues(NOWHERE), clock, 30, Duration.ofHours(1)),
                clock)) {
      LeaderboardFeed province = feeds.of(past("38", 0));
      List<LeaderboardFeed> countries =
          IntStream.rangeClosed(0, CachePolicy.MOST_UNFOLLOWED_COUNTRIES)
              .mapToObj(month -> feeds.of(past("", month)))
              .toList();

      assertThat(feeds.of(past("38", 0))).isSameAs(province);
      assertThat(feeds.of(past("", CachePolicy.MOST_UNFOLLOWED_COUNTRIES)))
          .isSameAs(countries.get(CachePolicy.MOST_UNFOLLOWED_COUNTRIES));
      assertThat(feeds.of(past("", 1))).isSameAs(countries.get(1));
      assertThat(feeds.of(past("", 0)))
          .as("the one of the longest ago")
          .isNotSameAs(countries.get(0));
    }
  }

  private static LeaderboardQuery past(String province, int month) {
    return new LeaderboardQuery(
        province, Period.Kind.MONTH, "20%02d-%02d".formatted(10 + month / 12, 1 + month % 12));
  }
}
