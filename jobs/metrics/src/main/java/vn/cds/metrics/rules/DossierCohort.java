package vn.cds.metrics.rules;

import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import vn.cds.metrics.change.DossierFact;
import vn.cds.metrics.state.CohortDay;

/**
 * What a dossier counts in the day it was received, each with its condition; numerators and
 * denominators of the indicators of Decision 766/QĐ-TTg (23/6/2022), whose numbers stand beside
 * them. The order is part of the state format: append only.
 */
enum DossierCohort {
  DOSSIERS(when(dossier -> true)),
  /** Turned away before it was accepted: counted in nothing below. */
  DECLINED(outcome(Dossier.Outcome.DECLINED)),
  /** Denominator of 2.1, 4.2, 4.3, 4.4, 4.5b, 5.4. */
  RECEIVED(when(dossier -> true)),
  /** 2.1. */
  DONE_ON_TIME(outcome(Dossier.Outcome.ON_TIME)),
  DONE_LATE(outcome(Dossier.Outcome.LATE)),
  DONE_UNDATED(outcome(Dossier.Outcome.UNDATED)),
  OPEN(outcome(Dossier.Outcome.OPEN)),
  OPEN_WAITING(when(Dossier::waiting)),
  ONLINE(when(Dossier::online)),
  /** 3.3. */
  ONLINE_ELECTRONIC_RESULT(
      when(
          dossier ->
              dossier.online()
                  && (dossier.is(DossierFact.ELECTRONIC_RESULT)
                      || !dossier.is(DossierFact.RESULT_REQUIRED)))),
  /** Denominator of 3.6. */
  FEE_DUE(when(Dossier::feeDue)),
  /** 3.6. */
  FEE_PAID_ONLINE(when(Dossier::feePaidOnline)),
  /** Denominator of 4.1. */
  RESULT_DUE(whenTrue(DossierFact.RESULT_REQUIRED)),
  /** 4.1. */
  RESULT_ELECTRONIC(whenTrue(DossierFact.RESULT_REQUIRED, DossierFact.ELECTRONIC_RESULT)),
  /** 4.2. */
  DIGITISED(whenTrue(DossierFact.ATTACHMENTS_DIGITISED, DossierFact.ELECTRONIC_RESULT)),
  /** 4.3. */
  COMPONENT_REUSED(whenTrue(DossierFact.COMPONENT_REUSED)),
  /** 4.4. */
  PERSONAL_STORE(whenTrue(DossierFact.PERSONAL_STORE)),
  /** 4.5b. */
  IDENTITY_VERIFIED(whenTrue(DossierFact.IDENTITY_VERIFIED)),
  RATED(when(dossier -> dossier.knows(DossierFact.SATISFIED))),
  /** 5.4. */
  DISSATISFIED(
      when(dossier -> dossier.knows(DossierFact.SATISFIED) && !dossier.is(DossierFact.SATISFIED))),
  /** 1.4. */
  SYNCHRONISED(when(dossier -> dossier.knows(DossierFact.SYNCHRONISED_AT))),
  /** Gia Lai's rule: accepted or refused within 8 working hours. */
  ANSWERED_IN_TIME(when(Dossier::answeredInTime)),
  MULTIPLE_SUPPLEMENTS(when(dossier -> dossier.supplements() >= 2)),
  HANDLED(when(Dossier::handled)),
  HANDLING_ELAPSED_MS(dossier -> dossier.handled() ? dossier.handlingElapsedMillis() : 0),
  HANDLING_WORKING_MS(dossier -> dossier.handled() ? dossier.handlingWorkingMillis() : 0),
  SUSPECTED_SYNC_FAULT(when(Dossier::suspectedSyncFault)),
  /** Online, and known only to the day: nobody can say whether it took 8 working hours. */
  ANSWER_BY_DAY(when(Dossier::answerByDay)),
  OUTSIDE_TERRITORY(whenTrue(DossierFact.OUTSIDE_TERRITORY)),
  /** It is known whether it was handed in outside the commune: denominator of the share. */
  OUTSIDE_TERRITORY_KNOWN(when(dossier -> dossier.knows(DossierFact.OUTSIDE_TERRITORY)));

  private static final DossierCohort[] ALL = values();

  private final ToLongFunction<Dossier> amount;

  DossierCohort(ToLongFunction<Dossier> amount) {
    this.amount = amount;
  }

  /**
   * Counts the dossier.
   *
   * @param sign 1, or -1 to take it out again
   */
  static void count(Dossier dossier, CohortDay cohort, int sign) {
    boolean declined = dossier.outcome() == Dossier.Outcome.DECLINED;
    int last = declined ? DECLINED.ordinal() : ALL.length - 1;
    for (int i = 0; i <= last; i++) {
      cohort.add(ALL[i], sign * ALL[i].amount.applyAsLong(dossier));
    }
  }

  private static ToLongFunction<Dossier> when(Predicate<Dossier> condition) {
    return dossier -> condition.test(dossier) ? 1 : 0;
  }

  private static ToLongFunction<Dossier> outcome(Dossier.Outcome outcome) {
    return when(dossier -> dossier.outcome() == outcome);
  }

  /** Each of the facts is known, and true. */
  private static ToLongFunction<Dossier> whenTrue(DossierFact... facts) {
    return when(
        dossier -> {
          for (DossierFact fact : facts) {
            if (!dossier.is(fact)) {
              return false;
            }
          }
          return true;
        });
  }
}
