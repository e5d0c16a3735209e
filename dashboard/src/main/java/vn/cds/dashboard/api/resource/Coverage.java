package vn.cds.dashboard.api.resource;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.dashboard.api.request.Scope;

/** The resource {@code coverage}: how much of a frame can be computed. */
public final class Coverage {

  private final ResourceQueries reader;

  public Coverage(ResourceQueries reader) {
    this.reader = reader;
  }

  /**
   * An indicator.
   *
   * @param communesWithData hidden: it tells one that has nothing from one that has little
   */
  record CoveredIndicator(
      @Shown int position,
      @Shown String id,
      @Shown String nameVi,
      @Shown String nameEn,
      @Shown String group,
      @Shown String input,
      @Shown boolean verified,
      @Shown @Nullable Double points,
      @Nullable Long communesWithData,
      @Shown String reason) {}

  /** A row of the query: an indicator, and what is the same in all rows. */
  private record OfFrame(
      @JsonUnwrapped CoveredIndicator indicator,
      Double framePoints,
      Double pointsComputable,
      Long communes,
      Long communesReporting) {

    /** Of a frame without indicators. */
    static final OfFrame NONE = new OfFrame(null, null, null, null, null);
  }

  /** What no verified criterion of a group stands for: points, or criteria. */
  @Shown
  record Unverified(String group, double left) {}

  record CoverageAnswer(
      @Shown @Nullable Double framePoints,
      @Shown @Nullable Double pointsComputable,
      @Shown @Nullable Long communes,
      @Nullable Long communesReporting,
      List<Unverified> unverified,
      List<CoveredIndicator> indicators) {}

  public Answer<CoverageAnswer> coverage(Context context) {
    Parameters parameters =
        ResourceQueries.parameters(
            context, Set.of("province", "period", "at", "frame", "catalogue"));
    Scope scope = reader.scopes().read(parameters);
    Map<String, Object> bound = scope.bound();
    bound.keySet().removeAll(Set.of("peers", "minimum_n"));
    ResourceQueries.Read<OfFrame> read = reader.scores("coverage", OfFrame.class, scope, bound);
    OfFrame first = read.rows().isEmpty() ? OfFrame.NONE : read.rows().get(0);
    return new Answer<>(
        read.scope(),
        new CoverageAnswer(
            first.framePoints(),
            first.pointsComputable(),
            first.communes(),
            first.communesReporting(),
            CatalogueView.unverified(scope.load(), scope.frame(), scope.lastDay()).stream()
                .map(entry -> new Unverified(entry.group().id(), entry.left()))
                .toList(),
            read.rows().stream()
                .map(OfFrame::indicator)
                .filter(row -> scope.shows(row.id()))
                .toList()),
        "indicators");
  }
}
