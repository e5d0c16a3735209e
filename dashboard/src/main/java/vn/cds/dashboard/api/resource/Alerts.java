package vn.cds.dashboard.api.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.dashboard.api.request.Scope;

/** The resources below {@code alerts}. */
public final class Alerts {

  private final ResourceQueries reader;

  public Alerts(ResourceQueries reader) {
    this.reader = reader;
  }

  /** An open alert. */
  record Alert(
      @Shown String province,
      @Shown String unit,
      @Shown String unitName,
      @Shown String scope,
      @Shown String rule,
      @Shown String nameVi,
      @Shown String nameEn,
      @Shown String indicator,
      @Shown String severity,
      @Shown int ruleVersion,
      @Shown int ruleSetVersion,
      @Shown String episode,
      @Shown Instant since,
      @Shown Instant firedAt,
      @Nullable Double value,
      @Nullable Long n,
      @Nullable Double lower,
      @Nullable Double upper,
      @Shown @Nullable Double target,
      @Nullable Double peersMedian,
      @Nullable Double worst,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  /** An alert of the past, or one that is open still. */
  record PastAlert(
      @Shown String rule,
      @Shown String nameVi,
      @Shown String nameEn,
      @Shown String indicator,
      @Shown String severity,
      @Shown int ruleVersion,
      @Shown int ruleSetVersion,
      @Shown String episode,
      @Shown Instant since,
      @Shown Instant firedAt,
      @Shown @Nullable Instant resolvedAt,
      @Shown String ending,
      @Shown @Nullable Long openSeconds,
      @Nullable Double value,
      @Nullable Long n,
      @Nullable Double lower,
      @Nullable Double upper,
      @Shown @Nullable Double target,
      @Nullable Double peersMedian,
      @Nullable Double worst,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  @Shown
  record AlertTotals(long critical, long warning, long notice, long rows) {}

  @Shown
  record Totals(long rows) {}

  @Shown
  record AlertCount(String province, String unit, long alerts) {}

  /** How long the alerts of a rule stay open. */
  @Shown
  record AlertTimes(
      String rule,
      String nameVi,
      String nameEn,
      String severity,
      long episodes,
      long stillOpen,
      long cleared,
      @Nullable Double medianSeconds,
      @Nullable Double p95Seconds) {}

  /** Whom nobody is told about, and until when. */
  @Shown
  record Silence(
      String silence,
      String rule,
      String province,
      String unit,
      String owner,
      String reason,
      Instant begins,
      Instant ends,
      String endedBy,
      String state) {}

  record OpenAlertsAnswer(AlertTotals totals, List<Alert> rows) {}

  record AlertHistoryAnswer(Totals totals, List<PastAlert> rows) {}

  record AlertCountsAnswer(List<AlertCount> rows) {}

  record AlertTimesAnswer(List<AlertTimes> rows) {}

  record SilencesAnswer(Totals totals, List<Silence> rows) {}

  public Answer<OpenAlertsAnswer> open(Context context) {
    Parameters parameters =
        ResourceQueries.parameters(context, Set.of("province", "commune", "limit"));
    Scope scope = reader.withCommune(reader.scopes().read(parameters), parameters);
    String commune = parameters.text("commune", "");
    return reader.list(
        scope,
        parameters,
        new ResourceQueries.Listing<>(
            "open_alerts", Alert.class, Map.of("province", scope.province(), "commune", commune)),
        commune.isEmpty() ? Map.of() : Map.of("filter.commune", commune),
        read -> new OpenAlertsAnswer(read.found().totals(AlertTotals.class), read.rows()));
  }

  public Answer<AlertCountsAnswer> counts(Context context) {
    Scope scope = reader.scope(context, "province");
    ResourceQueries.Read<AlertCount> read =
        reader.rows(
            "open_alert_counts", AlertCount.class, scope, Map.of("province", scope.province()));
    return new Answer<>(read.scope(), new AlertCountsAnswer(read.rows()), "rows");
  }

  public Answer<AlertHistoryAnswer> history(Context context) {
    Parameters parameters =
        ResourceQueries.parameters(context, Set.of("period", "at", "limit"), "unit");
    Scope asked = reader.scopes().read(parameters);
    String unit = parameters.text("unit", "");
    Scope scope =
        unit.matches("[0-9]{2}")
            ? asked.in(unit)
            : asked.in(reader.scopes().commune("unit", unit, asked).provinceCode());
    Map<String, Object> bound =
        Map.of("unit", unit, "from_day", scope.period().fromDay(), "to_day", scope.lastDay());
    return reader.list(
        scope,
        parameters,
        new ResourceQueries.Listing<>("alert_history", PastAlert.class, bound),
        Map.of("unit", unit),
        read -> new AlertHistoryAnswer(read.found().totals(Totals.class), read.rows()));
  }

  public Answer<AlertTimesAnswer> times(Context context) {
    Scope scope = reader.scope(context, "province", "period", "at");
    ResourceQueries.Read<AlertTimes> read =
        reader.rows(
            "alert_resolution_times",
            AlertTimes.class,
            scope,
            Map.of(
                "province", scope.province(),
                "from_day", scope.period().fromDay(),
                "to_day", scope.lastDay()));
    return new Answer<>(read.scope(), new AlertTimesAnswer(read.rows()), "rows");
  }

  public Answer<SilencesAnswer> silences(Context context) {
    Parameters parameters = ResourceQueries.parameters(context, Set.of("province", "limit"));
    Scope scope = reader.scopes().read(parameters);
    return reader.list(
        scope,
        parameters,
        new ResourceQueries.Listing<>(
            "alert_silences", Silence.class, Map.of("province", scope.province())),
        Map.of(),
        read -> new SilencesAnswer(read.found().totals(Totals.class), read.rows()));
  }
}
