package vn.cds.contract.event;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.ServiceLevel;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.time.TimeOrDay;

/**
 * One status of one dossier (hồ sơ thủ tục hành chính), NĐ 61/2018, 107/2021, 118/2025. Components
 * stand in the order of docs/contract.md; an optional one is null when absent.
 *
 * @param eventId the same for every copy of the event, different for every other event
 * @param occurredAt event time: when this status began, to the millisecond
 * @param communeCode five digits
 * @param status the status that began
 * @param dossierCode such as H56.12.5-261008-0975
 * @param procedureCode such as 1.004616
 * @param submittedAt its local day is the day received, the cohort day
 * @param level full or partial online service; null: unknown
 * @param channel null: the counter
 * @param acceptedAt when it was accepted; null: unknown
 * @param dueAt the due time known now; null: unknown
 * @param previousDueAt the due time that due_at replaces; informative; null: unknown
 * @param doneAt when it was done; null: unknown
 * @param handlingLimitHours the procedure's limit in working hours, used when there is no due_at;
 *     null: unknown
 * @param attachmentsDigitised the attachments are digitised; null: unknown
 * @param componentReused a component was re-used; null: unknown
 * @param personalStore taken from, or saved to, the citizen's personal store; null: unknown
 * @param identityVerified account verified by VNeID; null: unknown
 * @param resultRequired a written result is due; null: unknown
 * @param electronicResult an electronic result file exists; null: unknown
 * @param feeDueVnd fee due in VND; null: unknown
 * @param satisfied the citizen is satisfied; null: unknown
 * @param synchronisedAt acknowledged by the national portal; null: unknown
 * @param outsideTerritory handed in outside the commune it belongs to; null: unknown
 * @param retracted whether the record takes the event with this id back
 */
