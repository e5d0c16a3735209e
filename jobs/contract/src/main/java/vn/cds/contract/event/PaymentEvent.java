package vn.cds.contract.event;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import vn.cds.contract.code.Gateway;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.time.TimeOrDay;

/**
 * One status of one payment (thanh toán). Components stand in the order of docs/contract.md; an
 * optional one is null when absent.
 *
 * @param eventId the same for every copy of the event, different for every other event
 * @param occurredAt event time: when this status began, to the millisecond
 * @param communeCode five digits
 * @param status the status that began
 * @param paymentId id of the payment at its source
 * @param startedAt its local day is the cohort day
 * @param category what is paid for
 * @param method how it is paid
 * @param amountVnd amount in VND
 * @param gateway gateway of an online payment; null: unknown
 * @param dossierCode dossier the payment belongs to, handled by the same commune; null: unknown
 * @param payerId opaque surrogate of the household, only to count distinct payers; null: unknown
 * @param retracted whether the record takes the event with this id back
 */
public record PaymentEvent(
    UUID eventId,
    TimeOrDay occurredAt,
    String communeCode,
    PaymentStatus status,
    String paymentId,
    TimeOrDay startedAt,
    PaymentCategory category,
    PaymentMethod method,
    long amountVnd,
    Gateway gateway,
    String dossierCode,
    UUID payerId,
    boolean retracted)
    implements Event {

  /**
   * Refuses a null in a required component; nothing else is checked here but in {@link
   * EventDecoder}.
   */
  public PaymentEvent {
    Objects.requireNonNull(eventId, "eventId");
    Objects.requireNonNull(occurredAt, "occurredAt");
    Objects.requireNonNull(communeCode, "communeCode");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(paymentId, "paymentId");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(method, "method");
  }

  @Override
  public EventStream stream() {
    return EventStream.PAYMENTS;
  }

  /** The payment id. */
  @Override
  public String entityKey() {
    return paymentId;
  }

  @Override
  public PaymentEvent retraction() {
    return toBuilder().retracted(true).build();
  }

  @Override
  public int contentHash() {
    long hash = ContentHash.START;
    hash = ContentHash.add(hash, occurredAt);
    hash = ContentHash.add(hash, communeCode);
    hash = ContentHash.add(hash, status);
    hash = ContentHash.add(hash, paymentId);
    hash = ContentHash.add(hash, startedAt);
    hash = ContentHash.add(hash, category);
    hash = ContentHash.add(hash, method);
    hash = ContentHash.add(hash, amountVnd);
    hash = ContentHash.add(hash, gateway);
    hash = ContentHash.add(hash, dossierCode);
    hash = ContentHash.add(hash, payerId);
    return ContentHash.fold(hash);
  }

  /** A builder without any value. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder with the values of this event. */
  public Builder toBuilder() {
    return new Builder()
        .eventId(eventId)
        .occurredAt(occurredAt)
        .communeCode(communeCode)
        .status(status)
        .paymentId(paymentId)
        .startedAt(startedAt)
        .category(category)
        .method(method)
        .amountVnd(amountVnd)
        .gateway(gateway)
        .dossierCode(dossierCode)
        .payerId(payerId)
        .retracted(retracted);
  }

  /**
   * Collects the values of an event; {@link #build()} refuses when a required one is missing. Not
   * thread-safe.
   */
  public static final class Builder {
    private UUID eventId;
    private TimeOrDay occurredAt;
    private String communeCode;
    private PaymentStatus status;
    private String paymentId;
    private TimeOrDay startedAt;
    private PaymentCategory category;
    private PaymentMethod method;
    private Long amountVnd;
    private Gateway gateway;
    private String dossierCode;
    private UUID payerId;
    private boolean retracted;

    private Builder() {}

    /** The same for every copy of the event, different for every other event. */
    public Builder eventId(UUID eventId) {
      this.eventId = eventId;
      return this;
    }

    /** Event time: when this status began, to the millisecond. */
    public Builder occurredAt(TimeOrDay occurredAt) {
      this.occurredAt = occurredAt;
      return this;
    }

    /** A time; see {@link #occurredAt(TimeOrDay)}. */
    public Builder occurredAt(Instant occurredAt) {
      return occurredAt(occurredAt == null ? null : TimeOrDay.at(occurredAt));
    }

    /** Five digits. */
    public Builder communeCode(String communeCode) {
      this.communeCode = communeCode;
      return this;
    }

    /** The status that began. */
    public Builder status(PaymentStatus status) {
      this.status = status;
      return this;
    }

    /** Id of the payment at its source. */
    public Builder paymentId(String paymentId) {
      this.paymentId = paymentId;
      return this;
    }

    /** Its local day is the cohort day. */
    public Builder startedAt(TimeOrDay startedAt) {
      this.startedAt = startedAt;
      return this;
    }

    /** A time; see {@link #startedAt(TimeOrDay)}. */
    public Builder startedAt(Instant startedAt) {
      return startedAt(startedAt == null ? null : TimeOrDay.at(startedAt));
    }

    /** What is paid for. */
    public Builder category(PaymentCategory category) {
      this.category = category;
      return this;
    }

    /** How it is paid. */
    public Builder method(PaymentMethod method) {
      this.method = method;
      return this;
    }

    /** Amount in VND. */
    public Builder amountVnd(long amountVnd) {
      this.amountVnd = amountVnd;
      return this;
    }

    /** Gateway of an online payment; null: unknown. */
    public Builder gateway(Gateway gateway) {
      this.gateway = gateway;
      return this;
    }

    /** Dossier the payment belongs to, handled by the same commune; null: unknown. */
    public Builder dossierCode(String dossierCode) {
      this.dossierCode = dossierCode;
      return this;
    }

    /** Opaque surrogate of the household, only to count distinct payers; null: unknown. */
    public Builder payerId(UUID payerId) {
      this.payerId = payerId;
      return this;
    }

    /** Whether the record takes the event with this id back. */
    public Builder retracted(boolean retracted) {
      this.retracted = retracted;
      return this;
    }

    /**
     * The event.
     *
     * @throws NullPointerException naming the required value that is missing
     */
    public PaymentEvent build() {
      return new PaymentEvent(
          eventId,
          occurredAt,
          communeCode,
          status,
          paymentId,
          startedAt,
          category,
          method,
          Objects.requireNonNull(amountVnd, "amountVnd"),
          gateway,
          dossierCode,
          payerId,
          retracted);
    }
  }
}
