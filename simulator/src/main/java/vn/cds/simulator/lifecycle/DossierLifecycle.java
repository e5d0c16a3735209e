package vn.cds.simulator.lifecycle;

import vn.cds.contract.code.Channel;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.lifecycle.Precision.Field;
import vn.cds.simulator.plan.Commune;
import vn.cds.simulator.plan.DossierFact;
import vn.cds.simulator.plan.Plan;
import vn.cds.simulator.random.SeededRandom;
import vn.cds.simulator.random.Weighted;

/**
 * A dossier from submission to its end. Its course is drawn when it is made, as a list of steps
 * with the time before each; the due time follows the limit of the procedure and changes with
 * supplements, prolongations and corrections.
 */
public final class DossierLifecycle extends Lifecycle {

  private static final long MINUTE = 60_000L;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long PAYMENT_NUMBER = 1L << 62;

  private enum Step {
    REGISTER,
    ACCEPT,
    REFUSE,
    ASK_FEE,
    WORK,
    ASK_SUPPLEMENT,
    RESUME,
    PROLONG,
    WITHDRAW,
    STOP,
    FINISH,
    FORGET_END,
    HAND_OVER,
    CORRECT
  }

  private final Plan plan;
  private final Pace pace;
  private final DossierState state;
  private final Precision precision;
  private final Procedure procedure;
  private final String code;
  private Channel channel;
  private boolean dated;
  private boolean limited;

  private final Step[] steps = new Step[16];
  private final long[] waits = new long[16];
  private int planned;
  private int step;
  private int officeSteps;

  private long submittedAt;
  private long acceptedAt = NEVER;
  private long dueAt = NEVER;
  private long previousDueAt = NEVER;
  private long doneAt = NEVER;
  private ServiceRequestStatus status;
  private PaymentLifecycle payment;

  /**
   * A dossier.
   *
   * @param tag its number, unique in the commune and day
   * @param at when its first event happens, in milliseconds
   * @param age how long before that it was submitted; when positive it was also accepted before
   */
  public DossierLifecycle(
      Commune commune,
      SeededRandom random,
      long number,
      Plan plan,
      Pace pace,
      WorkingCalendar calendar,
      Weighted<Procedure> procedures,
      boolean online,
      String tag,
      long at,
      long age) {
    super(commune, random, number);
    this.plan = plan;
    this.pace = pace;
    this.procedure = procedures.draw(random);
    this.channel =
        online
            ? Channel.ONLINE
            : random.chance(commune.postal()) ? Channel.POSTAL : Channel.COUNTER;
    this.submittedAt = at - age;
    this.code = commune.agency() + "-" + yearMonthDay(submittedAt) + "-" + tag;
    this.dated = !random.chance(plan.dossiers().undated());
    this.limited = dated || random.chance(2 / 3.0);
    this.state = new DossierState(calendar, limited ? procedure.limitMillis() : -1);
    if (age > 0) {
      acceptedAt = submittedAt + Math.min(age / 2, random.between(10 * MINUTE, 8 * HOUR));
      dueAt = dated ? pace.afterOfficeTime(at, procedure.limitMillis()) : NEVER;
    }
    plan(age > 0);
    this.precision = Precision.draw(random, plan.byDay());
    nextAt = at;
  }

