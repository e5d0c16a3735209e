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

/** The resource {@code retractions}. */
public final class Retractions {

  private final ResourceQueries reader;

  public Retractions(ResourceQueries reader) {
    this.reader = reader;
  }

  /** How many there are of a stream. */
  @Shown
  record RetractionsOfStream(
      String stream, long retractions, long found, long notFound, long inexact) {}

  /** One of which something is left to do. */
  record Retraction(
      @Nullable String communeCode,
      @Nullable String communeName,
      @Shown String stream,
      @Nullable String entity,
      @Shown String status,
      @Shown Instant occurredAt,
      @Shown boolean occurredByDay,
      @Nullable String eventId,
      @Shown boolean found,
      @Shown boolean exact,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  @Shown
  record RetractionTotals(long notFound, long inexact, long rows) {}

  record RetractionsAnswer(
      List<RetractionsOfStream> streams, RetractionTotals totals, List<Retraction> rows) {}

  public Answer<RetractionsAnswer> retractions(Context context) {
    Parameters parameters = ResourceQueries.parameters(context, Set.of("province", "limit"));
    Scope scope = reader.scopes().read(parameters);
    Map<String, Object> province = Map.of("province", scope.province());
    return reader.list(
        scope,
        parameters,
        new ResourceQueries.Listing<>("unsettled_retractions", Retraction.class, province),
        Map.of(),
        read ->
            new RetractionsAnswer(
                reader
                    .rows("retractions_by_stream", RetractionsOfStream.class, scope, province)
                    .rows(),
                read.found().totals(RetractionTotals.class),
                read.rows()));
  }
}
