package vn.cds.dashboard.api.resource;

import static vn.cds.dashboard.access.suppression.Shown.As.COUNT;
import static vn.cds.dashboard.access.suppression.Shown.As.PART;
import static vn.cds.dashboard.access.suppression.Shown.As.SHARE;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.dashboard.api.request.Scope;

/** The resource {@code live}: what happened in the last minutes. */
public final class LiveFlows {

  /** What is older is a matter of hours and days. */
  private static final int MOST_MINUTES = 60;

  private final ResourceQueries reader;

  public LiveFlows(ResourceQueries reader) {
    this.reader = reader;
  }

  /** What happened in a commune. */
  record Flows(
      @Shown String communeCode,
      @Shown String name,
      @Shown String kind,
      @Shown(COUNT) @Nullable Long events,
      @Shown(COUNT) @Nullable Long registered,
      @Shown(value = PART, of = "registered") @Nullable Long registeredOnline,
      @Shown(COUNT) @Nullable Long doneOnTime,
      @Shown(COUNT) @Nullable Long doneLate,
      @Shown(COUNT) @Nullable Long payments,
      @Shown(value = PART, of = "payments") @Nullable Long paymentsCashless,
      @Shown(value = SHARE, of = "payments") @Nullable Double cashlessShare,
      @Shown(COUNT) @Nullable Long documentsArrived,
      @Shown(COUNT) @Nullable Long documentsDone,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  /**
   * Sums over the rows as they are shown.
   *
   * @param units rows
   * @param unitsWithEvents of them
   * @param lowerBound whether rows hide counts or round them down: what is hidden counts as nothing
   */
  @Shown
  record LiveTotals(
      int units,
      int unitsWithEvents,
      long registered,
      long doneOnTime,
      long doneLate,
      long payments,
      long documentsArrived,
      boolean lowerBound) {

    private static LiveTotals of(List<Flows> rows) {
      return new LiveTotals(
          rows.size(),
          (int) rows.stream().filter(row -> row.events() != null && row.events() != 0).count(),
          sum(rows, Flows::registered),
          sum(rows, Flows::doneOnTime),
          sum(rows, Flows::doneLate),
          sum(rows, Flows::payments),
          sum(rows, Flows::documentsArrived),
          rows.stream().anyMatch(row -> row.suppressed() != null));
    }

    private static long sum(List<Flows> rows, Function<Flows, Long> count) {
      return rows.stream().map(count).filter(Objects::nonNull).mapToLong(Long::longValue).sum();
    }
  }

  record LiveAnswer(@Shown int minutes, LiveTotals totals, List<Flows> rows)
      implements Answer.Summed<LiveAnswer> {

    private LiveAnswer(int minutes, List<Flows> rows) {
      this(minutes, LiveTotals.of(rows), rows);
    }

    @Override
    public LiveAnswer summed() {
      return new LiveAnswer(minutes, rows);
    }
  }

  public Answer<LiveAnswer> live(Context context) {
    Parameters parameters = ResourceQueries.parameters(context, Set.of("province"), "minutes");
    int minutes = parameters.number("minutes", 10, 1, MOST_MINUTES);
    Scope scope = reader.scopes().read(parameters);
    ResourceQueries.Read<Flows> read =
        reader.figures(
            "leaderboard_live",
            Flows.class,
            scope,
            Map.of("province", scope.province(), "minutes", minutes));
    return new Answer<>(
        read.scope(),
        new LiveAnswer(minutes, read.rows()),
        "rows",
        Map.of("minutes", Integer.toString(minutes)));
  }
}