  private void plan(boolean acceptedBefore) {
    Plan.Dossiers shares = plan.dossiers();
    if (!acceptedBefore) {
      step(Step.REGISTER, 0, true);
      if (random.chance(shares.refused())) {
        step(Step.REFUSE, (long) random.logNormal(2 * HOUR, 0.8), true);
        return;
      }
      if (random.chance(shares.withdrawn() / 3)) {
        step(Step.WITHDRAW, (long) random.logNormal(3 * HOUR, 0.5), true);
        return;
      }
      long reception =
          channel == Channel.COUNTER
              ? random.between(3 * MINUTE, 20 * MINUTE)
              : (long) random.logNormal((1.2 - commune.onTime()) * 6 * HOUR, 0.9);
      step(Step.ACCEPT, reception, true);
    }
    if (procedure.feeVnd() > 0 && random.chance(0.5)) {
      step(Step.ASK_FEE, random.between(MINUTE, 10 * MINUTE), true);
    }
    long limit = procedure.limitMillis();
    boolean late = !random.chance(commune.onTime());
    // Handling time: log-normal, cut where it would change what was drawn before.
    long handling =
        late
            ? (long) (limit * (1.02 + random.logNormal(0.25, 0.9)))
            : (long) (limit * Math.min(0.97, random.logNormal(0.45, 0.6)));
    long toWork = handling / 10;
    step(Step.WORK, toWork, true);
    handling -= toWork;
    if (random.chance(shares.supplemented())) {
      int requests = random.chance(shares.supplementedAgain()) ? 2 : 1;
      for (int i = 0; i < requests; i++) {
        long before = handling / 4;
        handling -= before;
        step(Step.ASK_SUPPLEMENT, before, true);
        if (random.chance(0.06)) {
          // The citizen never answers: withdrawn, or waiting for ever.
          if (random.chance(0.5)) {
            step(Step.WITHDRAW, random.between(2 * DAY, 12 * DAY), false);
          }
          return;
        }
        step(Step.RESUME, (long) random.logNormal(1.5 * DAY, 0.8), false);
      }
    }
    if (random.chance(late ? 10 * shares.prolonged() : shares.prolonged())) {
      long before = handling / 2;
      handling -= before;
      step(Step.PROLONG, before, true);
    }
    if (random.chance(shares.corrected() / 2)) {
      step(Step.CORRECT, handling / 5, true);
      handling -= handling / 5;
    }
    double fate = random.unit();
    if (fate < shares.stopped()) {
      step(Step.STOP, handling / 2, true);
    } else if (fate < shares.stopped() + shares.withdrawn()) {
      step(Step.WITHDRAW, handling / 2, true);
    } else if (fate < shares.stopped() + shares.withdrawn() + shares.endForgotten()) {
      step(Step.FORGET_END, handling, true);
    } else {
      step(Step.FINISH, handling, true);
      if (random.chance(0.9)) {
        step(Step.HAND_OVER, (long) random.logNormal(3 * HOUR, 1.2), false);
      }
      if (random.chance(shares.corrected() / 2)) {
        step(Step.CORRECT, random.between(2 * HOUR, 3 * DAY), false);
      }
    }
  }

  /**
   * Adds a step.
   *
   * @param wait before it, in milliseconds
   * @param office whether only office time counts
   */
  private void step(Step next, long wait, boolean office) {
    steps[planned] = next;
    waits[planned] = wait;
    if (office) {
      officeSteps |= 1 << planned;
    }
    planned++;
  }

  @Override
  public Draft advance(long at, long sendAt) {
    Step now = steps[step];
    boolean first = step == 0;
    long previousDue = NEVER;
    boolean everything = false;
    switch (now) {
      case REGISTER -> {
        status = ServiceRequestStatus.REGISTERED;
        everything = true;
      }
      case ACCEPT -> {
        status = ServiceRequestStatus.ACCEPTED;
        acceptedAt = at;
        if (dated) {
          dueAt = pace.afterOfficeTime(at, procedure.limitMillis());
        }
        if (procedure.feeVnd() > 0 && steps[step + 1] != Step.ASK_FEE) {
          spawnPayment(at);
        }
      }
      case ASK_FEE -> {
        status = ServiceRequestStatus.FEE_REQUESTED;
        spawnPayment(at);
      }
      case WORK, FORGET_END -> status = ServiceRequestStatus.IN_PROGRESS;
      case ASK_SUPPLEMENT -> status = ServiceRequestStatus.SUPPLEMENT_REQUESTED;
      case RESUME -> {
        status = ServiceRequestStatus.IN_PROGRESS;
        if (dated) {
          previousDue = dueAt;
          // At least the half of the limit is left when the citizen has answered.
          dueAt = Math.max(dueAt, pace.afterOfficeTime(at, procedure.limitMillis() / 2));
        }
      }
      case PROLONG -> {
        status = ServiceRequestStatus.IN_PROGRESS;
        if (dated) {
          previousDue = dueAt;
          dueAt = pace.afterOfficeTime(Math.max(at, dueAt), procedure.limitMillis() / 2);
        }
      }
      case REFUSE -> status = ServiceRequestStatus.REFUSED;
      case WITHDRAW -> status = ServiceRequestStatus.WITHDRAWN;
      case STOP -> status = ServiceRequestStatus.STOPPED;
      case FINISH -> {
        status = ServiceRequestStatus.DONE;
        doneAt = at;
      }
      case HAND_OVER -> status = ServiceRequestStatus.RESULT_RETURNED;
      case CORRECT -> {
        everything = true;
        correct();
      }
      default -> throw new IllegalStateException(now.name());
    }
    if (previousDue != NEVER) {
      previousDueAt = previousDue;
    }
    boolean ended = now == Step.FINISH || now == Step.FORGET_END;
    ServiceRequestEvent event = event(at, now, everything || first, ended);
    Outcome before = state.outcome();
    state.apply(event);
    step++;
    if (step == planned) {
      nextAt = NEVER;
    } else {
      boolean office = (officeSteps >> step & 1) == 1;
      long planned = waits[step];
      nextAt =
          Math.max(
              at + 1, office ? pace.afterOfficeTime(at, planned) : pace.afterTime(at, planned));
    }
    return new Draft(event, sendAt, before, state.outcome());
  }

