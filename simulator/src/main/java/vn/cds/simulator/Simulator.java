package vn.cds.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.anomaly.AnomalyPlan;
import vn.cds.simulator.anomaly.AnomalySource;
import vn.cds.simulator.fault.Canary;
import vn.cds.simulator.fault.Faults;
import vn.cds.simulator.fault.Label;
import vn.cds.simulator.fault.Lateness;
import vn.cds.simulator.fault.Mistake;
import vn.cds.simulator.fault.Poison;
import vn.cds.simulator.lifecycle.Draft;
import vn.cds.simulator.plan.Commune;
import vn.cds.simulator.plan.Communes;
import vn.cds.simulator.plan.Plan;
import vn.cds.simulator.plan.Scenario;
import vn.cds.simulator.random.Quota;
import vn.cds.simulator.random.SeededRandom;
import vn.cds.simulator.source.BacklogSource;
import vn.cds.simulator.source.DaySource;
import vn.cds.simulator.source.HistoryArrivals;
import vn.cds.simulator.source.LiveSource;
import vn.cds.simulator.source.MixedSource;
import vn.cds.simulator.source.PeakSource;
import vn.cds.simulator.source.ProvinceArrivals;
import vn.cds.simulator.source.ShuffledSource;
import vn.cds.simulator.source.Source;
import vn.cds.simulator.source.SteadySource;

/**
 * Records of simulated communes in the order in which they are sent: the same options, roster and
 * calendar give the same bytes on every machine. Records are made one by one; only what is under
 * way is kept. Not thread-safe.
 */
public final class Simulator implements Iterator<SimulatedRecord> {

  /** Originals after which fault counts are exact when the length of a run is not known. */
  private static final long BLOCK = 1_000;

  /** Copies are made of one of so many records; old ones stay among them for a long time. */
  private static final int REMEMBERED = 4_096;

  private static final int DUPLICATE = 1;
  private static final int MALFORMED = 2;
  private static final int CONFLICTING = 3;

  /** Most of the records of a mistake are sent within so many originals, the others within more. */
  private static final int SOON = 50;

  private static final int LATER = 2_000;

  /**
   * A record of a mistake that waits.
   *
   * @param turn the number of originals before it
   * @param label what it is if it is in time
   */
  private record Waiting(long turn, long number, Event event, Label label) {}

  private final Faults faults;
  private final Lateness lateness;
  private final Source originals;
  private final boolean finite;
  private final Quota quota;
  private final SeededRandom random;
  private final Poison poison;
  private final TruthRecorder recorder;

  private final PriorityQueue<Waiting> mistakes =
      new PriorityQueue<>(
          Comparator.comparingLong(Waiting::turn).thenComparingLong(Waiting::number));
  private final List<Draft> remembered = new ArrayList<>();
  private final Event[] latest = new Event[EventStream.values().length];
  private Draft newest;
  private Draft ahead;
  private long now;
  private long turn;
  private long waited;
  private boolean over;
  private SimulatedRecord next;
  private boolean ended;

  private Simulator(
      SimulationOptions options,
      double retractions,
      Source originals,
      List<Commune> communes,
      AnomalyPlan story,
      Roster roster) {
    this.faults = options.faults();
    this.lateness = options.lateness();
    this.originals = originals;
    this.finite = options.events() > 0;
    this.random = SeededRandom.of(options.seed(), "faults", 0);
    this.quota =
        new Quota(
            SeededRandom.of(options.seed(), "fault turns", 0),
            finite ? options.events() : BLOCK,
            false,
            faults.duplicates(),
            faults.malformed(),
            faults.conflicting(),
            retractions);
    this.poison = new Poison(SeededRandom.of(options.seed(), "poison", 0), roster);
    this.recorder = new TruthRecorder(options, communes, story);
  }

  /**
   * A simulator with the bundled roster and calendar.
   *
   * @throws IllegalArgumentException when the options do not fit together; the message says why
   */
  public static Simulator of(SimulationOptions options) {
    return of(options, Roster.bundled(), WorkingCalendar.bundled());
  }

  /**
   * A simulator with a roster and a calendar of one's own.
   *
   * @throws IllegalArgumentException when the options do not fit together; the message says why
   */
  public static Simulator of(SimulationOptions options, Roster roster, WorkingCalendar calendar) {
    return new Assembly(options, roster, calendar).simulator();
  }

