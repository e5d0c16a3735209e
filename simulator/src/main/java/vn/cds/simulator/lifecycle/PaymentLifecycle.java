package vn.cds.simulator.lifecycle;

import java.util.List;
import java.util.UUID;
import vn.cds.contract.code.Gateway;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.simulator.plan.Commune;
import vn.cds.simulator.plan.Plan;
import vn.cds.simulator.random.SeededRandom;
import vn.cds.simulator.random.Weighted;

/**
 * A payment: started, then succeeded, failed or mismatched; some successes are reversed a day
 * later.
 */
public final class PaymentLifecycle extends Lifecycle {

  private static final Weighted<PaymentCategory> BILLS =
      new Weighted<>(
          List.of(
              PaymentCategory.ELECTRICITY,
              PaymentCategory.WATER,
              PaymentCategory.TUITION,
              PaymentCategory.HOSPITAL_FEE,
              PaymentCategory.TAX,
              PaymentCategory.SOCIAL_INSURANCE,
              PaymentCategory.FINE),
          new double[] {45, 15, 14, 10, 8, 6, 2});
  private static final Weighted<PaymentMethod> CASHLESS =
      new Weighted<>(
          List.of(
              PaymentMethod.QR,
              PaymentMethod.TRANSFER,
              PaymentMethod.WALLET,
              PaymentMethod.CARD,
              PaymentMethod.MOBILE_MONEY),
          new double[] {50, 25, 12, 10, 3});
  private static final long DAY = 86_400_000L;

  private final Pace pace;
  private final Precision precision;
  private final String paymentId;
  private final String dossierCode;
  private final UUID payerId;
  private final PaymentCategory category;
  private final PaymentMethod method;
  private final Gateway gateway;
  private final long amount;
  private final PaymentStatus end;
  private final boolean reversed;
  private long startedAt;
  private PaymentStatus next;

  private PaymentLifecycle(
      Commune commune,
      SeededRandom random,
      long number,
      Plan plan,
      Pace pace,
      String dossierCode,
      UUID payerId,
      PaymentCategory category,
      PaymentMethod method,
      Gateway gateway,
      long amount,
      long startAt,
      long age) {
    super(commune, random, number);
    this.pace = pace;
    this.paymentId = "P" + commune.code() + "-" + Long.toHexString(random.bits());
    this.dossierCode = dossierCode;
    this.payerId = payerId;
    this.category = category;
    this.method = method;
    this.gateway = gateway;
    this.amount = amount;
    boolean cash = method == PaymentMethod.CASH;
    Plan.Payments shares = plan.payments();
    double fate = random.unit();
    if (!cash && fate < shares.failed()) {
      end = PaymentStatus.FAILED;
    } else if (!cash && fate < shares.failed() + shares.mismatched()) {
      end = PaymentStatus.MISMATCHED;
    } else {
      end = PaymentStatus.SUCCEEDED;
    }
    reversed = end == PaymentStatus.SUCCEEDED && random.chance(shares.reversed());
    precision = Precision.draw(random, plan.byDay());
    // Cash is known only when it has been paid; so is an old payment that is sent now.
    next = cash || age > 0 ? end : PaymentStatus.STARTED;
    startedAt = startAt - age;
    nextAt = startAt;
  }

  /** A bill of a household. */
  public static PaymentLifecycle bill(
      Commune commune,
      SeededRandom random,
      long number,
      Plan plan,
      Pace pace,
      long startAt,
      long age) {
    PaymentCategory category = BILLS.draw(random);
    UUID payer = null;
    if (random.chance(plan.payments().withPayer())) {
      // A household keeps its surrogate: it is made from the commune and a number.
      SeededRandom household =
          SeededRandom.of(0, "household " + commune.code(), random.below(commune.households()));
      payer = household.uuid();
    }
    boolean cash = !random.chance(commune.cashless());
    Gateway gateway =
        cash || random.chance(0.7)
            ? null
            : random.chance(0.6) ? Gateway.NATIONAL : Gateway.PROVINCIAL;
    long amount = Math.max(1, (long) random.logNormal(350, 0.8)) * 1000;
    return new PaymentLifecycle(
        commune,
        random,
        number,
        plan,
        pace,
        null,
        payer,
        category,
        cash ? PaymentMethod.CASH : CASHLESS.draw(random),
        gateway,
        amount,
        startAt,
        age);
  }

  /** The fee of a dossier. */
  static PaymentLifecycle fee(
      Commune commune,
      SeededRandom random,
      long number,
      Plan plan,
      Pace pace,
      String dossierCode,
      long amount,
      long startAt) {
    boolean online = random.chance(commune.paidOnline());
    return new PaymentLifecycle(
        commune,
        random,
        number,
        plan,
        pace,
        dossierCode,
        null,
        random.chance(0.7) ? PaymentCategory.CHARGE : PaymentCategory.FEE,
        online ? CASHLESS.draw(random) : PaymentMethod.CASH,
        online ? (random.chance(0.75) ? Gateway.NATIONAL : Gateway.PROVINCIAL) : null,
        amount,
        startAt,
        0);
  }

  @Override
  public Draft advance(long at, long sendAt) {
    PaymentEvent event =
        new PaymentEvent(
            random.uuid(),
            precision.occurred(at, random),
            commune.code(),
            next,
            paymentId,
            precision.of(Precision.Field.START, startedAt),
            category,
            method,
            amount,
            gateway,
            dossierCode,
            payerId,
            false);
    if (next == PaymentStatus.STARTED) {
      next = end;
      nextAt = Math.max(at + 1, pace.afterTime(at, (long) (1000 * random.logNormal(20, 0.8))));
    } else if (next == PaymentStatus.SUCCEEDED && reversed) {
      next = PaymentStatus.REVERSED;
      nextAt = Math.max(at + 1, pace.afterTime(at, random.between(5 * DAY / 6, 7 * DAY / 6)));
    } else {
      nextAt = NEVER;
    }
    return Draft.of(event, sendAt);
  }
}
