package vn.cds.contract.event;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import vn.cds.contract.code.Direction;
import vn.cds.contract.code.DocumentStatus;
import vn.cds.contract.code.Medium;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.time.TimeOrDay;

/**
 * One status of one document (văn bản), QĐ 28/2018/QĐ-TTg. Components stand in the order of
 * docs/contract.md; an optional one is null when absent.
 *
 * @param eventId the same for every copy of the event, different for every other event
 * @param occurredAt event time: when this status began, to the millisecond
 * @param communeCode five digits
 * @param status the status that began
 * @param issuerCode code of the issuing organisation
 * @param documentNumber number and symbol
 * @param documentDate date on the document
 * @param direction incoming or outgoing
 * @param sentAt when the exchange began; its local day is the cohort day
 * @param medium null: paper
 * @param secret secret documents are left out of every ratio; null: unknown
 * @param signedPersonally carries a personal digital signature; null: unknown
 * @param signedByOrganisation carries the organisation's digital signature; null: unknown
 * @param dueAt when it is due; null: unknown
 * @param retracted whether the record takes the event with this id back
 */
public record DocumentEvent(
    UUID eventId,
    TimeOrDay occurredAt,
    String communeCode,
    DocumentStatus status,
    String issuerCode,
    String documentNumber,
    LocalDate documentDate,
    Direction direction,
    TimeOrDay sentAt,
    Medium medium,
    Boolean secret,
    Boolean signedPersonally,
    Boolean signedByOrganisation,
    TimeOrDay dueAt,
    boolean retracted)
    implements Event {

  /**
   * Refuses a null in a required component; nothing else is checked here but in {@link
   * EventDecoder}.
   */
  public DocumentEvent {
    Objects.requireNonNull(eventId, "eventId");
    Objects.requireNonNull(occurredAt, "occurredAt");
    Objects.requireNonNull(communeCode, "communeCode");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(issuerCode, "issuerCode");
    Objects.requireNonNull(documentNumber, "documentNumber");
    Objects.requireNonNull(documentDate, "documentDate");
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(sentAt, "sentAt");
  }

  @Override
  public EventStream stream() {
    return EventStream.DOCUMENTS;
  }

  /** {@code issuer_code|document_number|document_date|direction}. */
  @Override
  public String entityKey() {
    return issuerCode + "|" + documentNumber + "|" + documentDate + "|" + direction.wireName();
  }

  /** {@link #sentAt()}. */
  @Override
  public TimeOrDay startedAt() {
    return sentAt;
  }

  @Override
  public DocumentEvent retraction() {
    return toBuilder().retracted(true).build();
  }

  @Override
  public int contentHash() {
    long hash = ContentHash.START;
    hash = ContentHash.add(hash, occurredAt);
    hash = ContentHash.add(hash, communeCode);
    hash = ContentHash.add(hash, status);
    hash = ContentHash.add(hash, issuerCode);
    hash = ContentHash.add(hash, documentNumber);
    hash = ContentHash.add(hash, documentDate);
    hash = ContentHash.add(hash, direction);
    hash = ContentHash.add(hash, sentAt);
    hash = ContentHash.add(hash, medium);
    hash = ContentHash.add(hash, secret);
    hash = ContentHash.add(hash, signedPersonally);
    hash = ContentHash.add(hash, signedByOrganisation);
    hash = ContentHash.add(hash, dueAt);
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
        .issuerCode(issuerCode)
        .documentNumber(documentNumber)
        .documentDate(documentDate)
        .direction(direction)
        .sentAt(sentAt)
        .medium(medium)
        .secret(secret)
        .signedPersonally(signedPersonally)
        .signedByOrganisation(signedByOrganisation)
        .dueAt(dueAt)
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
    private DocumentStatus status;
    private String issuerCode;
    private String documentNumber;
    private LocalDate documentDate;
    private Direction direction;
    private TimeOrDay sentAt;
    private Medium medium;
    private Boolean secret;
    private Boolean signedPersonally;
    private Boolean signedByOrganisation;
    private TimeOrDay dueAt;
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
    public Builder status(DocumentStatus status) {
      this.status = status;
      return this;
    }

    /** Code of the issuing organisation. */
    public Builder issuerCode(String issuerCode) {
      this.issuerCode = issuerCode;
      return this;
    }

    /** Number and symbol. */
    public Builder documentNumber(String documentNumber) {
      this.documentNumber = documentNumber;
      return this;
    }

    /** Date on the document. */
    public Builder documentDate(LocalDate documentDate) {
      this.documentDate = documentDate;
      return this;
    }

    /** Incoming or outgoing. */
    public Builder direction(Direction direction) {
      this.direction = direction;
      return this;
    }

    /** When the exchange began; its local day is the cohort day. */
    public Builder sentAt(TimeOrDay sentAt) {
      this.sentAt = sentAt;
      return this;
    }

    /** A time; see {@link #sentAt(TimeOrDay)}. */
    public Builder sentAt(Instant sentAt) {
      return sentAt(sentAt == null ? null : TimeOrDay.at(sentAt));
    }

    /** Null: paper. */
    public Builder medium(Medium medium) {
      this.medium = medium;
      return this;
    }

    /** Secret documents are left out of every ratio; null: unknown. */
    public Builder secret(Boolean secret) {
      this.secret = secret;
      return this;
    }

    /** Carries a personal digital signature; null: unknown. */
    public Builder signedPersonally(Boolean signedPersonally) {
      this.signedPersonally = signedPersonally;
      return this;
    }

    /** Carries the organisation's digital signature; null: unknown. */
    public Builder signedByOrganisation(Boolean signedByOrganisation) {
      this.signedByOrganisation = signedByOrganisation;
      return this;
    }

    /** When it is due; null: unknown. */
    public Builder dueAt(TimeOrDay dueAt) {
      this.dueAt = dueAt;
      return this;
    }

    /** A time; see {@link #dueAt(TimeOrDay)}. */
    public Builder dueAt(Instant dueAt) {
      return dueAt(dueAt == null ? null : TimeOrDay.at(dueAt));
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
    public DocumentEvent build() {
      return new DocumentEvent(
          eventId,
          occurredAt,
          communeCode,
          status,
          issuerCode,
          documentNumber,
          documentDate,
          direction,
          sentAt,
          medium,
          secret,
          signedPersonally,
          signedByOrganisation,
          dueAt,
          retracted);
    }
  }
}
