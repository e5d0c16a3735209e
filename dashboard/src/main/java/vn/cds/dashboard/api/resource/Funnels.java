package vn.cds.dashboard.api.resource;

import static vn.cds.dashboard.access.suppression.Shown.As.DENOMINATOR;
import static vn.cds.dashboard.access.suppression.Shown.As.NUMERATOR;
import static vn.cds.dashboard.access.suppression.Shown.As.RATE;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.catalogue.indicator.IndicatorVersion;
import vn.cds.contract.figure.Confidence;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.dashboard.api.request.Scope;
import vn.cds.dashboard.score.Standing;

/**
 * The resource {@code funnel}: the communes' shares of an indicator beside that of all. A share
 * lies below the lower bound at z exactly when the upper Wilson bound of it at z lies below the
 * rate of all: this is the rule of docs/scoring.md by which laggards are flagged.
 */
public final class Funnels {

  /** 998 of 1,000 rates that only chance sets apart lie within so many standard errors. */
  private static final double Z_WIDE = 3.09;

  private static final int STEPS = 48;

  private final ResourceQueries reader;

  public Funnels(ResourceQueries reader) {
    this.reader = reader;
  }

  /**
   * A commune's share.
   *
   * @param stands {@code behind} or {@code ahead}: farther from the rate of all than chance
   *     explains; else {@code within}
   */
  record CommuneShare(
      @Shown String provinceCode,
      @Shown String communeCode,
      @Shown String name,
      @Shown(NUMERATOR) @Nullable Double numerator,
      @Shown(DENOMINATOR) @Nullable Double denominator,
      @Shown(RATE) @Nullable Double rate,
      @Shown String stands,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  /**
   * The bounds between which chance leaves a rate of n cases: at {@link Confidence#Z} and {@link
   * #Z_WIDE}.
   */
  @Shown
  record FunnelBounds(double n, double low, double high, double lowest, double highest) {

    private static FunnelBounds of(double centre, double n) {
      double error = Math.sqrt(centre * (1 - centre) / n);
      return new FunnelBounds(
          n,
          Math.max(0, centre - Confidence.Z * error),
          Math.min(1, centre + Confidence.Z * error),
          Math.max(0, centre - Z_WIDE * error),
          Math.min(1, centre + Z_WIDE * error));
    }
  }

  /**
   * Shares of an indicator, as they are shown.
   *
   * @param leastN communes with fewer cases are left out
   * @param leftOut how many are
   * @param centre rate of the sums of the others; null without
   * @param bounds from the fewest cases to the most
   */
  record FunnelAnswer(
      @Shown String indicator,
      @Shown String better,
      @Shown int leastN,
      @Shown int leftOut,
      @Shown @Nullable Double centre,
      List<FunnelBounds> bounds,
      List<CommuneShare> shares)
      implements Answer.Summed<FunnelAnswer> {

    /** Of rates above 1 nothing is said: they are no shares. */
    @Override
    public FunnelAnswer summed() {
      List<CommuneShare> all =
          shares.stream()
              .filter(share -> share.rate() != null && share.rate() <= 1 && share.denominator() > 0)
              .toList();
      List<CommuneShare> counted =
          all.stream().filter(share -> share.denominator() >= leastN).toList();
      double cases = counted.stream().mapToDouble(CommuneShare::denominator).sum();
      double of = counted.stream().mapToDouble(CommuneShare::numerator).sum() / cases;
      return new FunnelAnswer(
          indicator,
          better,
          leastN,
          all.size() - counted.size(),
          counted.isEmpty() ? null : (Double) of,
          counted.isEmpty() ? List.of() : bounds(of, counted),
          counted.stream().map(share -> judged(share, of)).sorted(BY_STANDING).toList());
    }

    private static List<FunnelBounds> bounds(double centre, List<CommuneShare> shares) {
      double least = shares.stream().mapToDouble(CommuneShare::denominator).min().orElseThrow();
      double most = shares.stream().mapToDouble(CommuneShare::denominator).max().orElseThrow();
      List<FunnelBounds> bounds = new ArrayList<>();
      for (int step = 0; step <= STEPS; step++) {
        // By the logarithm: most communes are small, a few are large.
        double n = least * Math.pow(Math.max(2, most / least), (double) step / STEPS);
        bounds.add(FunnelBounds.of(centre, n));
      }
      return bounds;
    }

    private CommuneShare judged(CommuneShare share, double centre) {
      FunnelBounds chance = FunnelBounds.of(centre, share.denominator());
      int side = share.rate() < chance.low() ? -1 : share.rate() > chance.high() ? 1 : 0;
      int good = better.equals("higher") ? side : -side;
      return new CommuneShare(
          share.provinceCode(),
          share.communeCode(),
          share.name(),
          share.numerator(),
          share.denominator(),
          share.rate(),
          good < 0 ? "behind" : good > 0 ? "ahead" : "within",
          share.suppressed());
    }
  }

  /** Those behind first, and of these the lowest rate. */
  private static final Comparator<CommuneShare> BY_STANDING =
      Comparator.comparing(
              (CommuneShare share) -> List.of("behind", "within", "ahead").indexOf(share.stands()))
          .thenComparing(CommuneShare::rate)
          .thenComparing(CommuneShare::communeCode);

  public Answer<FunnelAnswer> funnel(Context context) {
    Parameters parameters =
        ResourceQueries.parameters(context, ResourceQueries.JUDGEMENT, "indicator");
    Scope asked = reader.scopes().read(parameters);
    Indicator indicator =
        ResourceQueries.indicator("indicator", parameters.text("indicator", ""), asked);
    IndicatorVersion version = indicator.version(asked.lastDay());
    ResourceQueries.Read<Standing> read =
        reader.scores("scoreboard", Standing.class, asked, asked.bound());
    return new Answer<>(
        read.scope(),
        new FunnelAnswer(
            indicator.id(),
            version == null ? "higher" : version.better().word(),
            version == null || version.minimumN() == 0 ? asked.minimumN() : version.minimumN(),
            0,
            null,
            List.of(),
            read.rows().stream().flatMap(row -> share(row, indicator.id())).toList()),
        "shares",
        ResourceQueries.filter(indicator, parameters));
  }

  private static Stream<CommuneShare> share(Standing row, String id) {
    return row.indicators().stream()
        .filter(indicator -> indicator.id().equals(id))
        .map(
            indicator ->
                new CommuneShare(
                    row.provinceCode(),
                    row.communeCode(),
                    row.name(),
                    indicator.numerator(),
                    indicator.denominator(),
                    indicator.denominator() == 0
                        ? null
                        : (Double) (indicator.numerator() / indicator.denominator()),
                    "",
                    null));
  }
}
