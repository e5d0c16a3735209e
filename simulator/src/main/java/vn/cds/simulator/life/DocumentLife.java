package vn.cds.simulator.life;

import java.time.LocalDate;
import vn.cds.contract.Direction;
import vn.cds.contract.DocumentEvent;
import vn.cds.contract.DocumentStatus;
import vn.cds.contract.Medium;
import vn.cds.contract.VietnamTime;
import vn.cds.simulator.plan.Commune;
import vn.cds.simulator.plan.Plan;
import vn.cds.simulator.random.Dice;

/** A document: arrived, received, assigned, in progress, done; or refused or recalled. */
public final class DocumentLife extends Life {

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

  private DocumentLife(
      Commune commune,
      Dice dice,
      long number,
      Pace pace,
      Facts facts,
      String tag,
      DocumentStatus[] path,
      long at,
      long sentAt,
      double byDay) {
    super(commune, dice, number);
    this.pace = pace;
    this.facts = facts;
    this.path = path;
    this.sentAt = sentAt;
    this.date = LocalDate.ofEpochDay(VietnamTime.localEpochDay(sentAt));
    this.issuer = facts.outgoing ? commune.agency() : "S" + (100 + dice.below(40));
    this.documentNumber = tag + "/" + dice.oneOf(KINDS);
    this.dueAt =
        dice.chance(0.6) ? pace.afterOfficeTime(sentAt, dice.between(8, 80) * HOUR) : NEVER;
    this.precision = Precision.draw(dice, byDay);
    this.nextAt = at;
  }

  /**
   * A document of a commune as it works today.
   *
   * @param tag its number, unique in the commune and day
   * @param age how long before its first event it was sent, in milliseconds
   */
  public static DocumentLife today(
      Commune commune,
      Dice dice,
      long number,
      Plan plan,
      Pace pace,
      String tag,
      long at,
      long age) {
    Plan.Documents shares = plan.documents();
    boolean outgoing = dice.chance(shares.outgoing());
    Facts facts =
        new Facts(
            outgoing,
            dice.chance(shares.secret()),
            dice.chance(commune.electronicDocument()),
            outgoing && dice.chance(commune.signedPersonally()),
            outgoing && dice.chance(commune.signedByOrganisation()));
    double fate = dice.unit();
    DocumentStatus[] path;
    if (fate < shares.refused()) {
      path = REFUSED;
    } else if (fate < shares.refused() + shares.recalled()) {
      path = RECALLED;
    } else if (fate < shares.refused() + shares.recalled() + 0.01) {
      path = dice.chance(0.8) ? UPDATED : NOT_UPDATED;
    } else {
      path = PATHS[2 + dice.below(3)];
    }
    return new DocumentLife(
        commune, dice, number, pace, facts, tag, path, at, at - age, plan.byDay());
  }

  /**
   * A document of a history.
   *
   * @param statuses 1 to {@link #MOST_STATUSES}
   */
  public static DocumentLife past(
      Commune commune, Dice dice, long number, Pace pace, Facts facts, int statuses, long at) {
    DocumentStatus[] path = statuses == 1 && dice.chance(0.4) ? RECEIVED_ONLY : PATHS[statuses - 1];
    return new DocumentLife(
        commune, dice, number, pace, facts, Long.toString(number), path, at, at, 0);
  }

  @Override
  public Draft advance(long at, long sendAt) {
    DocumentEvent event =
        new DocumentEvent(
            dice.uuid(),
            precision.occurred(at, dice),
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
            case RECEIVED, REFUSED -> dice.logNormal(0.3, 1);
            case ASSIGNED -> dice.logNormal(2, 0.8);
            default -> dice.logNormal(12, 0.9);
          };
      nextAt = Math.max(at + 1, pace.afterOfficeTime(at, (long) (hours * HOUR)));
    }
    return Draft.of(event, sendAt);
  }
}
