package vn.cds.standalone.command.catalogue;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.contract.catalogue.frame.Frame;
import vn.cds.contract.catalogue.frame.FrameKind;
import vn.cds.contract.catalogue.frame.Group;
import vn.cds.contract.catalogue.indicator.GroupReference;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.catalogue.indicator.IndicatorVersion;
import vn.cds.contract.catalogue.indicator.Input;

/** What a catalogue covers on a day. */
final class CatalogueReport {
  private static final String ROW = "%-34s%8s%10s%10s%10s%10s%n";

  private final Catalogue catalogue;
  private final LocalDate day;

  CatalogueReport(Catalogue catalogue, LocalDate day) {
    this.catalogue = catalogue;
    this.day = day;
  }

  /** Per frame and group: points, criteria or indicators, by where their figures come from. */
  void print(PrintWriter out) {
    long versions = catalogue.indicators().stream().mapToLong(i -> i.versions().size()).sum();
    out.printf(
        "%d frames, %d indicators in %d versions; as effective on %s:%n",
        catalogue.frames().size(), catalogue.indicators().size(), versions, day);
    for (Frame frame : catalogue.frames()) {
      print(out, frame);
    }
    out.println();
    out.println(
        "not verified against their source, so without points and shown to operators only: "
            + ids((indicator, version) -> !version.verified()));
    out.println(
        "cannot be computed yet: "
            + ids((indicator, version) -> indicator.input() == Input.MISSING));
    for (Frame frame : catalogue.frames()) {
      if (!catalogue.isOffered(frame)) {
        out.println(
            frame.id()
                + " is not offered to leaders: less than half of it is verified, and the key"
                + " confirmed is empty");
      } else if (frame.confirmed() != null) {
        out.println(
            frame.id()
                + " is offered to leaders: confirmed by "
                + frame.confirmed().by()
                + " on "
                + frame.confirmed().on());
      }
    }
  }

  private String ids(BiPredicate<Indicator, IndicatorVersion> which) {
    String ids =
        catalogue.indicators().stream()
            .filter(i -> i.version(day) != null && which.test(i, i.version(day)))
            .map(Indicator::id)
            .collect(Collectors.joining(", "));
    return ids.isEmpty() ? "none" : ids;
  }

  private void print(PrintWriter out, Frame frame) {
    String what =
        switch (frame.kind()) {
          case POINTS -> "points";
          case CRITERIA -> "criteria";
          case GROUPING -> "indicators";
        };
    out.println();
    out.printf(
        ROW, frame.id() + ", " + what, "in all", "measured", "declared", "missing", "unnamed");
    List<Line> lines = new ArrayList<>();
    for (Group group : frame.groups()) {
      Line line = line(frame, group);
      lines.add(line);
      line.print(out, "  " + group.id());
    }
    if (frame.kind() != FrameKind.GROUPING) {
      lines.stream().reduce(Line::plus).orElseThrow().print(out, "  in all");
    }
  }

  private Line line(Frame frame, Group group) {
    Map<Input, BigDecimal> sums = new EnumMap<>(Input.class);
    for (Indicator indicator : catalogue.indicators(new GroupReference(frame.id(), group.id()))) {
      IndicatorVersion version = indicator.version(day);
      if (version != null) {
        BigDecimal weight = frame.kind() == FrameKind.POINTS ? version.points() : BigDecimal.ONE;
        sums.merge(indicator.input(), weight == null ? BigDecimal.ZERO : weight, BigDecimal::add);
      }
    }
    BigDecimal named = sums.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal all =
        switch (frame.kind()) {
          case POINTS -> group.points();
          case CRITERIA -> BigDecimal.valueOf(group.criteria());
          case GROUPING -> named;
        };
    return new Line(
        all,
        sums.getOrDefault(Input.MEASURED, BigDecimal.ZERO),
        sums.getOrDefault(Input.DECLARED, BigDecimal.ZERO),
        sums.getOrDefault(Input.MISSING, BigDecimal.ZERO),
        all.subtract(named));
  }

  private record Line(
      BigDecimal all,
      BigDecimal measured,
      BigDecimal declared,
      BigDecimal missing,
      BigDecimal unnamed) {

    Line plus(Line other) {
      return new Line(
          all.add(other.all),
          measured.add(other.measured),
          declared.add(other.declared),
          missing.add(other.missing),
          unnamed.add(other.unnamed));
    }

    void print(PrintWriter out, String name) {
      out.printf(ROW, name, all, measured, declared, missing, unnamed);
    }
  }
}
