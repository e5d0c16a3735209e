package vn.cds.dashboard.api.resource;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.CachedQueries;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.dashboard.api.request.Scope;

/** The resource {@code overdue-dossiers}. */
public final class OverdueDossiers {

  private static final String QUERY = "overdue_dossiers";
  private static final int MOST_DUE_HOURS = 720;
  private static final int USUAL = 100;

  /** Of a province with more overdue dossiers than these each commune is asked for alone. */
  private static final int MOST_SHARED = 3_000;

  private final ResourceQueries reader;

  public OverdueDossiers(ResourceQueries reader) {
    this.reader = reader;
  }

  /** An open dossier. */
  @Shown(Shown.As.REFUSED)
  record Dossier(
      String communeCode,
      String communeName,
      String dossierCode,
      @Nullable String procedureCode,
      @Nullable String channel,
      @Nullable String level,
      String status,
      LocalDate day,
      @Nullable Instant submittedAt,
      boolean submittedByDay,
      @Nullable Instant acceptedAt,
      boolean acceptedByDay,
      @Nullable Instant dueAt,
      boolean dueByDay,
      boolean overdue,
      @Nullable Long overdueSeconds,
      @Nullable Long overdueDays,
      int supplements,
      boolean suspectedSyncFault,
      boolean lateArrival,
      @Nullable Instant lastArrivalAt) {}

  @Shown(Shown.As.REFUSED)
  record DossierTotals(long overdue, long suspected, long soon, long rows) {}

  /** A row with the totals of its commune. */
  private record OfCommune(
      @JsonUnwrapped Dossier dossier,
      long totalOverdue,
      long totalSuspected,
      long totalSoon,
      long totalRows) {}

  record OverdueDossiersAnswer(DossierTotals totals, List<Dossier> rows) {}

  public Answer<OverdueDossiersAnswer> overdue(Context context) {
    Parameters parameters =
        ResourceQueries.parameters(
            context, Set.of("province", "commune", "at", "due_within_hours", "limit"));
    Scope scope = reader.withCommune(reader.scopes().read(parameters), parameters);
    String commune = parameters.text("commune", "");
    int hours = parameters.number("due_within_hours", 0, 0, MOST_DUE_HOURS);
    Map<String, Object> bound =
        Map.of(
            // The commune says it all, and a question with less is answered sooner.
            "province",
            commune.isEmpty() ? scope.province() : "",
            "commune",
            commune,
            "due_within_hours",
            hours,
            "of_commune",
            0);
    Map<String, Object> filters = new LinkedHashMap<>();
    if (!commune.isEmpty()) {
      filters.put("filter.commune", commune);
    }
    filters.put("filter.due_within_hours", hours);
    return reader.list(
        scope,
        parameters,
        new ResourceQueries.Listing<>(QUERY, Dossier.class, bound, USUAL),
        filters,
        limit -> beginning(scope, commune, ResourceQueries.with(bound, "row_limit", limit)),
        read -> new OverdueDossiersAnswer(read.found().totals(DossierTotals.class), read.rows()));
  }

  /** Those of a commune are looked for among all of its province, which serves every commune. */
  private ResourceQueries.Read<Dossier> beginning(
      Scope scope, String commune, Map<String, Object> alone) {
    if (!commune.isEmpty() && !scope.province().isEmpty()) {
      Map<String, Object> ofProvince = new LinkedHashMap<>(alone);
      ofProvince.put("province", scope.province());
      ofProvince.put("commune", "");
      ofProvince.put("of_commune", 1);
      ofProvince.put("row_limit", MOST_SHARED);
      ResourceQueries.Read<OfCommune> shared =
          reader.rows(QUERY, OfCommune.class, scope, ofProvince);
      if (shared.rows().size() < MOST_SHARED) {
        List<OfCommune> own =
            shared.rows().stream()
                .filter(row -> commune.equals(row.dossier().communeCode()))
                .toList();
        return new ResourceQueries.Read<>(
            shared.scope(),
            new CachedQueries.Found<>(
                shared.scope().at(),
                own.stream()
                    .map(OfCommune::dossier)
                    .limit((Integer) alone.get("row_limit"))
                    .toList(),
                own.isEmpty() ? Map.of() : totals(own.get(0))));
      }
    }
    return reader.rows(QUERY, Dossier.class, scope, alone);
  }

  private static Map<String, Long> totals(OfCommune row) {
    return Map.of(
        "overdue", row.totalOverdue(),
        "suspected", row.totalSuspected(),
        "soon", row.totalSoon(),
        "rows", row.totalRows());
  }
}
