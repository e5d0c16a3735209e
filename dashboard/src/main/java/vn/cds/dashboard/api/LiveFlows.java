package vn.cds.dashboard.api;

import static vn.cds.dashboard.access.Shown.As.COUNT;
import static vn.cds.dashboard.access.Shown.As.PART;
import static vn.cds.dashboard.access.Shown.As.SHARE;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.cds.dashboard.access.Shown;

/** The resource {@code live}: what happened in the last minutes. */
final class LiveFlows {

  /** What is older is a matter of hours and days. */
  private static final int MOST_MINUTES = 60;

  private final Reader reader;

  LiveFlows(Reader reader) {
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

  record LiveAnswer(@Shown int minutes, List<Flows> rows) {}

  Answer<LiveAnswer> live(Context context) {
    Parameters parameters = Reader.parameters(context, Set.of("province"), "minutes");
    int minutes = parameters.number("minutes", 10, 1, MOST_MINUTES);
    Scope scope = reader.scopes().read(parameters);
    Reader.Read<Flows> read =
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