  private void spawnPayment(long at) {
    payment =
        PaymentLifecycle.fee(
            commune,
            new SeededRandom(random.bits()),
            number() | PAYMENT_NUMBER,
            plan,
            pace,
            code,
            procedure.feeVnd(),
            pace.afterTime(at, random.between(MINUTE, 40 * MINUTE)));
  }

  /** A fact was wrong, and the source says it anew with its last status. */
  private void correct() {
    switch (random.below(4)) {
      case 0 -> channel = channel == Channel.ONLINE ? Channel.COUNTER : Channel.ONLINE;
      case 1 -> submittedAt -= random.between(1, 3) * DAY;
      case 2 -> {
        if (doneAt != NEVER) {
          doneAt -= Math.min(random.between(MINUTE, 5 * HOUR), doneAt - acceptedAt);
        } else {
          channel = Channel.POSTAL;
        }
      }
      default -> {
        if (dueAt != NEVER) {
          long shift = random.between(HOUR, 3 * DAY);
          previousDueAt = dueAt;
          dueAt = random.chance(0.5) ? dueAt + shift : Math.max(submittedAt, dueAt - shift);
        }
      }
    }
  }

  private ServiceRequestEvent event(long at, Step now, boolean everything, boolean ended) {
    ServiceRequestEvent.Builder event =
        ServiceRequestEvent.builder()
            .eventId(random.uuid())
            .occurredAt(precision.occurred(at, random))
            .communeCode(commune.code())
            .status(status)
            .dossierCode(code)
            .procedureCode(procedure.code())
            .submittedAt(precision.of(Field.START, submittedAt))
            .acceptedAt(precision.of(Field.ACCEPTED, acceptedAt))
            .dueAt(precision.of(Field.DUE, dueAt))
            .previousDueAt(precision.of(Field.DUE, previousDueAt))
            .doneAt(precision.of(Field.DONE, doneAt));
    if (everything) {
      event
          .level(procedure.level())
          .handlingLimitHours(limited ? (Integer) procedure.limitHours() : null)
          .resultRequired(procedure.resultRequired())
          .feeDueVnd(procedure.feeVnd());
    }
    if (everything || now == Step.ACCEPT) {
      event.channel(channel);
    }
    DossierFact.say(
        event,
        when ->
            switch (when) {
              case OPENED -> everything && now != Step.CORRECT;
              case WORKED_ON -> now == Step.WORK;
              case ENDED -> ended;
            },
        commune,
        random,
        code);
    if (ended) {
      event.electronicResult(
          procedure.resultRequired()
              && (now == Step.FORGET_END || random.chance(commune.electronicResult())));
    }
    if (now == Step.HAND_OVER && random.chance(commune.rated())) {
      event.satisfied(!random.chance(commune.dissatisfied()));
    }
    if (ended && random.chance(commune.synchronised())) {
      event.synchronisedAt(new TimeOrDay(at));
    }
    return event.build();
  }

  @Override
  public Lifecycle takeSpawned() {
    PaymentLifecycle spawned = payment;
    payment = null;
    return spawned;
  }
}