  /** The events of a run with its late ones and its order, but without any other fault. */
  static Source events(SimulationOptions options, Roster roster, WorkingCalendar calendar) {
    return new Assembly(options, roster, calendar).events();
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      next = make();
      ended = next == null;
    }
    return next != null;
  }

  @Override
  public SimulatedRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The run has ended");
    }
    SimulatedRecord record = next;
    next = null;
    return record;
  }

  /** The records as a stream; it is endless for {@code demo}. */
  public Stream<SimulatedRecord> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  /** The truth about the records given so far. */
  public Truth truth() {
    return recorder.truth();
  }

  private SimulatedRecord make() {
    over |= finite && ahead == null && quota.isExhausted();
    Waiting first = mistakes.peek();
    if (first != null && (over || first.turn <= turn)) {
      return mistake(mistakes.remove());
    }
    if (over) {
      return null;
    }
    if (ahead != null) {
      return original();
    }
    // There is nothing to copy or to spoil before the first original.
    int kind = newest == null ? quota.drawOriginal() : quota.draw();
    return switch (kind) {
      case Quota.ORIGINAL -> original();
      case DUPLICATE -> duplicate();
      case MALFORMED -> malformed();
      case CONFLICTING -> conflicting();
      default -> makeMistake();
    };
  }

  private SimulatedRecord original() {
    Draft draft = ahead == null ? originals.next() : ahead;
    if (draft == null) {
      over = true;
      return make();
    }
    Waiting urgent = mistakes.isEmpty() ? null : tooLateAt(draft.sendAt());
    if (urgent != null) {
      ahead = draft;
      mistakes.remove(urgent);
      return mistake(urgent);
    }
    ahead = null;
    turn++;
    now = draft.sendAt();
    Event event = draft.event();
    Label label = label(event, now);
    latest[event.stream().ordinal()] = event;
    if (label.isCounted()) {
      newest = draft;
      remember(draft);
    } else if (newest == null) {
      newest = draft;
    }
    byte[] value = EventEncoder.encode(event);
    if (faults.canaries() > 0 && random.chance(faults.canaries())) {
      value = Canary.addTo(value);
    }
    return record(draft, value, label, null);
  }

  private void remember(Draft draft) {
    if (remembered.size() < REMEMBERED) {
      remembered.add(draft);
    } else {
      remembered.set(random.below(REMEMBERED), draft);
    }
  }

  private SimulatedRecord duplicate() {
    Draft draft = counted();
    byte[] value = EventEncoder.encode(draft.event());
    // Other bytes, same content: fields that are not listed do not count.
    if (random.chance(0.25)) {
      value = Canary.addTo(value);
    }
    return record(draft, value, Label.DUPLICATE, null);
  }

  private SimulatedRecord conflicting() {
    Draft draft = counted();
    Event other = Poison.withOtherContent(draft.event());
    return record(
        draft, EventEncoder.encode(other), Label.CONFLICTING, FaultCode.CONFLICTING_DUPLICATE);
  }

  /**
   * Something wrong like the newest event and what takes it back, in either order, some of it more
   * than once; one retraction in ten never finds its event.
   */
  private SimulatedRecord makeMistake() {
    Event event = Mistake.like(newest.event(), random);
    Event retraction = event.retraction();
    double fate = random.unit();
    long at = turn;
    if (fate < 0.1) {
      await(at, retraction, Label.RETRACTION);
    } else if (fate < 0.45) {
      await(at, retraction, Label.RETRACTION);
      at = later(at);
      await(at, event, Label.TAKEN_BACK);
    } else {
      await(at, event, Label.TAKEN_BACK);
      at = later(at);
      await(at, retraction, Label.RETRACTION);
    }
    while (random.chance(0.25)) {
      at = later(at);
      boolean again = fate >= 0.1 && random.chance(0.5);
      await(at, again ? event : retraction, Label.DUPLICATE);
    }
    return mistake(mistakes.remove());
  }

  private long later(long at) {
    return at + 1 + random.below(random.chance(0.5) ? SOON : LATER);
  }

  private void await(long at, Event event, Label label) {
    mistakes.add(new Waiting(at, waited++, event, label));
  }

  private Waiting tooLateAt(long time) {
    for (Waiting waiting : mistakes) {
      if (label(waiting.event, time) == Label.TOO_LATE
          && label(waiting.event, now) != Label.TOO_LATE) {
        return waiting;
      }
    }
    return null;
  }

  private SimulatedRecord mistake(Waiting sent) {
    Label inTime = label(sent.event, now);
    return record(
        Draft.of(sent.event, now),
        EventEncoder.encode(sent.event),
        inTime == Label.TOO_LATE ? inTime : sent.label,
        null);
  }

  private SimulatedRecord malformed() {
    Poison.Spoiled spoiled = poison.next(latest, now);
    return record(Draft.of(spoiled.event(), now), spoiled.value(), Label.POISON, spoiled.code());
  }

  /** A record that has been sent and whose event is counted, if a copy of it arrives now. */
  private Draft counted() {
    for (int i = 0; i < 16 && !remembered.isEmpty(); i++) {
      Draft draft = remembered.get(random.below(remembered.size()));
      if (label(draft.event(), now).isCounted()) {
        return draft;
      }
    }
    return newest;
  }

  private Label label(Event event, long sendAt) {
    return lateness.label(event.occurredAt(), event.startedAt(), sendAt);
  }

  private SimulatedRecord record(Draft draft, byte[] value, Label label, FaultCode fault) {
    Event event = draft.event();
    recorder.count(event.stream(), label, fault, draft, now);
    return new SimulatedRecord(
        event.stream(),
        event.communeCode(),
        value,
        event.occurredAt(),
        Instant.ofEpochMilli(now),
        label,
        fault);
  }

  /** Puts the parts of a run together. */
  private static final class Assembly {
    private final SimulationOptions options;
    private final Roster roster;
    private final WorkingCalendar calendar;
    private final Scenario scenario;
    private final Plan plan;
    private final Faults faults;
    private final String province;
    private long from;
    private long until;
    private List<Commune> communes;
    private AnomalyPlan story = AnomalyPlan.NONE;
    // Makes the codes of a live run differ from those of the same run at another time.
    private String start = "";

    Assembly(SimulationOptions options, Roster roster, WorkingCalendar calendar) {
      this.options = options;
      this.roster = roster;
      this.calendar = calendar;
      this.scenario = Scenario.of(options.scenario());
      this.faults = options.faults();
      this.plan = withFaults(scenario.plan(), faults);
      this.province = options.province() == null ? plan.province() : options.province();
    }

    /** The plan with the shares that the faults name instead of the scenario. */
    private static Plan withFaults(Plan plan, Faults faults) {
      Plan changed = plan;
      if (faults.corrected() >= 0) {
        changed = changed.withCorrected(faults.corrected());
      }
      if (faults.retractions() >= 0) {
        changed = changed.withRetractions(faults.retractions());
      }
      return faults.byDay() >= 0 ? changed.withByDay(faults.byDay()) : changed;
    }

    Simulator simulator() {
      Source source = events();
      return new Simulator(options, plan.retractions(), source, communes, story, roster);
    }

    Source events() {
      if (options.lateness().equals(Lateness.NONE) && faults.late() + faults.tooLate() > 0) {
        throw new IllegalArgumentException(
            "Without a limit of lateness nothing can be late; leave out late and too-late.");
      }
      boolean endless =
          scenario.engine() == Scenario.Engine.LIVE
              && options.events() == 0
              && options.until() == null;
      if (endless && faults.shuffleWindow() == Faults.WHOLE_RUN) {
        throw new IllegalArgumentException(
            "A run without end cannot be shuffled as a whole; give a number of events or a window.");
      }
      Source source = source();
      if (options.story() != null) {
        story = story();
        source = new AnomalySource(source, story, options.seed(), until, calendar);
      }
      if (faults.late() + faults.tooLate() > 0 || options.events() > 0) {
        source = withLateEvents(source);
      }
      if (faults.shuffleWindow() > 1) {
        SeededRandom random = SeededRandom.of(options.seed(), "shuffle", 0);
        source = new ShuffledSource(source, random, faults.shuffleWindow());
      }
      return source;
    }

    private AnomalyPlan story() {
      if (scenario.engine() == Scenario.Engine.HISTORY
          || scenario.engine() == Scenario.Engine.PEAK
          || plan.window() != null) {
        throw new IllegalArgumentException("The scenario " + scenario.name() + " has no stories.");
      }
      List<String> codes = speaking().stream().map(Commune::code).toList();
      return AnomalyPlan.lagging(
          AnomalyPlan.chosen(options.story()), options.seed(), codes, from, until, calendar);
    }

    private Source source() {
      return switch (scenario.engine()) {
        case DAYS -> days();
        case HISTORY -> history();
        case LIVE -> plan.window() == null ? live() : window();
        case PEAK -> peak();
      };
    }

    private Source days() {
      from = required(options.from(), "a start").toEpochMilli();
      until =
          options.until() != null
              ? options.until().toEpochMilli()
              : from + Duration.ofDays(plan.days()).toMillis();
      communes = communesOn(from);
      return new DaySource(
          new ProvinceArrivals(options.seed(), speaking(), plan, calendar),
          plan,
          VietnamTime.localEpochDay(from),
          VietnamTime.localEpochDay(until - 1),
          until);
    }

    private Source history() {
      LocalDate first = LocalDate.of(plan.history().year(), 1, 1);
      if (options.from() != null || options.until() != null) {
        throw new IllegalArgumentException(
            scenario.name() + " covers the year " + first.getYear() + "; give no times for it.");
      }
      from = VietnamTime.startOfDay(first).toEpochMilli();
      communes = communesOn(from);
      return new DaySource(
          new HistoryArrivals(
              options.seed(), speaking(), plan, calendar, options.eventsPerDocument()),
          plan,
          first.toEpochDay(),
          first.plusYears(1).toEpochDay() - 1,
          Long.MAX_VALUE);
    }

    private Source live() {
      from = required(options.from(), "a start").toEpochMilli();
      until = options.until() == null ? Long.MAX_VALUE : options.until().toEpochMilli();
      communes = communesOn(from);
      start = Long.toString(from / 1000, 36).toUpperCase(Locale.ROOT);
      // The faster the events, the faster the offices, so that they keep up with their backlog.
      double compression = plan.live().compression() * options.rate() / 50;
      LiveSource live = mainSource(compression, "L" + start);
      Source steady = new SteadySource(live, from, 1000 / options.rate(), until);
      return options.backlog() && plan.live().backlog()
          ? new BacklogSource(
              options.seed(),
              speaking(),
              plan,
              calendar,
              from,
              "B" + start,
              compression,
              live,
              steady)
          : steady;
    }

    private Source window() {
      setWindow();
      LiveSource live = mainSource(plan.live().compression(), "M");
      double step = (double) (until - from) / scenarioEvents();
      return new SteadySource(live, from, step, until);
    }

    private Source peak() {
      setWindow();
      return new PeakSource(
          options.seed(), speaking(), plan, calendar, from, until - from, scenarioEvents());
    }

    private void setWindow() {
      if (options.events() == 0) {
        throw new IllegalArgumentException(scenario.name() + " needs a number of events.");
      }
      if (options.until() != null) {
        until = options.until().toEpochMilli();
        from =
            options.from() != null
                ? options.from().toEpochMilli()
                : until - plan.window().toMillis();
      } else {
        from = required(options.from(), "a start or an end").toEpochMilli();
        until = from + plan.window().toMillis();
      }
      communes = communesOn(from);
    }

    /** The events that are neither late nor too late. */
    private long scenarioEvents() {
      long events = options.events();
      return Math.max(
          1, events - Math.round(faults.late() * events) - Math.round(faults.tooLate() * events));
    }

    private Source withLateEvents(Source source) {
      Lateness lateness = options.lateness();
      double[] mix =
          scenario.engine() == Scenario.Engine.HISTORY
              ? new double[] {0, 0, 1}
              : scenario.engine() == Scenario.Engine.PEAK
                  ? new double[] {0.9, 0.1, 0}
                  : plan.live().mix();
      boolean finite = options.events() > 0;
      return new MixedSource(
          source,
          lateSource(LiveSource.late(lateness), mix, "N" + start),
          lateSource(LiveSource.tooLate(lateness), mix, "X" + start),
          new Quota(
              SeededRandom.of(options.seed(), "late turns", 0),
              finite ? options.events() : BLOCK,
              true,
              faults.late(),
              faults.tooLate()),
          finite ? options.events() : Long.MAX_VALUE,
          from);
    }

    private LiveSource mainSource(double compression, String tag) {
      LiveSource.Age age = LiveSource.now(plan.dossiers().earlier());
      return new LiveSource(
          options.seed(),
          speaking(),
          plan,
          plan.live().mix(),
          compression,
          age,
          true,
          tag,
          roster,
          calendar);
    }

    private LiveSource lateSource(LiveSource.Age age, double[] mix, String tag) {
      return new LiveSource(
          options.seed(),
          speaking(),
          plan,
          mix,
          plan.live().compression(),
          age,
          false,
          tag,
          roster,
          calendar);
    }

    private List<Commune> communesOn(long time) {
      LocalDate day = VietnamTime.localDay(Instant.ofEpochMilli(time));
      return Communes.of(options.seed(), roster, province, day, plan, faults);
    }

    private List<Commune> speaking() {
      return communes.stream().filter(c -> c.sync() != Commune.Sync.SILENT).toList();
    }

    private Instant required(Instant time, String what) {
      if (time == null) {
        throw new IllegalArgumentException(scenario.name() + " needs " + what + ".");
      }
      return time;
    }
  }
}
