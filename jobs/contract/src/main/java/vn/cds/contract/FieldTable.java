package vn.cds.contract;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The listed fields of one kind of record, in the order of docs/contract.md: the one place that
 * decoder, encoder and dead letters take names, types and limits from. The JSON Schemas say the
 * same; a test compares them.
 *
 * @param fields in the order of docs/contract.md, the common ones first
 * @param assembler makes what a record holds of the values of the fields, which stand in the same
 *     order
 */
record FieldTable<E>(List<Field<E>> fields, Function<Object[], E> assembler) {

  static final long MAXIMUM_VND = 1_000_000_000_000_000L;

  static final FieldTable<DocumentEvent> DOCUMENTS =
      new FieldTable<>(
          withCommonFields(
              DocumentStatus.values(),
              Field.requiredText("issuer_code", TextPattern.ISSUER_CODE, DocumentEvent::issuerCode),
              Field.requiredText(
                  "document_number", TextPattern.DOCUMENT_NUMBER, DocumentEvent::documentNumber),
              Field.required("document_date", Field.Type.DATE, DocumentEvent::documentDate),
              Field.requiredEnum("direction", Direction.values(), DocumentEvent::direction),
              Field.required("sent_at", Field.Type.TIME_OR_DAY, DocumentEvent::sentAt),
              Field.optionalEnum("medium", Medium.values(), DocumentEvent::medium),
              Field.optional("secret", Field.Type.BOOLEAN, DocumentEvent::secret),
              Field.optional(
                  "signed_personally", Field.Type.BOOLEAN, DocumentEvent::signedPersonally),
              Field.optional(
                  "signed_by_organisation",
                  Field.Type.BOOLEAN,
                  DocumentEvent::signedByOrganisation),
              Field.optional("due_at", Field.Type.TIME_OR_DAY, DocumentEvent::dueAt)),
          v ->
              new DocumentEvent(
                  (UUID) v[1],
                  (TimeOrDay) v[2],
                  (String) v[3],
                  (DocumentStatus) v[4],
                  (String) v[5],
                  (String) v[6],
                  (LocalDate) v[7],
                  (Direction) v[8],
                  (TimeOrDay) v[9],
                  (Medium) v[10],
                  (Boolean) v[11],
                  (Boolean) v[12],
                  (Boolean) v[13],
                  (TimeOrDay) v[14],
                  Boolean.TRUE.equals(v[15])));

  static final FieldTable<ServiceRequestEvent> SERVICE_REQUESTS =
      new FieldTable<>(
          withCommonFields(
              ServiceRequestStatus.values(),
              Field.requiredText(
                  "dossier_code", TextPattern.DOSSIER_CODE, ServiceRequestEvent::dossierCode),
              Field.requiredText(
                  "procedure_code", TextPattern.PROCEDURE_CODE, ServiceRequestEvent::procedureCode),
              Field.required(
                  "submitted_at", Field.Type.TIME_OR_DAY, ServiceRequestEvent::submittedAt),
              Field.optionalEnum("level", ServiceLevel.values(), ServiceRequestEvent::level),
              Field.optionalEnum("channel", Channel.values(), ServiceRequestEvent::channel),
              Field.optional(
                  "accepted_at", Field.Type.TIME_OR_DAY, ServiceRequestEvent::acceptedAt),
              Field.optional("due_at", Field.Type.TIME_OR_DAY, ServiceRequestEvent::dueAt),
              Field.optional(
                  "previous_due_at", Field.Type.TIME_OR_DAY, ServiceRequestEvent::previousDueAt),
              Field.optional("done_at", Field.Type.TIME_OR_DAY, ServiceRequestEvent::doneAt),
              Field.optionalInteger(
                  "handling_limit_hours", 1, 10_000, ServiceRequestEvent::handlingLimitHours),
              Field.optional(
                  "attachments_digitised",
                  Field.Type.BOOLEAN,
                  ServiceRequestEvent::attachmentsDigitised),
              Field.optional(
                  "component_reused", Field.Type.BOOLEAN, ServiceRequestEvent::componentReused),
              Field.optional(
                  "personal_store", Field.Type.BOOLEAN, ServiceRequestEvent::personalStore),
              Field.optional(
                  "identity_verified", Field.Type.BOOLEAN, ServiceRequestEvent::identityVerified),
              Field.optional(
                  "result_required", Field.Type.BOOLEAN, ServiceRequestEvent::resultRequired),
              Field.optional(
                  "electronic_result", Field.Type.BOOLEAN, ServiceRequestEvent::electronicResult),
              Field.optional("fee_due_vnd", Field.Type.MONEY, ServiceRequestEvent::feeDueVnd),
              Field.optional("satisfied", Field.Type.BOOLEAN, ServiceRequestEvent::satisfied),
              Field.optional(
                  "synchronised_at", Field.Type.TIME_OR_DAY, ServiceRequestEvent::synchronisedAt)),
          v ->
              new ServiceRequestEvent(
                  (UUID) v[1],
                  (TimeOrDay) v[2],
                  (String) v[3],
                  (ServiceRequestStatus) v[4],
                  (String) v[5],
                  (String) v[6],
                  (TimeOrDay) v[7],
                  (ServiceLevel) v[8],
                  (Channel) v[9],
                  (TimeOrDay) v[10],
                  (TimeOrDay) v[11],
                  (TimeOrDay) v[12],
                  (TimeOrDay) v[13],
                  (Integer) v[14],
                  (Boolean) v[15],
                  (Boolean) v[16],
                  (Boolean) v[17],
                  (Boolean) v[18],
                  (Boolean) v[19],
                  (Boolean) v[20],
                  (Long) v[21],
                  (Boolean) v[22],
                  (TimeOrDay) v[23],
                  Boolean.TRUE.equals(v[24])));

