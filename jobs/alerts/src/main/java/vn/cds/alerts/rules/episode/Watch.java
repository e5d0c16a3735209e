package vn.cds.alerts.rules.episode;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.IntStream;
import vn.cds.alerts.rules.decision.Judge;
import vn.cds.alerts.rules.decision.PeerRule;
import vn.cds.alerts.rules.decision.Peers;
import vn.cds.alerts.rules.decision.Verdict;
import vn.cds.alerts.rules.definition.HoldClock;
import vn.cds.alerts.rules.definition.Rule;
import vn.cds.alerts.rules.definition.Timing;
import vn.cds.alerts.rules.statistics.Hours;
import vn.cds.alerts.rules.statistics.PeerGroup;
import vn.cds.alerts.rules.statistics.Ratio;
import vn.cds.contract.time.WorkingCalendar;

/**
 * One rule applied to one unit, and the state of both. Its transitions depend only on what it was
 * given and on the times it was given; it has no clock of its own.
 */
public final class Watch {
  private static final long WORKED_WITHIN_SECONDS = 3600;

  private final Rule rule;
  private final Identity identity;
  private final WorkingCalendar calendar;
  private final Timing timing;
  private final Judge judge;
  private Episode episode = Episode.NONE;

  /** Begins to watch a unit of the roster. */
  public Watch(Rule rule, String unit, WorkingCalendar calendar) {
    this.rule = rule;
    this.identity = new Identity(rule.id(), unit, rule.indicator());
    this.calendar = calendar;
    this.timing = rule.timing(calendar);
    this.judge = rule.levels().judge(calendar);
  }

  public Identity identity() {
    return identity;
  }

  /** Whether people have been told of an episode and not of its end. */
  public boolean isOpen() {
    return episode.isOpen();
  }

  /**
   * Takes the counts of an hour.
   *
   * @param hour any instant of it
   * @param counts absolute: they replace earlier counts of the hour
   * @param now when they arrived
   */
  public void observe(Instant hour, Ratio counts, Instant now) {
    judge.observe(Hours.of(hour), counts, now);
  }

  /** The peers among all communes of a province that a rule watches. */
  public static Peers peers(Rule rule, Collection<Watch> watches, Instant now) {
    return rule.levels() instanceof PeerRule.Levels levels
        ? new Peers(
            IntStream.rangeClosed(1, levels.days())
                .mapToObj(days -> peerGroup(levels, watches, now, days))
                .toList())
        : Peers.NONE;
  }

  private static PeerGroup peerGroup(
      PeerRule.Levels levels, Collection<Watch> watches, Instant now, int days) {
    return PeerGroup.of(
        watches.stream().map(watch -> watch.forPeers(now, days)).toList(), levels.minimumN());
  }

  /**
   * What the unit adds to the {@link PeerGroup} of its province.
   *
   * @param days how many days back, without days of rest
   * @return {@link Ratio#NONE} for a rule without peers
   */
  private Ratio forPeers(Instant now, int days) {
    return judge instanceof PeerRule peerRule ? peerRule.last(days, now) : Ratio.NONE;
  }

  /**
   * Judges the unit.
   *
   * @param now not before that of an earlier call
   * @param muted whether another alert explains whatever this unit shows
   * @param peers {@link Peers#NONE} for a rule without peers
   */
  public Optional<Transition> judge(Instant now, boolean muted, Peers peers) {
    if (rule.paused() || (!muted && isAtRest(now))) {
      return Optional.empty();
    }
    Verdict verdict = Verdict.NO_DATA;
    if (muted) {
      judge.muted(now);
    } else {
      verdict = judge.judge(now, episode.phase() != Episode.Phase.OK, peers);
    }
    Episode before = episode;
    Episode.Step step = episode.next(verdict, now, timing);
    episode = step.episode();
    if (step.passed() == null) {
      return Optional.empty();
    }
    Episode told = step.passed() == Transition.Kind.FIRED ? episode : before;
    return Optional.of(
        new Transition(
            step.passed(),
            identity.episode(told.since()),
            identity,
            rule.severity(),
            now,
            told.since(),
            verdict.reading(),
            told.worst(),
            rule.version()));
  }

  private boolean isAtRest(Instant now) {
    return rule.clock() == HoldClock.WORKING
        && calendar.workingMillis(now.minusSeconds(WORKED_WITHIN_SECONDS), now) == 0;
  }

  /** Writes the state, without the rule. */
  void write(DataOutput out) throws IOException {
    episode.write(out);
    out.writeUTF(rule.levels().kind());
    judge.write(out);
  }

  /**
   * Reads a state. What a rule of another kind has learnt is of no use to this one; the episode
   * goes on.
   */
  void read(DataInput in) throws IOException {
    episode = Episode.read(in);
    if (in.readUTF().equals(rule.levels().kind())) {
      judge.read(in);
    }
  }
}
