package vn.cds.dashboard.api;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import vn.cds.contract.catalogue.Frame;
import vn.cds.contract.catalogue.FrameKind;
import vn.cds.contract.catalogue.Group;
import vn.cds.contract.catalogue.GroupReference;
import vn.cds.contract.catalogue.Indicator;
import vn.cds.contract.catalogue.IndicatorVersion;
import vn.cds.contract.catalogue.Names;
import vn.cds.contract.catalogue.ScoreClass;

/** A catalogue as an answer: its frames, and each indicator with the version in force on a day. */
public final class CatalogueView {

  private CatalogueView() {}

  static Map<String, Object> of(Catalogues.Load load, LocalDate day) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put(
        "frames", load.catalogue().frames().stream().map(frame -> frame(frame, load)).toList());
    view.put(
        "indicators",
        load.catalogue().indicators().stream()
            .map(indicator -> indicator(indicator, load.number(), day))
            .toList());
    return view;
  }

  private static Map<String, Object> frame(Frame frame, Catalogues.Load load) {
    Map<String, Object> view = named(frame.id(), frame.name());
    view.put("kind", frame.kind().word());
    view.put("source", frame.source());
    view.put("points", frame.points());
    view.put("offered", load.catalogue().isOffered(frame));
    view.put("confirmed", frame.confirmed());
    view.put("classes", frame.classes().stream().map(CatalogueView::scoreClass).toList());
    view.put("groups", frame.groups().stream().map(CatalogueView::group).toList());
    return view;
  }

  /**
   * What no verified criterion stands for: of each group of a frame that judges, the points or the
   * number of criteria that are left.
   */
  public static List<Unverified> unverified(Catalogues.Load load, Frame frame, LocalDate day) {
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

  private static Map<String, Object> scoreClass(ScoreClass scoreClass) {
    Map<String, Object> view = named(scoreClass.id(), scoreClass.name());
    view.put("from", scoreClass.from());
    return view;
  }

  private static Map<String, Object> group(Group group) {
    Map<String, Object> view = named(group.id(), group.name());
    view.put("points", group.points());
    view.put("criteria", group.criteria());
    return view;
  }

  private static Map<String, Object> indicator(Indicator indicator, long load, LocalDate day) {
    Map<String, Object> view = named(indicator.id(), indicator.name());
    List<String> groups = indicator.groups().stream().map(Object::toString).toList();
    view.put("groups", groups);
    view.put("unit", indicator.unit().word());
    view.put("input", indicator.input().word());
    IndicatorVersion version = indicator.version(day);
    view.put("in_force", version == null ? null : version(version, load));
    return view;
  }

  private static Map<String, Object> version(IndicatorVersion version, long load) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("formula_version", load + "/" + version.effectiveFrom());
    view.put("effective_from", version.effectiveFrom());
    view.put("effective_to", version.effectiveTo());
    view.put("numerator", version.numerator().text());
    view.put("denominator", version.denominator().text());
    view.put("target", version.target());
    view.put("better", version.better().word());
    view.put("points", version.points());
    view.put("zero_denominator", version.zeroDenominator().word());
    view.put("minimum_n", version.minimumN());
    view.put("source", version.source());
    view.put("verified", version.verified());
    return view;
  }

  private static Map<String, Object> named(String id, Names name) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", id);
    view.put("name_vi", name.vi());
    view.put("name_en", name.en());
    return view;
  }
}
