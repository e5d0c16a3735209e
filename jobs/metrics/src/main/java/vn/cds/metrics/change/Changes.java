package vn.cds.metrics.change;

import java.util.UUID;
import vn.cds.contract.code.Gateway;
import vn.cds.contract.code.Medium;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.runtime.kafka.InputRecord;

/** Events of the contract in the form in which they are counted. */
public final class Changes {
  private static final int DOCUMENT_FACTS = DocumentFact.values().length;
  private static final int PAYMENT_FACTS = PaymentFact.values().length;
  private static final int PROCEDURE_DIGITS = 1_000_000;

  private Changes() {}

  public static Change of(DocumentEvent event, InputRecord record) {
    FactWriter facts =
        new FactWriter(DOCUMENT_FACTS)
            .put(DocumentFact.SENT_AT, event.sentAt())
            .put(DocumentFact.DIRECTION, event.direction().code());
    Medium medium = event.medium();
    if (medium != null) {
      facts.put(DocumentFact.MEDIUM, medium.code());
    }
    facts
        .put(DocumentFact.SECRET, event.secret())
        .put(DocumentFact.SIGNED_PERSONALLY, event.signedPersonally())
        .put(DocumentFact.SIGNED_BY_ORGANISATION, event.signedByOrganisation())
        .put(DocumentFact.DUE_AT, event.dueAt());
    return change(event, event.entityKey(), null, event.status().code(), record, facts);
  }

  public static Change of(PaymentEvent event, InputRecord record) {
    return change(event, event.paymentId(), null, event.status().code(), record, facts(event));
  }

  /** The payment as a part of the dossier it pays for; null when it names none. */
  public static Change ofDossier(PaymentEvent event, InputRecord record) {
    return event.dossierCode() == null
        ? null
        : change(
            event,
            event.dossierCode(),
            event.paymentId(),
            event.status().code(),
            record,
            facts(event));
  }

  private static FactWriter facts(PaymentEvent event) {
    FactWriter facts =
        new FactWriter(PAYMENT_FACTS)
            .put(PaymentFact.STARTED_AT, event.startedAt())
            .put(PaymentFact.CATEGORY, event.category().code())
            .put(PaymentFact.METHOD, event.method().code())
            .put(PaymentFact.AMOUNT_VND, event.amountVnd());
    Gateway gateway = event.gateway();
    if (gateway != null) {
      facts.put(PaymentFact.GATEWAY, gateway.code());
    }
    return facts.put(PaymentFact.PAYER_HIGH, PaymentFact.PAYER_LOW, event.payerId());
  }

  public static Change of(ServiceRequestEvent event, InputRecord record) {
    return change(
        event, event.dossierCode(), null, event.status().code(), record, DossierFact.of(event));
  }

  private static Change change(
      Event event,
      String entityKey,
      String part,
      int status,
      InputRecord record,
      FactWriter facts) {
    UUID id = event.eventId();
    return new Change(
        event.stream(),
        event.communeCode(),
        entityKey,
        part,
        record.partition(),
        record.offset(),
        record.appendTime(),
        id.getMostSignificantBits(),
        id.getLeastSignificantBits(),
        event.contentHash(),
        event.occurredAt().word(),
        status,
        event.startedAt().word(),
        facts.present(),
        facts.values(),
        event.retracted(),
        record.imported());
  }

  /** {@code 1.004616} as 1004616; the contract's pattern has been checked. */
  static int procedureNumber(String code) {
    return (code.charAt(0) - '0') * PROCEDURE_DIGITS + Integer.parseInt(code, 2, code.length(), 10);
  }

  /** The inverse of {@link #procedureNumber}. */
  public static String procedureCode(long number) {
    long digits = number % PROCEDURE_DIGITS;
    String tail = Long.toString(PROCEDURE_DIGITS + digits).substring(1);
    return number / PROCEDURE_DIGITS + "." + tail;
  }
}