  static final FieldTable<PaymentEvent> PAYMENTS =
      new FieldTable<>(
          withCommonFields(
              PaymentStatus.values(),
              Field.requiredText("payment_id", TextPattern.PAYMENT_ID, PaymentEvent::paymentId),
              Field.required("started_at", Field.Type.TIME_OR_DAY, PaymentEvent::startedAt),
              Field.requiredEnum("category", PaymentCategory.values(), PaymentEvent::category),
              Field.requiredEnum("method", PaymentMethod.values(), PaymentEvent::method),
              Field.required("amount_vnd", Field.Type.MONEY, PaymentEvent::amountVnd),
              Field.optionalEnum("gateway", Gateway.values(), PaymentEvent::gateway),
              Field.optionalText(
                  "dossier_code", TextPattern.DOSSIER_CODE, PaymentEvent::dossierCode),
              Field.optional("payer_id", Field.Type.UUID, PaymentEvent::payerId)),
          v ->
              new PaymentEvent(
                  (UUID) v[1],
                  (TimeOrDay) v[2],
                  (String) v[3],
                  (PaymentStatus) v[4],
                  (String) v[5],
                  (TimeOrDay) v[6],
                  (PaymentCategory) v[7],
                  (PaymentMethod) v[8],
                  (Long) v[9],
                  (Gateway) v[10],
                  (String) v[11],
                  (UUID) v[12],
                  Boolean.TRUE.equals(v[13])));

  static final FieldTable<DeclaredFigure> DECLARED_FIGURES =
      new FieldTable<>(
          List.of(
              Field.required(
                  "schema_version", Field.Type.VERSION, figure -> DeclaredFigure.SCHEMA_VERSION),
              Field.required("declaration_id", Field.Type.UUID, DeclaredFigure::declarationId),
              Field.required("declared_at", Field.Type.TIME, DeclaredFigure::declaredAt),
              Field.requiredEnum("unit_level", UnitLevel.values(), DeclaredFigure::unitLevel),
              Field.requiredText("unit", TextPattern.UNIT, DeclaredFigure::unit),
              Field.requiredText("figure", TextPattern.FIGURE, DeclaredFigure::figure),
              Field.requiredText("period", TextPattern.PERIOD, DeclaredFigure::period),
              Field.optional("value", Field.Type.NUMBER, DeclaredFigure::value),
              Field.optional("numerator", Field.Type.NUMBER, DeclaredFigure::numerator),
              Field.optional("denominator", Field.Type.NUMBER, DeclaredFigure::denominator),
              Field.required("observed_on", Field.Type.DATE, DeclaredFigure::observedOn),
              Field.requiredText("document", TextPattern.LINE, DeclaredFigure::document),
              Field.requiredText("office", TextPattern.LINE, DeclaredFigure::office)),
          v ->
              new DeclaredFigure(
                  (UUID) v[1],
                  (Instant) v[2],
                  (UnitLevel) v[3],
                  (String) v[4],
                  (String) v[5],
                  (String) v[6],
                  (BigDecimal) v[7],
                  (BigDecimal) v[8],
                  (BigDecimal) v[9],
                  (LocalDate) v[10],
                  (String) v[11],
                  (String) v[12]));

  /** The values of the fields, in their order; null where absent. */
  Object[] values(E record) {
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields.get(i).accessor().apply(record);
    }
    return values;
  }

  /** The table of a stream. */
  static FieldTable<? extends Event> of(EventStream stream) {
    return switch (stream) {
      case DOCUMENTS -> DOCUMENTS;
      case PAYMENTS -> PAYMENTS;
      case SERVICE_REQUESTS -> SERVICE_REQUESTS;
    };
  }

  @SafeVarargs
  private static <E extends Event> List<Field<E>> withCommonFields(
      Status[] statuses, Field<E>... own) {
    List<Field<E>> fields = new ArrayList<>();
    fields.add(Field.required("schema_version", Field.Type.VERSION, event -> Event.SCHEMA_VERSION));
    fields.add(Field.required("event_id", Field.Type.UUID, Event::eventId));
    fields.add(Field.required("occurred_at", Field.Type.TIME_OR_DAY, Event::occurredAt));
    fields.add(Field.requiredText("commune_code", TextPattern.COMMUNE_CODE, Event::communeCode));
    fields.add(Field.requiredEnum("status", statuses, Event::status));
    fields.addAll(List.of(own));
    fields.add(
        Field.optional(
            "retracted", Field.Type.BOOLEAN, event -> event.retracted() ? Boolean.TRUE : null));
    return List.copyOf(fields);
  }
}
