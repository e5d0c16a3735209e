package vn.cds.dashboard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Computes what follows from answers: bounds of whole numbers, narrowed by sums, orders, shares and
 * weighted sums of shares until nothing changes any more.
 */
final class Attacker {

  private static final long MANY = 1_000_000_000L;

  /** Of more candidates for a denominator it is not tried which of them fit a share. */
  private static final long MOST_TRIED = 3_000;

  /** Computations with decimals are this wrong at most. */
  private static final double EPSILON = 1e-9;

  /**
   * A number that somebody may want to know.
   *
   * @param commune five digits
   * @param span label of the period, or how many minutes
   * @param measure what is counted
   * @param moment when it stood so
   */
  record Cell(String commune, String span, String measure, String moment)
      implements Comparable<Cell> {

    @Override
    public int compareTo(Cell other) {
      return toString().compareTo(other.toString());
    }
  }

  /** A share of two numbers, and between which bounds it lies. */
  static final class Share {
    private final Cell part;
    private final Cell of;
    private double low;
    private double high;

    Share(Cell part, Cell of, double low, double high) {
      this.part = part;
      this.of = of;
      this.low = low;
      this.high = high;
    }
  }

  /** A share that wins so many points at most, all of them from its target on. */
  record Points(Share share, double most, double target) {

    private double at(double rate) {
      return most * Math.min(1, rate / target);
    }
  }

  private record Sum(Cell total, List<Cell> parts) {}

  private record Order(Cell less, Cell more) {}

  private record Score(List<Points> parts, double low, double high) {}

  private final Map<Cell, long[]> bounds = new HashMap<>();
  private final List<Sum> sums = new ArrayList<>();
  private final List<Order> orders = new ArrayList<>();
  private final List<Share> shares = new ArrayList<>();
  private final List<Score> scores = new ArrayList<>();
  private boolean changed;

  void between(Cell cell, long low, long high) {
    long[] known = bounds.computeIfAbsent(cell, absent -> new long[] {0, MANY});
    if (low > known[0] || high < known[1]) {
      known[0] = Math.max(known[0], low);
      known[1] = Math.min(known[1], high);
      changed = true;
      if (known[0] > known[1]) {
        throw new AssertionError("Contradiction at " + cell);
      }
    }
  }

  void sum(Cell total, List<Cell> parts) {
    sums.add(new Sum(total, parts));
  }

  void atMost(Cell less, Cell more) {
    orders.add(new Order(less, more));
  }

  Share share(Cell part, Cell of, double low, double high) {
    Share share = new Share(part, of, Math.max(0, low), Math.min(1, high));
    shares.add(share);
    return share;
  }

  /** The points of all parts together. */
  void score(List<Points> parts, double low, double high) {
    scores.add(new Score(parts, low, high));
  }

  private long[] of(Cell cell) {
    return bounds.computeIfAbsent(cell, absent -> new long[] {0, MANY});
  }

  /** What is known after all that follows. */
  Map<Cell, long[]> solve() {
    int rounds = 0;
    do {
      changed = false;
      sums.forEach(this::narrow);
      for (Order order : orders) {
        between(order.less, 0, of(order.more)[1]);
        between(order.more, of(order.less)[0], MANY);
      }
      scores.forEach(this::narrow);
      shares.forEach(this::narrow);
    } while (changed && rounds++ < 500);
    return bounds;
  }

  private void narrow(Sum sum) {
    long low = 0;
    long high = 0;
    for (Cell part : sum.parts) {
      low += of(part)[0];
      high = Math.min(MANY, high + of(part)[1]);
    }
    between(sum.total, low, high);
    for (Cell part : sum.parts) {
      long others = high >= MANY ? MANY : high - of(part)[1];
      long most = of(sum.total)[1] - (low - of(part)[0]);
      between(part, of(sum.total)[0] - others, most);
    }
  }

  private void narrow(Score score) {
    double low = 0;
    double high = 0;
    for (Points part : score.parts) {
      low += part.at(part.share.low);
      high += part.at(part.share.high);
    }
    for (Points part : score.parts) {
      double least = score.low - (high - part.at(part.share.high)) - EPSILON;
      double most = score.high - (low - part.at(part.share.low)) + EPSILON;
      if (least > part.at(part.share.low) + EPSILON) {
        part.share.low = Math.min(1, least * part.target / part.most);
        changed = true;
      }
      if (most < part.at(part.share.high) - EPSILON && most < part.most - EPSILON) {
        part.share.high = Math.max(part.share.low, most * part.target / part.most);
        changed = true;
      }
    }
  }

  /** Leaves those numbers of which some pair has the share. */
  private void narrow(Share share) {
    long[] part = of(share.part);
    long[] all = of(share.of);
    if (all[1] - all[0] > MOST_TRIED) {
      return;
    }
    long[] fittingPart = {MANY, 0};
    long[] fittingAll = {MANY, 0};
    for (long n = all[0]; n <= all[1]; n++) {
      long low = Math.max(part[0], (long) Math.ceil(share.low * n - 1e-6));
      long high = Math.min(part[1], (long) Math.floor(share.high * n + 1e-6));
      if (low <= high) {
        fittingAll[0] = Math.min(fittingAll[0], n);
        fittingAll[1] = n;
        fittingPart[0] = Math.min(fittingPart[0], low);
        fittingPart[1] = Math.max(fittingPart[1], high);
      }
    }
    between(share.of, fittingAll[0], fittingAll[1]);
    between(share.part, fittingPart[0], fittingPart[1]);
  }

  /**
   * Small cells that are known exactly.
   *
   * @param truth of cells; what is known must agree with it
   */
  Set<Cell> found(Map<Cell, Long> truth) {
    Set<Cell> found = new TreeSet<>();
    Map<Cell, long[]> known = solve();
    truth.forEach(
        (cell, number) -> {
          long[] range = known.get(cell);
          if (range == null) {
            return;
          }
          if (number < range[0] || number > range[1]) {
            throw new AssertionError(
                cell + " is " + number + ", not from " + range[0] + " to " + range[1]);
          }
          if (number >= 1 && number <= 4 && range[0] == range[1]) {
            found.add(cell);
          }
        });
    return found;
  }
}
