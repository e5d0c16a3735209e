package vn.cds.dashboard.api.resource;

import io.javalin.http.Context;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.cds.contract.catalogue.CatalogueChange;
import vn.cds.contract.catalogue.CatalogueChanges;
import vn.cds.contract.catalogue.frame.Confirmation;
import vn.cds.contract.catalogue.frame.FrameKind;
import vn.cds.contract.catalogue.frame.Group;
import vn.cds.contract.catalogue.indicator.GroupReference;
import vn.cds.contract.catalogue.indicator.IndicatorVersion;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.Catalogues;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.dashboard.api.request.Scope;

/**
 * The resources {@code indicators}, a catalogue with the version of each indicator that is in force
 * on a day, and {@code catalogue-loads}.
 */
public final class CatalogueView {

  private final ResourceQueries reader;
  private final Catalogues catalogues;

  public CatalogueView(ResourceQueries reader, Catalogues catalogues) {
    this.reader = reader;
    this.catalogues = catalogues;
  }

  @Shown
  record ScoreClass(String id, String nameVi, String nameEn, BigDecimal from) {}

  @Shown
  record FrameGroup(
      String id,
      String nameVi,
      String nameEn,
      @Nullable BigDecimal points,
      @Nullable Integer criteria) {}

  @Shown
  record Frame(
      String id,
      String nameVi,
      String nameEn,
      String kind,
      String source,
      @Nullable BigDecimal points,
      boolean offered,
      @Nullable Confirmation confirmed,
      List<ScoreClass> classes,
      List<FrameGroup> groups) {

    static Frame of(vn.cds.contract.catalogue.frame.Frame frame, Catalogues.Load load) {
      return new Frame(
          frame.id(),
          frame.name().vi(),
          frame.name().en(),
          frame.kind().word(),
          frame.source(),
          frame.points(),
          load.catalogue().isOffered(frame),
          frame.confirmed(),
          frame.classes().stream()
              .map(
                  known ->
                      new ScoreClass(
                          known.id(), known.name().vi(), known.name().en(), known.from()))
              .toList(),
          frame.groups().stream()
              .map(
                  group ->
                      new FrameGroup(
                          group.id(),
                          group.name().vi(),
                          group.name().en(),
                          group.points(),
                          group.criteria()))
              .toList());
    }
  }

  @Shown
  record VersionInForce(
      String formulaVersion,
      LocalDate effectiveFrom,
      @Nullable LocalDate effectiveTo,
      String numerator,
      String denominator,
      @Nullable BigDecimal target,
      String better,
      @Nullable BigDecimal points,
      String zeroDenominator,
      int minimumN,
      String source,
      boolean verified) {

    static VersionInForce of(IndicatorVersion version, long load) {
      return new VersionInForce(
          load + "/" + version.effectiveFrom(),
          version.effectiveFrom(),
          version.effectiveTo(),
          version.numerator().text(),
          version.denominator().text(),
          version.target(),
          version.better().word(),
          version.points(),
          version.zeroDenominator().word(),
          version.minimumN(),
          version.source(),
          version.verified());
    }
  }

  @Shown
  record Indicator(
      String id,
      String nameVi,
      String nameEn,
      List<String> groups,
      String unit,
      String input,
      @Nullable VersionInForce inForce) {

    static Indicator of(
        vn.cds.contract.catalogue.indicator.Indicator indicator, long load, LocalDate day) {
      IndicatorVersion version = indicator.version(day);
      return new Indicator(
          indicator.id(),
          indicator.name().vi(),
          indicator.name().en(),
          indicator.groups().stream().map(Object::toString).toList(),
          indicator.unit().word(),
          indicator.input().word(),
          version == null ? null : VersionInForce.of(version, load));
    }
  }

  record IndicatorsAnswer(List<Frame> frames, List<Indicator> indicators) {}

  @Shown
  record CatalogueLoad(
      long load,
      Instant loadedAt,
      String loadedBy,
      String reason,
      String sha256,
      List<String> changes,
      List<CatalogueChange> differences) {}

  record CatalogueLoadsAnswer(List<CatalogueLoad> loads) {}

  public Answer<IndicatorsAnswer> indicators(Context context) {
    Scope scope = reader.scope(context, "period", "at", "catalogue");
    Catalogues.Load load = scope.load();
    return new Answer<>(
        scope,
        new IndicatorsAnswer(
            load.catalogue().frames().stream().map(frame -> Frame.of(frame, load)).toList(),
            load.catalogue().indicators().stream()
                .map(indicator -> Indicator.of(indicator, load.number(), scope.lastDay()))
                .toList()),
        "indicators");
  }

  public Answer<CatalogueLoadsAnswer> loads(Context context) {
    Parameters parameters = ResourceQueries.parameters(context, Set.of());
    Scope scope = reader.scopes().read(parameters);
    List<CatalogueLoad> loads = new ArrayList<>();
    Catalogues.Load before = null;
    for (Catalogues.Load whole : catalogues.all()) {
      Catalogues.Load load = parameters.unverified() ? whole : catalogues.forLeaders(whole);
      List<CatalogueChange> differences =
          before == null
              ? List.of()
              : CatalogueChanges.between(before.catalogue(), load.catalogue());
      loads.add(
          0,
          new CatalogueLoad(
              load.number(),
              load.loadedAt(),
              load.by(),
              load.why(),
              load.sha256(),
              differences.stream().map(CatalogueChange::toString).toList(),
              differences));
      before = load;
    }
    return new Answer<>(scope, new CatalogueLoadsAnswer(loads));
  }

  /**
   * What no verified criterion stands for: of each group of a frame that judges, the points or the
   * number of criteria that are left.
   */
  public static List<Unverified> unverified(
      Catalogues.Load load, vn.cds.contract.catalogue.frame.Frame frame, LocalDate day) {
    return frame.groups().stream()
        .filter(group -> frame.kind() != FrameKind.GROUPING)
        .map(
            group -> {
              List<IndicatorVersion> versions =
                  load.catalogue().indicators(new GroupReference(frame.id(), group.id())).stream()
                      .map(indicator -> indicator.version(day))
                      .filter(version -> version != null && version.verified())
                      .toList();
              double left =
                  frame.kind() == FrameKind.POINTS
                      ? versions.stream()
                          .map(IndicatorVersion::points)
                          .filter(Objects::nonNull)
                          .reduce(group.points(), BigDecimal::subtract)
                          .doubleValue()
                      : group.criteria() - versions.size();
              return new Unverified(group, left);
            })
        .filter(entry -> entry.left() > 0)
        .toList();
  }

  /**
   * What no verified criterion of a group stands for.
   *
   * @param left points, or criteria
   */
  public record Unverified(Group group, double left) {}
}
