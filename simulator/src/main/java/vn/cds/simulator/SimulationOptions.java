package vn.cds.simulator;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import vn.cds.simulator.anomaly.AnomalyPlan;
import vn.cds.simulator.fault.Faults;
import vn.cds.simulator.fault.Lateness;
import vn.cds.simulator.lifecycle.DocumentLifecycle;
import vn.cds.simulator.plan.Scenario;

/**
 * What to simulate. All times come from here, never from the clock of the machine: the same options
 * give the same bytes.
 *
 * @param scenario one of {@link Scenario#names()}
 * @param seed any number
 * @param province two digits, or {@code all}; null: the scenario's own
 * @param from the first moment; for {@code demo} it is "now": the backlog ends and the live events
 *     begin there. Null only for {@code thanh-hoa-2022}, which has its year, and for {@code mixed}
 *     and {@code peak} with an {@code until}
 * @param until the first moment after the last; null: the scenario's own length, {@code demo} never
 *     ends
 * @param events number of distinct events with those that come late or too late, but without
 *     duplicates and dead letters; 0: as many as the scenario has ({@code demo}: without end;
 *     {@code mixed} and {@code peak} need a number)
 * @param rate events per second of the live part of {@code demo}
 * @param eventsPerDocument statuses of each document in {@code thanh-hoa-2022}, 1 to 5
 * @param backlog whether {@code demo} begins with the backlog since midnight; false when a run is
 *     taken up again
 * @param faults what goes wrong
 * @param lateness decides the labels
 * @param story what {@link AnomalyPlan#chosen} can read, or null: nothing befalls anybody
 */
public record SimulationOptions(
    String scenario,
    long seed,
    String province,
    Instant from,
    Instant until,
    long events,
    double rate,
    int eventsPerDocument,
    boolean backlog,
    Faults faults,
    Lateness lateness,
    String story) {

  /** Refuses options that no scenario can follow, with a sentence that says why. */
  public SimulationOptions {
    Objects.requireNonNull(scenario, "scenario");
    Objects.requireNonNull(faults, "faults");
    Objects.requireNonNull(lateness, "lateness");
    if (story != null) {
      AnomalyPlan.chosen(story);
    }
    if (events < 0) {
      throw new IllegalArgumentException("The number of events is negative: " + events);
    }
    if (!(rate > 0)) {
      throw new IllegalArgumentException("The rate must be more than 0 events/s, is " + rate);
    }
    if (eventsPerDocument < 1 || eventsPerDocument > DocumentLifecycle.MOST_STATUSES) {
      throw new IllegalArgumentException(
          "Events per document must be 1 to "
              + DocumentLifecycle.MOST_STATUSES
              + ", is "
              + eventsPerDocument);
    }
    if (from != null && until != null && !until.isAfter(from)) {
      throw new IllegalArgumentException("The end " + until + " is not after the start " + from);
    }
  }

  /** Options of that scenario with seed 1, 50 events/s, one event per document and no faults. */
  public static Builder builder(String scenario) {
    return new Builder(scenario);
  }

  /** For the truth file. */
  Map<String, String> asMap() {
    Map<String, String> map = new TreeMap<>();
    map.put("scenario", scenario);
    map.put("seed", Long.toString(seed));
    map.put("province", Objects.toString(province, ""));
    map.put("from", Objects.toString(from, ""));
    map.put("until", Objects.toString(until, ""));
    map.put("events", Long.toString(events));
    map.put("rate", Double.toString(rate));
    map.put("events_per_document", Integer.toString(eventsPerDocument));
    map.put("backlog", Boolean.toString(backlog));
    map.put("faults", faults.toString());
    map.put("lateness", lateness.toString());
    map.put("story", Objects.toString(story, ""));
    return map;
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private final String scenario;
    private long seed = 1;
    private String province;
    private Instant from;
    private Instant until;
    private long events;
    private double rate = 50;
    private int eventsPerDocument = 1;
    private boolean backlog = true;
    private Faults faults = Faults.NONE;
    private Lateness lateness = Lateness.DEFAULT;
    private String story;

    private Builder(String scenario) {
      this.scenario = scenario;
    }

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder province(String value) {
      province = value;
      return this;
    }

    public Builder from(Instant value) {
      from = value;
      return this;
    }

    public Builder until(Instant value) {
      until = value;
      return this;
    }

    public Builder events(long value) {
      events = value;
      return this;
    }

    public Builder rate(double value) {
      rate = value;
      return this;
    }

    public Builder eventsPerDocument(int value) {
      eventsPerDocument = value;
      return this;
    }

    public Builder backlog(boolean value) {
      backlog = value;
      return this;
    }

    public Builder faults(Faults value) {
      faults = value;
      return this;
    }

    public Builder lateness(Lateness value) {
      lateness = value;
      return this;
    }

    public Builder story(String value) {
      story = value;
      return this;
    }

    /** The options, checked. */
    public SimulationOptions build() {
      return new SimulationOptions(
          scenario,
          seed,
          province,
          from,
          until,
          events,
          rate,
          eventsPerDocument,
          backlog,
          faults,
          lateness,
          story);
    }
  }
}
