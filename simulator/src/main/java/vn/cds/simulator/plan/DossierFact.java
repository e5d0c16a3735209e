package vn.cds.simulator.plan;

import java.util.function.BiConsumer;
import java.util.function.Predicate;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.simulator.random.SeededRandom;

/**
 * Facts that the source of a dossier says, each true with a share of its commune. Append only: a
 * further fact then changes nothing else in the events of a seed.
 */
public enum DossierFact {
  DIGITISED("digitised", When.ENDED, ServiceRequestEvent.Builder::attachmentsDigitised),
  REUSED("reused", When.WORKED_ON, ServiceRequestEvent.Builder::componentReused),
  PERSONAL_STORE("personal-store", When.WORKED_ON, ServiceRequestEvent.Builder::personalStore),
  VERIFIED("verified", When.OPENED, ServiceRequestEvent.Builder::identityVerified),
  OUTSIDE_TERRITORY(
      "outside-territory", When.OPENED, ServiceRequestEvent.Builder::outsideTerritory);

  /** Which event of a dossier says it. */
  public enum When {
    /** The first one, which says all that was known then. */
    OPENED,
    /** When work on it begins. */
    WORKED_ON,
    /** When its result is there. */
    ENDED
  }

  private static final DossierFact[] ALL = values();

  private final String key;
  private final When when;
  private final BiConsumer<ServiceRequestEvent.Builder, Boolean> setter;

  DossierFact(String key, When when, BiConsumer<ServiceRequestEvent.Builder, Boolean> setter) {
    this.key = key;
    this.when = when;
    this.setter = setter;
  }

  /** The range of the communes' shares in the file of a scenario. */
  String setting() {
    return "share." + key;
  }

  /**
   * The random for this fact of a commune or of a dossier.
   *
   * @param shared the random numbers of the commune or dossier, from which the first facts draw in
   *     their order
   * @param code of the commune or dossier
   */
  SeededRandom random(SeededRandom shared, long seed, String code) {
    return compareTo(VERIFIED) <= 0 ? shared : SeededRandom.of(seed, key + " " + code, 0);
  }

  /**
   * Puts into an event what its source says of the dossier.
   *
   * @param now which facts this event says
   * @param random of the dossier
   * @param code of the dossier
   */
  public static void say(
      ServiceRequestEvent.Builder event,
      Predicate<When> now,
      Commune commune,
      SeededRandom random,
      String code) {
    for (DossierFact fact : ALL) {
      if (now.test(fact.when)) {
        double share = commune.facts().get(fact);
        fact.setter.accept(event, fact.random(random, commune.seed(), code).chance(share));
      }
    }
  }
}
