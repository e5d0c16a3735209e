package vn.cds.simulator.source;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.lifecycle.DocumentLifecycle;
import vn.cds.simulator.lifecycle.Lifecycle;
import vn.cds.simulator.lifecycle.Pace;
import vn.cds.simulator.plan.Commune;
import vn.cds.simulator.plan.Plan;
import vn.cds.simulator.plan.Season;
import vn.cds.simulator.random.SeededRandom;

/**
 * The documents of a past year with exact totals: the published numbers are divided among communes
 * by size and among days by season, whole documents each, and inside a commune the marked ones are
 * drawn without putting back.
 */
public final class HistoryArrivals implements DaySource.Arrivals {

  private final Share[] shares;
  private final Season season;
  private final Pace pace;
  private final int statuses;
  private final long firstDay;

  public HistoryArrivals(
      long seed, List<Commune> communes, Plan plan, WorkingCalendar calendar, int statuses) {
    this.season = new Season(plan.season(), calendar);
    this.pace = Pace.byCalendar(calendar);
    this.statuses = statuses;
    Plan.History totals = plan.history();
    this.firstDay = LocalDate.of(totals.year(), 1, 1).toEpochDay();
    double[] days = new double[LocalDate.of(totals.year(), 1, 1).lengthOfYear()];
    for (int i = 0; i < days.length; i++) {
      days[i] = season.factor(LocalDate.ofEpochDay(firstDay + i));
    }
    long[] documents =
        divide(totals.documents(), communes.stream().mapToDouble(Commune::documents).toArray());
    long[] secret = divide(totals.secret(), asWeights(documents));
    long[] outgoing = divide(totals.outgoing(), asWeights(documents));
    long[] personally = divide(totals.signedPersonally(), asWeights(outgoing));
    long[] byOrganisation = divide(totals.signedByOrganisation(), asWeights(outgoing));
    long[] electronic = divide(totals.electronic(), asWeights(documents));
    shares = new Share[communes.size()];
    for (int i = 0; i < shares.length; i++) {
      Commune commune = communes.get(i);
      shares[i] =
          new Share(
              commune,
              SeededRandom.of(seed, "history " + commune.code(), totals.year()),
              divide(documents[i], days),
              documents[i],
              secret[i],
              outgoing[i],
              personally[i],
              byOrganisation[i],
              electronic[i]);
    }
  }

  @Override
  public void on(long epochDay, Consumer<Lifecycle> out) {
    int day = (int) (epochDay - firstDay);
    long midnight = VietnamTime.startOfEpochDay(epochDay);
    for (Share share : shares) {
      for (long i = share.days[day]; i > 0; i--) {
        long at = midnight + season.timeOfDay(false, share.random);
        out.accept(
            DocumentLifecycle.past(
                share.commune,
                new SeededRandom(share.random.bits()),
                share.number++,
                pace,
                share.draw(),
                statuses,
                at));
      }
    }
  }

  /**
   * Divides a whole number by weights into whole numbers with exactly that sum (largest
   * remainders).
   */
  static long[] divide(long total, double[] weights) {
    double sum = Arrays.stream(weights).sum();
    long[] parts = new long[weights.length];
    Integer[] byRemainder = new Integer[weights.length];
    double[] remainders = new double[weights.length];
    long rest = total;
    for (int i = 0; i < parts.length; i++) {
      double exact = total * (weights[i] / sum);
      parts[i] = (long) exact;
      remainders[i] = exact - parts[i];
      rest -= parts[i];
      byRemainder[i] = i;
    }
    Arrays.sort(byRemainder, (a, b) -> Double.compare(remainders[b], remainders[a]));
    for (int i = 0; i < rest; i++) {
      parts[byRemainder[i]]++;
    }
    return parts;
  }

  private static double[] asWeights(long[] parts) {
    return Arrays.stream(parts).asDoubleStream().toArray();
  }

  /** What is left of the year for one commune. */
  private static final class Share {
    private final Commune commune;
    private final SeededRandom random;
    private final long[] days;
    private long number = 1;
    private long documents;
    private long secret;
    private long outgoing;
    private long personally;
    private long byOrganisation;
    private long electronic;

    Share(
        Commune commune,
        SeededRandom random,
        long[] days,
        long documents,
        long secret,
        long outgoing,
        long personally,
        long byOrganisation,
        long electronic) {
      this.commune = commune;
      this.random = random;
      this.days = days;
      this.documents = documents;
      this.secret = secret;
      this.outgoing = outgoing;
      this.personally = personally;
      this.byOrganisation = byOrganisation;
      this.electronic = electronic;
    }

    DocumentLifecycle.Facts draw() {
      long place = random.below(documents);
      boolean isSecret = place < secret;
      boolean isOutgoing = !isSecret && place < secret + outgoing;
      boolean isElectronic = isSecret || random.below(documents - secret) < electronic;
      boolean signed = isOutgoing && random.below(outgoing) < personally;
      boolean sealed = isOutgoing && random.below(outgoing) < byOrganisation;
      documents--;
      secret -= isSecret ? 1 : 0;
      electronic -= !isSecret && isElectronic ? 1 : 0;
      outgoing -= isOutgoing ? 1 : 0;
      personally -= signed ? 1 : 0;
      byOrganisation -= sealed ? 1 : 0;
      return new DocumentLifecycle.Facts(
          isOutgoing || (isSecret && random.chance(0.35)), isSecret, isElectronic, signed, sealed);
    }
  }
}
