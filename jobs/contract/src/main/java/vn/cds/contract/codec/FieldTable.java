package vn.cds.contract.codec;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.Direction;
import vn.cds.contract.code.DocumentStatus;
import vn.cds.contract.code.Gateway;
import vn.cds.contract.code.Medium;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceLevel;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.code.Status;
import vn.cds.contract.code.UnitLevel;
import vn.cds.contract.event.DeclaredFigure;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.text.TextPattern;
import vn.cds.contract.time.TimeOrDay;

/**
 * The listed fields of one kind of record, in the order of docs/contract.md: the one place that
 * decoder, encoder and dead letters take names, types and limits from. The JSON Schemas are written
 * from it, see SchemaTest.
 *
 * @param fields in the order of docs/contract.md, the common ones first
 * @param assembler makes what a record holds of the values of the fields, which stand in the same
 *     order
 */
public record FieldTable<E>(List<Field<E>> fields, Function<Object[], E> assembler) {

  public static final long MAXIMUM_VND = 1_000_000_000_000_000L;

  static final FieldTable<DocumentEvent> DOCUMENTS =
      new FieldTable<>(
          withCommonFields(
              DocumentStatus.values(),
              "arrived (01, đã đến), refused (02, từ chối nhận), received (03, đã tiếp "
                  + "nhận), assigned (04, phân công), in_progress (05, đang xử lý), done (06, "
                  + "hoàn thành), recalled (13, lấy lại), update_accepted (15, đồng ý cập "
                  + "nhật), update_refused (16, từ chối cập nhật).",
              Field.requiredText(
                  "issuer_code",
                  TextPattern.ISSUER_CODE,
                  DocumentEvent::issuerCode,
                  "Code of the issuing organisation."),
              Field.requiredText(
                  "document_number",
                  TextPattern.DOCUMENT_NUMBER,
                  DocumentEvent::documentNumber,
                  "Number and symbol of the document."),
              Field.required(
                  "document_date",
                  Field.Type.DATE,
                  DocumentEvent::documentDate,
                  "Date on the document."),
              Field.requiredEnum(
                  "direction",
                  Direction.values(),
                  DocumentEvent::direction,
                  "Seen from the commune. incoming (1, văn bản đến), outgoing (2, văn bản đi)."),
              Field.required(
                  "sent_at",
                  Field.Type.TIME_OR_DAY,
                  DocumentEvent::sentAt,
                  "When the exchange began; its local day is the cohort day. Not after "
                      + "occurred_at."),
              Field.optionalEnum(
                  "medium",
                  Medium.values(),
                  DocumentEvent::medium,
                  "Absent: paper. electronic (1, văn bản điện tử), paper (2, văn bản giấy)."),
              Field.optional(
                  "secret",
                  Field.Type.BOOLEAN,
                  DocumentEvent::secret,
                  "Secret documents are left out of every ratio."),
              Field.optional(
                  "signed_personally",
                  Field.Type.BOOLEAN,
                  DocumentEvent::signedPersonally,
                  "Carries a personal digital signature."),
              Field.optional(
                  "signed_by_organisation",
                  Field.Type.BOOLEAN,
                  DocumentEvent::signedByOrganisation,
                  "Carries the organisation's digital signature."),
              Field.optional(
                  "due_at", Field.Type.TIME_OR_DAY, DocumentEvent::dueAt, "When it is due.")),
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
              "registered (1, mới đăng ký), accepted (2, được tiếp nhận), refused (3, "
                  + "không được tiếp nhận), in_progress (4, đang xử lý), supplement_requested "
                  + "(5, yêu cầu bổ sung giấy tờ), fee_requested (6, yêu cầu thực hiện nghĩa "
                  + "vụ tài chính), withdrawn (7, công dân yêu cầu rút hồ sơ), stopped (8, "
                  + "dừng xử lý), done (9, đã xử lý xong), result_returned (10, đã trả kết "
                  + "quả).",
              Field.requiredText(
                  "dossier_code",
                  TextPattern.DOSSIER_CODE,
                  ServiceRequestEvent::dossierCode,
                  "Code of the dossier."),
              Field.requiredText(
                  "procedure_code",
                  TextPattern.PROCEDURE_CODE,
                  ServiceRequestEvent::procedureCode,
                  "Code of the administrative procedure."),
              Field.required(
                  "submitted_at",
                  Field.Type.TIME_OR_DAY,
                  ServiceRequestEvent::submittedAt,
                  "Its local day is the day received, the cohort day. Not after occurred_at."),
              Field.optionalEnum(
                  "level",
                  ServiceLevel.values(),
                  ServiceRequestEvent::level,
                  "Level of the online public service. full (1, toàn trình), partial (2, một "
                      + "phần)."),
              Field.optionalEnum(
                  "channel",
                  Channel.values(),
                  ServiceRequestEvent::channel,
                  "Absent: the counter. counter (1, trực tiếp), online (2, trực tuyến), postal "
                      + "(3, bưu chính công ích)."),
              Field.optional(
                  "accepted_at",
                  Field.Type.TIME_OR_DAY,
                  ServiceRequestEvent::acceptedAt,
                  "When it was accepted; not before submitted_at."),
              Field.optional(
                  "due_at",
                  Field.Type.TIME_OR_DAY,
                  ServiceRequestEvent::dueAt,
                  "The due time known now; a prolongation sends a new one."),
              Field.optional(
                  "previous_due_at",
                  Field.Type.TIME_OR_DAY,
                  ServiceRequestEvent::previousDueAt,
                  "The due time that due_at replaces; informative."),
              Field.optional(
                  "done_at",
                  Field.Type.TIME_OR_DAY,
                  ServiceRequestEvent::doneAt,
                  "When it was done; not before submitted_at, not more than 5 minutes after the "
                      + "append time."),
              Field.optionalInteger(
                  "handling_limit_hours",
                  1,
                  10_000,
                  ServiceRequestEvent::handlingLimitHours,
                  "The procedure's limit in working hours, used when there is no due_at."),
              Field.optional(
                  "attachments_digitised",
                  Field.Type.BOOLEAN,
                  ServiceRequestEvent::attachmentsDigitised,
                  "The attachments are digitised."),
              Field.optional(
                  "component_reused",
                  Field.Type.BOOLEAN,
                  ServiceRequestEvent::componentReused,
                  "A digitised component was re-used."),
              Field.optional(
                  "personal_store",
                  Field.Type.BOOLEAN,
                  ServiceRequestEvent::personalStore,
                  "Taken from, or saved to, the citizen's personal store."),
              Field.optional(
                  "identity_verified",
                  Field.Type.BOOLEAN,
                  ServiceRequestEvent::identityVerified,
                  "Account verified by VNeID."),
              Field.optional(
                  "result_required",
                  Field.Type.BOOLEAN,
                  ServiceRequestEvent::resultRequired,
                  "A written result is due."),
              Field.optional(
                  "electronic_result",
                  Field.Type.BOOLEAN,
                  ServiceRequestEvent::electronicResult,
                  "An electronic result file exists."),
              Field.optional(
                  "fee_due_vnd",
                  Field.Type.MONEY,
                  ServiceRequestEvent::feeDueVnd,
                  "Fee due in VND."),
              Field.optional(
                  "satisfied",
                  Field.Type.BOOLEAN,
                  ServiceRequestEvent::satisfied,
                  "The citizen is satisfied."),
              Field.optional(
                  "synchronised_at",
                  Field.Type.TIME_OR_DAY,
                  ServiceRequestEvent::synchronisedAt,
                  "When the national portal acknowledged it."),
              Field.optional(
                  "outside_territory",
                  Field.Type.BOOLEAN,
                  ServiceRequestEvent::outsideTerritory,
                  "Handed in outside the commune it belongs to.")),
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
                  (Boolean) v[24],
                  Boolean.TRUE.equals(v[25])));

  static final FieldTable<PaymentEvent> PAYMENTS =
      new FieldTable<>(
          withCommonFields(
              PaymentStatus.values(),
              "started (1, khởi tạo), succeeded (2, thành công), failed (3, thất bại), "
                  + "reversed (4, hoàn trả), mismatched (5, lệch đối soát).",
              Field.requiredText(
                  "payment_id",
                  TextPattern.PAYMENT_ID,
                  PaymentEvent::paymentId,
                  "Id of the payment at its source."),
              Field.required(
                  "started_at",
                  Field.Type.TIME_OR_DAY,
                  PaymentEvent::startedAt,
                  "When the payment began; its local day is the cohort day. Not after "
                      + "occurred_at."),
              Field.requiredEnum(
                  "category",
                  PaymentCategory.values(),
                  PaymentEvent::category,
                  "What is paid for. fee (1, phí), charge (2, lệ phí), tax (3, thuế), tuition "
                      + "(4, học phí), hospital_fee (5, viện phí), electricity (6, tiền điện), water "
                      + "(7, tiền nước), fine (8, tiền phạt), social_insurance (9, bảo hiểm xã hội)."),
              Field.requiredEnum(
                  "method",
                  PaymentMethod.values(),
                  PaymentEvent::method,
                  "How it is paid. qr (1, Mã QR), card (2, thẻ), wallet (3, ví điện tử), "
                      + "transfer (4, chuyển khoản), mobile_money (5, Mobile Money), cash (6, tiền "
                      + "mặt)."),
              Field.required(
                  "amount_vnd", Field.Type.MONEY, PaymentEvent::amountVnd, "Amount in VND."),
              Field.optionalEnum(
                  "gateway",
                  Gateway.values(),
                  PaymentEvent::gateway,
                  "Gateway of an online payment. national (1, cổng thanh toán của Cổng Dịch vụ "
                      + "công quốc gia), provincial (2, cổng thanh toán của bộ, tỉnh)."),
              Field.optionalText(
                  "dossier_code",
                  TextPattern.DOSSIER_CODE,
                  PaymentEvent::dossierCode,
                  "Code of the dossier."),
              Field.optional(
                  "payer_id",
                  Field.Type.UUID,
                  PaymentEvent::payerId,
                  "An opaque surrogate of the household made by the source, used only to count "
                      + "distinct payers.")),
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

  public static final FieldTable<DeclaredFigure> DECLARED_FIGURES =
      new FieldTable<>(
          List.of(
              Field.required(
                  "schema_version",
                  Field.Type.VERSION,
                  figure -> DeclaredFigure.SCHEMA_VERSION,
                  "Version of the contract."),
              Field.required(
                  "declaration_id",
                  Field.Type.UUID,
                  DeclaredFigure::declarationId,
                  "The same for every copy of the declaration, different for every other one."),
              Field.required(
                  "declared_at",
                  Field.Type.TIME,
                  DeclaredFigure::declaredAt,
                  "When the office declared it. Not more than 5 minutes after the append time, "
                      + "kept in milliseconds."),
              Field.requiredEnum(
                  "unit_level",
                  UnitLevel.values(),
                  DeclaredFigure::unitLevel,
                  "What kind of unit it is about. commune (1, xã, phường, đặc khu), "
                      + "former-commune (2, xã trước 1/7/2025), former-district (3, huyện), province "
                      + "(4, tỉnh), former-province (5, tỉnh trước 1/7/2025), country (6, cả nước)."),
              Field.requiredText(
                  "unit",
                  TextPattern.UNIT,
                  DeclaredFigure::unit,
                  "Code of the unit; a former commune is DISTRICT CODE/full name, the country "
                      + "VN. It existed on observed_on."),
              Field.requiredText(
                  "figure",
                  TextPattern.FIGURE,
                  DeclaredFigure::figure,
                  "Id of the figure in figures.csv."),
              Field.requiredText(
                  "period",
                  TextPattern.PERIOD,
                  DeclaredFigure::period,
                  "A year, half-year, quarter, month or day."),
              Field.optional(
                  "value",
                  Field.Type.NUMBER,
                  DeclaredFigure::value,
                  "The number of a figure of the form value; yes-no: 1 or 0. At most 4 decimals."),
              Field.optional(
                  "numerator",
                  Field.Type.NUMBER,
                  DeclaredFigure::numerator,
                  "The numerator of a figure of the form ratio, or the rank. At most 4 decimals."),
              Field.optional(
                  "denominator",
                  Field.Type.NUMBER,
                  DeclaredFigure::denominator,
                  "The denominator of a figure of the form ratio, or of how many. Above 0, not "
                      + "below numerator. At most 4 decimals."),
              Field.required(
                  "observed_on",
                  Field.Type.DATE,
                  DeclaredFigure::observedOn,
                  "The local day on which it was true, not in the future."),
              Field.requiredText(
                  "document", TextPattern.LINE, DeclaredFigure::document, "The source document."),
              Field.requiredText(
                  "office", TextPattern.LINE, DeclaredFigure::office, "Who declares.")),
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
  public Object[] values(E record) {
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields.get(i).accessor().apply(record);
    }
    return values;
  }

  /** The table of a stream. */
  public static FieldTable<? extends Event> of(EventStream stream) {
    return switch (stream) {
      case DOCUMENTS -> DOCUMENTS;
      case PAYMENTS -> PAYMENTS;
      case SERVICE_REQUESTS -> SERVICE_REQUESTS;
    };
  }

  /**
   * The common fields, those of the stream, and {@code retracted}.
   *
   * @param meanings each status with its code and its Vietnamese name
   */
  @SafeVarargs
  private static <E extends Event> List<Field<E>> withCommonFields(
      Status[] statuses, String meanings, Field<E>... own) {
    List<Field<E>> fields = new ArrayList<>();
    fields.add(
        Field.required(
            "schema_version",
            Field.Type.VERSION,
            event -> Event.SCHEMA_VERSION,
            "Version of the contract."));
    fields.add(
        Field.required(
            "event_id",
            Field.Type.UUID,
            Event::eventId,
            "The same for every copy of the event, different for every other event. A "
                + "source without UUIDs uses UUIDv5 of its own key."));
    fields.add(
        Field.required(
            "occurred_at",
            Field.Type.TIME_OR_DAY,
            Event::occurredAt,
            "The event time: when this status began. Not more than 5 minutes after the "
                + "append time, not before 2000-01-01, kept in milliseconds."));
    fields.add(
        Field.requiredText(
            "commune_code",
            TextPattern.COMMUNE_CODE,
            Event::communeCode,
            "Five digits; in the roster and valid on the local day of occurred_at."));
    fields.add(
        Field.requiredEnum(
            "status", statuses, Event::status, "The status that began. " + meanings));
    fields.addAll(List.of(own));
    fields.add(
        Field.optional(
            "retracted",
            Field.Type.BOOLEAN,
            event -> event.retracted() ? Boolean.TRUE : null,
            "true: the record takes the event with this id back and repeats all its fields."));
    return List.copyOf(fields);
  }
}
