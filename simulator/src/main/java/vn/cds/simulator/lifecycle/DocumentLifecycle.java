package vn.cds.simulator.lifecycle;

import java.time.LocalDate;
import vn.cds.contract.code.Direction;
import vn.cds.contract.code.DocumentStatus;
import vn.cds.contract.code.Medium;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.time.VietnamTime;
import vn.cds.simulator.plan.Commune;
import vn.cds.simulator.plan.Plan;
import vn.cds.simulator.random.SeededRandom;

/** A document: arrived, received, assigned, in progress, done; or refused or recalled. */
public final class DocumentLifecycle extends Lifecycle {

  private static final String[] KINDS = {"UBND-VP", "QĐ-UBND", "KH-UBND", "BC-UBND", "TB-VP", "CV"};
  private static final long HOUR = 3_600_000L;

  private static final DocumentStatus[][] PATHS = {
    {DocumentStatus.DONE},
    {DocumentStatus.RECEIVED, DocumentStatus.DONE},
    {DocumentStatus.ARRIVED, DocumentStatus.RECEIVED, DocumentStatus.DONE},
    {DocumentStatus.ARRIVED, DocumentStatus.RECEIVED, DocumentStatus.ASSIGNED, DocumentStatus.DONE},
    {
      DocumentStatus.ARRIVED,
      DocumentStatus.RECEIVED,
      DocumentStatus.ASSIGNED,
      DocumentStatus.IN_PROGRESS,
      DocumentStatus.DONE
    }
  };
  private static final DocumentStatus[] RECEIVED_ONLY = {DocumentStatus.RECEIVED};
  private static final DocumentStatus[] REFUSED = {DocumentStatus.ARRIVED, DocumentStatus.REFUSED};
  private static final DocumentStatus[] RECALLED = {
    DocumentStatus.ARRIVED, DocumentStatus.RECEIVED, DocumentStatus.RECALLED
  };
  private static final DocumentStatus[] UPDATED = {
    DocumentStatus.ARRIVED,
    DocumentStatus.RECEIVED,
    DocumentStatus.UPDATE_ACCEPTED,
    DocumentStatus.DONE
  };
  private static final DocumentStatus[] NOT_UPDATED = {
    DocumentStatus.ARRIVED, DocumentStatus.RECEIVED, DocumentStatus.UPDATE_REFUSED
  };

  /** Most statuses a document of a history can have. */
  public static final int MOST_STATUSES = PATHS.length;

  /**
   * What is decided about a document before it is sent.
   *
   * @param electronic else on paper
   */
  public record Facts(
      boolean outgoing,
      boolean secret,
      boolean electronic,
      boolean signedPersonally,
      boolean signedByOrganisation) {}

  private final Pace pace;
  private final Facts facts;
  private final String issuer;
  private final String documentNumber;
  private final LocalDate date;
  private final long sentAt;
  private final long dueAt;
  private final Precision precision;
  private final DocumentStatus[] path;
  private int step;

  private DocumentLifecycle(
      Commune commune,
      SeededRandom random,
      long number,
      Pace pace,
      Facts facts,
      String tag,
      DocumentStatus[] path,
      long at,
      long sentAt,
      double byDay) {
    super(commune, random, number);
    this.pace = pace;
    this.facts = facts;
    this.path = path;
    this.sentAt = sentAt;
    this.date = LocalDate.ofEpochDay(VietnamTime.localEpochDay(sentAt));
    this.issuer = facts.outgoing ? commune.agency() : "S" + (100 + random.below(40));
    this.documentNumber = tag + "/" + random.oneOf(KINDS);
    this.dueAt =
        random.chance(0.6) ? pace.afterOfficeTime(sentAt, random.between(8, 80) * HOUR) : NEVER;
    this.precision = Precision.draw(random, byDay);
    this.nextAt = at;
  }

  /**
   * A document of a commune as it works today.
   *
   * @param tag its number, unique in the commune and day
   * @param age how long before its first event it was sent, in milliseconds
   */
  public static DocumentLifecycle today(
      Commune commune,
      SeededRandom random,
      long number,
      Plan plan,
      Pace pace,
      String tag,
      long at,
      long age) {
    Plan.Documents shares = plan.documents();
    boolean outgoing = random.chance(shares.outgoing());
    Facts facts =
        new Facts(
            outgoing,
            random.chance(shares.secret()),
            random.chance(commune.electronicDocument()),
            outgoing && random.chance(commune.signedPersonally()),
            outgoing && random.chance(commune.signedByOrganisation()));
    double fate = random.unit();
    DocumentStatus[] path;
    if (fate < shares.refused()) {
      path = REFUSED;
    } else if (fate < shares.refused() + shares.recalled()) {
      path = RECALLED;
    } else if (fate < shares.refused() + shares.recalled() + 0.01) {
      path = random.chance(0.8) ? UPDATED : NOT_UPDATED;
    } else {
      path = PATHS[2 + random.below(3)];
    }
    return new DocumentLifecycle(
        commune, random, number, pace, facts, tag, path, at, at - age, plan.byDay());
  }

  /**
   * A document of a history.
   *
   * @param statuses 1 to {@link #MOST_STATUSES}
   */
  public static DocumentLifecycle past(
      Commune commune,
      SeededRandom random,
      long number,
      Pace pace,
      Facts facts,
      int statuses,
      long at) {
    DocumentStatus[] path =
        statuses == 1 && random.chance(0.4) ? RECEIVED_ONLY : PATHS[statuses - 1];
    return new DocumentLifecycle(
        commune, random, number, pace, facts, Long.toString(number), path, at, at, 0);
  }

  @Override
  public Draft advance(long at, long sendAt) {
    DocumentEvent event =
        new DocumentEvent(
            random.uuid(),
            precision.occurred(at, random),
            commune.code(),
            path[step],
            issuer,
            documentNumber,
            date,
            facts.outgoing ? Direction.OUTGOING : Direction.INCOMING,
            precision.of(Precision.Field.START, sentAt),
            facts.electronic ? Medium.ELECTRONIC : Medium.PAPER,
            facts.secret,
            facts.outgoing ? facts.signedPersonally : null,
            facts.outgoing ? facts.signedByOrganisation : null,
            precision.of(Precision.Field.DUE, dueAt),
            false);
    step++;
    if (step == path.length) {
      nextAt = NEVER;
    } else {
      double hours =
          switch (path[step]) {
            case RECEIVED, REFUSED -> random.logNormal(0.3, 1);
            case ASSIGNED -> random.logNormal(2, 0.8);
            default -> random.logNormal(12, 0.9);
          };
      nextAt = Math.max(at + 1, pace.afterOfficeTime(at, (long) (hours * HOUR)));
    }
    return Draft.of(event, sendAt);
  }
}