public record ServiceRequestEvent(
    UUID eventId,
    TimeOrDay occurredAt,
    String communeCode,
    ServiceRequestStatus status,
    String dossierCode,
    String procedureCode,
    TimeOrDay submittedAt,
    ServiceLevel level,
    Channel channel,
    TimeOrDay acceptedAt,
    TimeOrDay dueAt,
    TimeOrDay previousDueAt,
    TimeOrDay doneAt,
    Integer handlingLimitHours,
    Boolean attachmentsDigitised,
    Boolean componentReused,
    Boolean personalStore,
    Boolean identityVerified,
    Boolean resultRequired,
    Boolean electronicResult,
    Long feeDueVnd,
    Boolean satisfied,
    TimeOrDay synchronisedAt,
    Boolean outsideTerritory,
    boolean retracted)
    implements Event {

  /**
   * Refuses a null in a required component; nothing else is checked here but in {@link
   * EventDecoder}.
   */
  public ServiceRequestEvent {
    Objects.requireNonNull(eventId, "eventId");
    Objects.requireNonNull(occurredAt, "occurredAt");
    Objects.requireNonNull(communeCode, "communeCode");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(dossierCode, "dossierCode");
    Objects.requireNonNull(procedureCode, "procedureCode");
    Objects.requireNonNull(submittedAt, "submittedAt");
  }

  @Override
  public EventStream stream() {
    return EventStream.SERVICE_REQUESTS;
  }

  /** The dossier code. */
  @Override
  public String entityKey() {
    return dossierCode;
  }

  /** {@link #submittedAt()}. */
  @Override
  public TimeOrDay startedAt() {
    return submittedAt;
  }

  @Override
  public ServiceRequestEvent retraction() {
    return toBuilder().retracted(true).build();
  }

  @Override
  public int contentHash() {
    long hash = ContentHash.START;
    hash = ContentHash.add(hash, occurredAt);
    hash = ContentHash.add(hash, communeCode);
    hash = ContentHash.add(hash, status);
    hash = ContentHash.add(hash, dossierCode);
    hash = ContentHash.add(hash, procedureCode);
    hash = ContentHash.add(hash, submittedAt);
    hash = ContentHash.add(hash, level);
    hash = ContentHash.add(hash, channel);
    hash = ContentHash.add(hash, acceptedAt);
    hash = ContentHash.add(hash, dueAt);
    hash = ContentHash.add(hash, previousDueAt);
    hash = ContentHash.add(hash, doneAt);
    hash = ContentHash.add(hash, handlingLimitHours);
    hash = ContentHash.add(hash, attachmentsDigitised);
    hash = ContentHash.add(hash, componentReused);
    hash = ContentHash.add(hash, personalStore);
    hash = ContentHash.add(hash, identityVerified);
    hash = ContentHash.add(hash, resultRequired);
    hash = ContentHash.add(hash, electronicResult);
    hash = ContentHash.add(hash, feeDueVnd);
    hash = ContentHash.add(hash, satisfied);
    hash = ContentHash.add(hash, synchronisedAt);
    hash = ContentHash.addLater(hash, 1, outsideTerritory);
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
        .dossierCode(dossierCode)
        .procedureCode(procedureCode)
        .submittedAt(submittedAt)
        .level(level)
        .channel(channel)
        .acceptedAt(acceptedAt)
        .dueAt(dueAt)
        .previousDueAt(previousDueAt)
        .doneAt(doneAt)
        .handlingLimitHours(handlingLimitHours)
        .attachmentsDigitised(attachmentsDigitised)
        .componentReused(componentReused)
        .personalStore(personalStore)
        .identityVerified(identityVerified)
        .resultRequired(resultRequired)
        .electronicResult(electronicResult)
        .feeDueVnd(feeDueVnd)
        .satisfied(satisfied)
        .synchronisedAt(synchronisedAt)
        .outsideTerritory(outsideTerritory)
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
    private ServiceRequestStatus status;
    private String dossierCode;
    private String procedureCode;
    private TimeOrDay submittedAt;
    private ServiceLevel level;
    private Channel channel;
    private TimeOrDay acceptedAt;
    private TimeOrDay dueAt;
    private TimeOrDay previousDueAt;
    private TimeOrDay doneAt;
    private Integer handlingLimitHours;
    private Boolean attachmentsDigitised;
    private Boolean componentReused;
    private Boolean personalStore;
    private Boolean identityVerified;
    private Boolean resultRequired;
    private Boolean electronicResult;
    private Long feeDueVnd;
    private Boolean satisfied;
    private TimeOrDay synchronisedAt;
    private Boolean outsideTerritory;
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
    public Builder status(ServiceRequestStatus status) {
      this.status = status;
      return this;
    }

    /** Such as H56.12.5-261008-0975. */
    public Builder dossierCode(String dossierCode) {
      this.dossierCode = dossierCode;
      return this;
    }

    /** Such as 1.004616. */
    public Builder procedureCode(String procedureCode) {
      this.procedureCode = procedureCode;
      return this;
    }

    /** Its local day is the day received, the cohort day. */
    public Builder submittedAt(TimeOrDay submittedAt) {
      this.submittedAt = submittedAt;
      return this;
    }

    /** A time; see {@link #submittedAt(TimeOrDay)}. */
    public Builder submittedAt(Instant submittedAt) {
      return submittedAt(submittedAt == null ? null : TimeOrDay.at(submittedAt));
    }

    /** Full or partial online service; null: unknown. */
    public Builder level(ServiceLevel level) {
      this.level = level;
      return this;
    }

    /** Null: the counter. */
    public Builder channel(Channel channel) {
      this.channel = channel;
      return this;
    }

    /** When it was accepted; null: unknown. */
    public Builder acceptedAt(TimeOrDay acceptedAt) {
      this.acceptedAt = acceptedAt;
      return this;
    }

    /** A time; see {@link #acceptedAt(TimeOrDay)}. */
    public Builder acceptedAt(Instant acceptedAt) {
      return acceptedAt(acceptedAt == null ? null : TimeOrDay.at(acceptedAt));
    }

    /** The due time known now; null: unknown. */
    public Builder dueAt(TimeOrDay dueAt) {
      this.dueAt = dueAt;
      return this;
    }

    /** A time; see {@link #dueAt(TimeOrDay)}. */
    public Builder dueAt(Instant dueAt) {
      return dueAt(dueAt == null ? null : TimeOrDay.at(dueAt));
    }

    /** The due time that due_at replaces; informative; null: unknown. */
    public Builder previousDueAt(TimeOrDay previousDueAt) {
      this.previousDueAt = previousDueAt;
      return this;
    }

    /** A time; see {@link #previousDueAt(TimeOrDay)}. */
    public Builder previousDueAt(Instant previousDueAt) {
      return previousDueAt(previousDueAt == null ? null : TimeOrDay.at(previousDueAt));
    }

    /** When it was done; null: unknown. */
    public Builder doneAt(TimeOrDay doneAt) {
      this.doneAt = doneAt;
      return this;
    }

    /** A time; see {@link #doneAt(TimeOrDay)}. */
    public Builder doneAt(Instant doneAt) {
      return doneAt(doneAt == null ? null : TimeOrDay.at(doneAt));
    }

    /** The procedure's limit in working hours, used when there is no due_at; null: unknown. */
    public Builder handlingLimitHours(Integer handlingLimitHours) {
      this.handlingLimitHours = handlingLimitHours;
      return this;
    }

    /** The attachments are digitised; null: unknown. */
    public Builder attachmentsDigitised(Boolean attachmentsDigitised) {
      this.attachmentsDigitised = attachmentsDigitised;
      return this;
    }

    /** A component was re-used; null: unknown. */
    public Builder componentReused(Boolean componentReused) {
      this.componentReused = componentReused;
      return this;
    }

    /** Taken from, or saved to, the citizen's personal store; null: unknown. */
    public Builder personalStore(Boolean personalStore) {
      this.personalStore = personalStore;
      return this;
    }

    /** Account verified by VNeID; null: unknown. */
    public Builder identityVerified(Boolean identityVerified) {
      this.identityVerified = identityVerified;
      return this;
    }

    /** A written result is due; null: unknown. */
    public Builder resultRequired(Boolean resultRequired) {
      this.resultRequired = resultRequired;
      return this;
    }

    /** An electronic result file exists; null: unknown. */
    public Builder electronicResult(Boolean electronicResult) {
      this.electronicResult = electronicResult;
      return this;
    }

    /** Fee due in VND; null: unknown. */
    public Builder feeDueVnd(Long feeDueVnd) {
      this.feeDueVnd = feeDueVnd;
      return this;
    }

    /** The citizen is satisfied; null: unknown. */
    public Builder satisfied(Boolean satisfied) {
      this.satisfied = satisfied;
      return this;
    }

    /** Acknowledged by the national portal; null: unknown. */
    public Builder synchronisedAt(TimeOrDay synchronisedAt) {
      this.synchronisedAt = synchronisedAt;
      return this;
    }

    /** A time; see {@link #synchronisedAt(TimeOrDay)}. */
    public Builder synchronisedAt(Instant synchronisedAt) {
      return synchronisedAt(synchronisedAt == null ? null : TimeOrDay.at(synchronisedAt));
    }

    /** Handed in outside the commune it belongs to; null: unknown. */
    public Builder outsideTerritory(Boolean outsideTerritory) {
      this.outsideTerritory = outsideTerritory;
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
    public ServiceRequestEvent build() {
      return new ServiceRequestEvent(
          eventId,
          occurredAt,
          communeCode,
          status,
          dossierCode,
          procedureCode,
          submittedAt,
          level,
          channel,
          acceptedAt,
          dueAt,
          previousDueAt,
          doneAt,
          handlingLimitHours,
          attachmentsDigitised,
          componentReused,
          personalStore,
          identityVerified,
          resultRequired,
          electronicResult,
          feeDueVnd,
          satisfied,
          synchronisedAt,
          outsideTerritory,
          retracted);
    }
  }
}
