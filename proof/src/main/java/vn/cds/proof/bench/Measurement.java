package vn.cds.proof.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What one run took.
 *
 * @param events how many records it worked through
 * @param nanos of wall-clock time
 * @param cpuNanos of this process, the Kafka broker in it included
 * @param clickHouseCpuNanos of the ClickHouse process; 0 when it had nothing to do
 */
record Measurement(long events, long nanos, long cpuNanos, long clickHouseCpuNanos) {

  double eventsPerSecond() {
    return events * 1e9 / nanos;
  }

  /** CPU seconds of this process per million events. */
  double cpuPerMillion() {
    return cpuNanos / 1e3 / events;
  }

  /** CPU seconds of ClickHouse per million events. */
  double clickHouseCpuPerMillion() {
    return clickHouseCpuNanos / 1e3 / events;
  }

  /** The run with the median speed; of an even number the slower of the two in the middle. */
  static Measurement median(List<Measurement> runs) {
    return runs.stream()
        .sorted(Comparator.comparingDouble(Measurement::eventsPerSecond))
        .toList()
        .get((runs.size() - 1) / 2);
  }

  /**
   * The speeds of {@code runs} in parts of those of {@code peers}, round by round; of an even
   * number of rounds the smaller of the two in the middle.
   */
  static double medianRatio(List<Measurement> runs, List<Measurement> peers) {
    return IntStream.range(0, runs.size())
        .mapToDouble(
            round -> runs.get(round).eventsPerSecond() / peers.get(round).eventsPerSecond())
        .sorted()
        .skip((runs.size() - 1) / 2)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,.0f k events/s, %.2f CPU s per million events%s",
        eventsPerSecond() / 1000,
        cpuPerMillion(),
        clickHouseCpuNanos == 0
            ? ""
            : String.format(Locale.ROOT, " and %.2f of ClickHouse", clickHouseCpuPerMillion()));
  }
}
