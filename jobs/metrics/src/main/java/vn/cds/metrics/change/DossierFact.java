package vn.cds.metrics.change;

import java.util.function.Function;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.ServiceLevel;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.TimeOrDay;

/**
 * Facts of a dossier, each with what an event says of it. The order is part of the state format:
 * append only.
 */
public enum DossierFact {
  SUBMITTED_AT(time(ServiceRequestEvent::submittedAt)),
  /** {@code 1.004616} as 1004616. */
  PROCEDURE(number(event -> Changes.procedureNumber(event.procedureCode()))),
  LEVEL(number(DossierFact::level)),
  CHANNEL(number(DossierFact::channel)),
  ACCEPTED_AT(time(ServiceRequestEvent::acceptedAt)),
  DUE_AT(time(ServiceRequestEvent::dueAt)),
  DONE_AT(time(ServiceRequestEvent::doneAt)),
  HANDLING_LIMIT_HOURS(number(ServiceRequestEvent::handlingLimitHours)),
  ATTACHMENTS_DIGITISED(flag(ServiceRequestEvent::attachmentsDigitised)),
  COMPONENT_REUSED(flag(ServiceRequestEvent::componentReused)),
  PERSONAL_STORE(flag(ServiceRequestEvent::personalStore)),
  IDENTITY_VERIFIED(flag(ServiceRequestEvent::identityVerified)),
  RESULT_REQUIRED(flag(ServiceRequestEvent::resultRequired)),
  ELECTRONIC_RESULT(flag(ServiceRequestEvent::electronicResult)),
  FEE_DUE_VND(number(ServiceRequestEvent::feeDueVnd)),
  SATISFIED(flag(ServiceRequestEvent::satisfied)),
  SYNCHRONISED_AT(time(ServiceRequestEvent::synchronisedAt)),
  OUTSIDE_TERRITORY(flag(ServiceRequestEvent::outsideTerritory));

  /** Puts what the event says; nothing when it says nothing. */
  private interface Source {
    void put(FactWriter facts, DossierFact fact, ServiceRequestEvent event);
  }

  private static final DossierFact[] ALL = values();

  private final Source source;

  DossierFact(Source source) {
    this.source = source;
  }

  /** All that the event says. */
  static FactWriter of(ServiceRequestEvent event) {
    FactWriter facts = new FactWriter(ALL.length);
    for (DossierFact fact : ALL) {
      fact.source.put(facts, fact, event);
    }
    return facts;
  }

  private static Source time(Function<ServiceRequestEvent, TimeOrDay> value) {
    return (facts, fact, event) -> facts.put(fact, value.apply(event));
  }

  private static Source number(Function<ServiceRequestEvent, Number> value) {
    return (facts, fact, event) -> facts.put(fact, value.apply(event));
  }

  private static Source flag(Function<ServiceRequestEvent, Boolean> value) {
    return (facts, fact, event) -> facts.put(fact, value.apply(event));
  }

  private static Integer level(ServiceRequestEvent event) {
    ServiceLevel level = event.level();
    return level == null ? null : (Integer) level.code();
  }

  private static Integer channel(ServiceRequestEvent event) {
    Channel channel = event.channel();
    return channel == null ? null : (Integer) channel.code();
  }
}
