package vn.cds.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.Gateway;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.Changes;
import vn.cds.metrics.count.RandomEvents;
import vn.cds.metrics.rules.Dossier.Outcome;
import vn.cds.metrics.state.CohortDay;
import vn.cds.metrics.state.Entity;
import vn.cds.runtime.kafka.InputRecord;

/**
 * The rules of docs/counting.md on dossiers made by hand. 5 to 9 October 2026 are Monday to Friday.
 */
class DossierTest {
  private static final WorkingCalendar CALENDAR = WorkingCalendar.bundled();
  private Entity entity = Entity.NONE;
  private final List<Change> accepted = new ArrayList<>();
  private long number;

  @Test
  void doneByTheDueTimeIsOnTimeToTheMillisecond() {
    event(
        ServiceRequestStatus.REGISTERED,
        "2026-10-05T08:00:00+07:00",
        e -> e.dueAt(at("2026-10-07T17:00:00+07:00")));
    assertThat(judged().outcome()).isEqualTo(Outcome.OPEN);
    event(ServiceRequestStatus.DONE, "2026-10-07T17:00:00+07:00", e -> e);
    assertThat(judged().outcome()).isEqualTo(Outcome.ON_TIME);
    event(
        ServiceRequestStatus.DONE,
        "2026-10-07T17:00:00+07:00",
        e -> e.doneAt(at("2026-10-07T17:00:00.001+07:00")));
    assertThat(judged().outcome()).isEqualTo(Outcome.LATE);
  }

  @Test
  void aProlongationMovesTheDueTime() {
    event(
        ServiceRequestStatus.REGISTERED,
        "2026-10-05T08:00:00+07:00",
        e -> e.dueAt(at("2026-10-06T17:00:00+07:00")));
    event(ServiceRequestStatus.DONE, "2026-10-07T10:00:00+07:00", e -> e);
    assertThat(judged().outcome()).isEqualTo(Outcome.LATE);
    // It comes last, but it was said before the end.
    event(
        ServiceRequestStatus.SUPPLEMENT_REQUESTED,
        "2026-10-06T09:00:00+07:00",
        e -> e.dueAt(at("2026-10-08T17:00:00+07:00")));
    assertThat(judged().outcome()).isEqualTo(Outcome.ON_TIME);
  }

  @Test
  void aRefusalBeforeAcceptanceIsDeclinedAndAfterItIsAnEnd() {
    event(
        ServiceRequestStatus.REGISTERED,
        "2026-10-05T08:00:00+07:00",
        e -> e.dueAt(at("2026-10-07T17:00:00+07:00")));
    event(ServiceRequestStatus.REFUSED, "2026-10-05T10:00:00+07:00", e -> e);
    assertThat(judged().outcome()).isEqualTo(Outcome.DECLINED);
    event(ServiceRequestStatus.ACCEPTED, "2026-10-05T09:00:00+07:00", e -> e);
    assertThat(judged().outcome()).isEqualTo(Outcome.ON_TIME);
    assertThat(judged().endedAt()).isEqualTo(at("2026-10-05T10:00:00+07:00").toEpochMilli());
  }

  @Test
  void acceptedAfterARefusalItIsOpenAgain() {
    event(ServiceRequestStatus.REFUSED, "2026-10-05T10:00:00+07:00", e -> e);
    event(ServiceRequestStatus.ACCEPTED, "2026-10-06T09:00:00+07:00", e -> e);
    assertThat(judged().outcome()).isEqualTo(Outcome.OPEN);
  }

  @Test
  void twoSupplementRequestsAreLateHoweverEarlyTheEnd() {
    event(
        ServiceRequestStatus.REGISTERED,
        "2026-10-05T08:00:00+07:00",
        e -> e.dueAt(at("2026-10-30T17:00:00+07:00")));
    event(ServiceRequestStatus.SUPPLEMENT_REQUESTED, "2026-10-05T09:00:00+07:00", e -> e);
    assertThat(judged().waiting()).isTrue();
    event(ServiceRequestStatus.IN_PROGRESS, "2026-10-06T09:00:00+07:00", e -> e);
    assertThat(judged().waiting()).isFalse();
    event(ServiceRequestStatus.SUPPLEMENT_REQUESTED, "2026-10-06T10:00:00+07:00", e -> e);
    event(ServiceRequestStatus.DONE, "2026-10-06T11:00:00+07:00", e -> e);
    assertThat(judged().outcome()).isEqualTo(Outcome.LATE);
  }

  @Test
  void withoutADueTimeTheLimitCountsWorkingHoursLessTheWait() {
    event(
        ServiceRequestStatus.REGISTERED, "2026-10-05T07:30:00+07:00", e -> e.handlingLimitHours(8));
    event(ServiceRequestStatus.ACCEPTED, "2026-10-05T07:30:00+07:00", e -> e);
    assertThat(judged().dueAt()).isEqualTo(at("2026-10-05T17:30:00+07:00").toEpochMilli());
    event(ServiceRequestStatus.SUPPLEMENT_REQUESTED, "2026-10-05T13:30:00+07:00", e -> e);
    event(ServiceRequestStatus.IN_PROGRESS, "2026-10-06T07:30:00+07:00", e -> e);
    // Four working hours of waiting move the end of the limit to the next noon.
    assertThat(judged().dueAt()).isEqualTo(at("2026-10-06T11:30:00+07:00").toEpochMilli());
    event(ServiceRequestStatus.DONE, "2026-10-06T09:30:00+07:00", e -> e);
    assertThat(judged().outcome()).isEqualTo(Outcome.ON_TIME);
    assertThat(judged().handlingWorkingMillis()).isEqualTo(TimeUnit.HOURS.toMillis(6));
    assertThat(judged().handlingElapsedMillis()).isEqualTo(TimeUnit.HOURS.toMillis(26));
  }

  @Test
  void withNeitherItIsUndated() {
    event(ServiceRequestStatus.REGISTERED, "2026-10-05T08:00:00+07:00", e -> e);
    event(ServiceRequestStatus.RESULT_RETURNED, "2026-10-05T09:00:00+07:00", e -> e);
    assertThat(judged().outcome()).isEqualTo(Outcome.UNDATED);
  }

  @Test
  void anOnlineDossierIsAnsweredWithinEightWorkingHoursOrNot() {
    event(
        ServiceRequestStatus.REGISTERED,
        "2026-10-09T16:30:00+07:00",
        e -> e.channel(Channel.ONLINE));
    assertThat(judged().answeredInTime()).isFalse();
    // Friday 16:30 to Monday 16:30 are eight working hours.
    event(ServiceRequestStatus.ACCEPTED, "2026-10-12T16:30:00+07:00", e -> e);
    assertThat(judged().answeredInTime()).isTrue();
    event(
        ServiceRequestStatus.ACCEPTED,
        "2026-10-12T16:30:00+07:00",
        e -> e.acceptedAt(at("2026-10-12T16:30:00.001+07:00")));
    assertThat(judged().answeredInTime()).isFalse();
  }

  @Test
  void onlyAPaymentThatStandsByAGatewayAndNotInCashIsOnline() {
    event(ServiceRequestStatus.REGISTERED, "2026-10-05T08:00:00+07:00", e -> e.feeDueVnd(20_000L));
    pay(
        "P1",
        PaymentStatus.SUCCEEDED,
        "2026-10-05T09:00:00+07:00",
        PaymentMethod.CASH,
        Gateway.PROVINCIAL);
    pay("P2", PaymentStatus.SUCCEEDED, "2026-10-05T09:00:00+07:00", PaymentMethod.QR, null);
    assertThat(judged().feePaidOnline()).isFalse();
    pay(
        "P3",
        PaymentStatus.SUCCEEDED,
        "2026-10-05T09:00:00+07:00",
        PaymentMethod.QR,
        Gateway.NATIONAL);
    assertThat(judged().feePaidOnline()).isTrue();
    pay(
        "P3",
        PaymentStatus.REVERSED,
        "2026-10-06T09:00:00+07:00",
        PaymentMethod.QR,
        Gateway.NATIONAL);
    assertThat(judged().feePaidOnline()).isFalse();
  }

  @Test
  void aPublishedResultWithoutAnEndIsASuspectedSyncFault() {
    event(
        ServiceRequestStatus.IN_PROGRESS,
        "2026-10-05T08:00:00+07:00",
        e -> e.electronicResult(true));
    assertThat(judged().suspectedSyncFault()).isTrue();
    event(ServiceRequestStatus.DONE, "2026-10-05T09:00:00+07:00", e -> e);
    assertThat(judged().suspectedSyncFault()).isFalse();
  }

  /** The case due-date; the fifth dossier also knows only the day on which it was done. */
  @ParameterizedTest
  @CsvSource({
    "2025-10-03, 2025-10-03T10:00:00+07:00, ON_TIME",
    "2025-10-03, 2025-10-03T16:59:00+07:00, ON_TIME",
    "2025-10-03, 2025-10-04T08:00:00+07:00, LATE",
    "2025-10-03, 2025-10-02T15:00:00+07:00, ON_TIME",
    "2025-10-03, 2025-10-01, ON_TIME",
    "2025-10-03, 2025-10-03, ON_TIME",
    "2025-10-03, 2025-10-03T23:59:59.999+07:00, ON_TIME",
    "2025-10-03, 2025-10-04T00:00:00+07:00, LATE",
    "2025-10-03T11:30:00+07:00, 2025-10-03, ON_TIME",
    "2025-10-03T11:30:00+07:00, 2025-10-04, LATE",
    "2025-10-03T11:30:00+07:00, 2025-10-03T11:30:00.001+07:00, LATE"
  })
  void whatIsKnownToTheDayIsJudgedByTheDay(String due, String done, Outcome outcome) {
    accept(
        Changes.of(
            request(ServiceRequestStatus.DONE, timeOrDay(done))
                .submittedAt(timeOrDay("2025-10-01"))
                .dueAt(timeOrDay(due))
                .doneAt(timeOrDay(done))
                .build(),
            record()));
    assertThat(judged().outcome()).isEqualTo(outcome);
  }

  @Test
  void aDaySaysNothingAboutEightWorkingHoursOrHandlingTime() {
    accept(
        Changes.of(
            request(ServiceRequestStatus.ACCEPTED, timeOrDay("2026-10-05"))
                .submittedAt(timeOrDay("2026-10-05T08:00:00+07:00"))
                .channel(Channel.ONLINE)
                .build(),
            record()));
    assertThat(judged().answerByDay()).isTrue();
    assertThat(judged().answeredInTime()).isFalse();
    accept(
        Changes.of(
            request(ServiceRequestStatus.ACCEPTED, timeOrDay("2026-10-05T09:00:00+07:00"))
                .submittedAt(timeOrDay("2026-10-05T08:00:00+07:00"))
                .build(),
            record()));
    assertThat(judged().answeredInTime()).isTrue();
    accept(
        Changes.of(
            request(ServiceRequestStatus.DONE, timeOrDay("2026-10-06"))
                .submittedAt(timeOrDay("2026-10-05T08:00:00+07:00"))
                .build(),
            record()));
    assertThat(judged().endedAt()).isEqualTo(timeOrDay("2026-10-06").word());
    assertThat(judged().handled()).isFalse();
  }

  @Test
  void whatBeginsStandsAtTheBeginningOfItsDayAndAllElseAtItsEnd() {
    accept(
        Changes.of(request(ServiceRequestStatus.DONE, timeOrDay("2026-10-05")).build(), record()));
    accept(
        Changes.of(
            request(ServiceRequestStatus.IN_PROGRESS, timeOrDay("2026-10-05T16:00:00+07:00"))
                .build(),
            record()));
    accept(
        Changes.of(
            request(ServiceRequestStatus.REGISTERED, timeOrDay("2026-10-05")).build(), record()));
    assertThat(entity.status(0)).isEqualTo(ServiceRequestStatus.REGISTERED.code());
    assertThat(entity.lastStatus()).isEqualTo(ServiceRequestStatus.DONE.code());
  }

  @Test
  void aDoneThatIsTakenBackLeavesTheDossierOpen() {
    event(
        ServiceRequestStatus.REGISTERED,
        "2026-10-05T08:00:00+07:00",
        e -> e.dueAt(at("2026-10-07T17:00:00+07:00")));
    Entity open = entity;
    event(
        ServiceRequestStatus.DONE,
        "2026-10-08T09:00:00+07:00",
        e -> e.doneAt(at("2026-10-08T09:00:00+07:00")).dueAt(at("2026-10-09T17:00:00+07:00")));
    assertThat(judged().outcome()).isEqualTo(Outcome.ON_TIME);
    takeBack(1);
    assertThat(judged().outcome()).isEqualTo(Outcome.OPEN);
    assertThat(judged().dueAt()).isEqualTo(at("2026-10-07T17:00:00+07:00").toEpochMilli());
    assertThat(entity.transitions()).isEqualTo(open.transitions());
    assertThat(entity.lastArrival()).isEqualTo(open.lastArrival());
    assertThat(entity.events()).isEqualTo(3);
  }

  @Test
  void aTransitionThatTwoEventsShareStaysWhenOneIsTakenBack() {
    event(ServiceRequestStatus.DONE, "2026-10-06T09:00:00+07:00", e -> e);
    event(ServiceRequestStatus.DONE, "2026-10-06T09:00:00+07:00", e -> e);
    takeBack(0);
    assertThat(judged().endedAt()).isEqualTo(at("2026-10-06T09:00:00+07:00").toEpochMilli());
    assertThat(entity.firstArrival()).isEqualTo(1);
    takeBack(1);
    assertThat(entity.transitions()).isZero();
  }

  @Test
  void aPaymentThatIsTakenBackWasNotPaid() {
    event(ServiceRequestStatus.REGISTERED, "2026-10-05T08:00:00+07:00", e -> e.feeDueVnd(20_000L));
    pay(
        "P",
        PaymentStatus.SUCCEEDED,
        "2026-10-05T09:00:00+07:00",
        PaymentMethod.QR,
        Gateway.NATIONAL);
    assertThat(judged().feePaidOnline()).isTrue();
    takeBack(1);
    assertThat(judged().feePaidOnline()).isFalse();
    assertThat(entity.events()).isEqualTo(3);
  }

  @Test
  void handedInOutsideTheCommuneIsTrueFalseOrUnknown() {
    event(ServiceRequestStatus.REGISTERED, "2026-10-05T08:00:00+07:00", e -> e);
    assertThat(counted(DossierCohort.OUTSIDE_TERRITORY_KNOWN)).isZero();
    event(
        ServiceRequestStatus.ACCEPTED, "2026-10-05T09:00:00+07:00", e -> e.outsideTerritory(false));
    assertThat(counted(DossierCohort.OUTSIDE_TERRITORY_KNOWN)).isEqualTo(1);
    assertThat(counted(DossierCohort.OUTSIDE_TERRITORY)).isZero();
    event(
        ServiceRequestStatus.IN_PROGRESS,
        "2026-10-05T10:00:00+07:00",
        e -> e.outsideTerritory(true));
    event(ServiceRequestStatus.DONE, "2026-10-06T10:00:00+07:00", e -> e);
    assertThat(counted(DossierCohort.OUTSIDE_TERRITORY)).isEqualTo(1);
    takeBack(2);
    assertThat(counted(DossierCohort.OUTSIDE_TERRITORY)).isZero();
    assertThat(counted(DossierCohort.OUTSIDE_TERRITORY_KNOWN)).isEqualTo(1);
  }

  private long counted(DossierCohort metric) {
    CohortDay day = new CohortDay(DossierCohort.values().length);
    new DossierRules(CALENDAR, true).countCohort(entity, day, 1);
    return day.metrics()[metric.ordinal()];
  }

  private void takeBack(int event) {
    Change c = accepted.get(event);
    assertThat(entity.keeps(c)).isTrue();
    entity = entity.takeBack(RandomEvents.retraction(c, 100, 100));
  }

  private static TimeOrDay timeOrDay(String text) {
    return text.length() == 10 ? TimeOrDay.on(LocalDate.parse(text)) : TimeOrDay.at(at(text));
  }

  private ServiceRequestEvent.Builder request(ServiceRequestStatus status, TimeOrDay occurredAt) {
    return ServiceRequestEvent.builder()
        .eventId(new UUID(0, number))
        .occurredAt(occurredAt)
        .communeCode("14758")
        .status(status)
        .dossierCode("H56.1-1")
        .procedureCode("1.004616")
        .submittedAt(timeOrDay("2026-10-05"));
  }

  private Dossier judged() {
    return new Dossier(entity, CALENDAR);
  }

  private void event(
      ServiceRequestStatus status,
      String occurredAt,
      UnaryOperator<ServiceRequestEvent.Builder> facts) {
    accept(
        Changes.of(
            facts
                .apply(
                    request(status, TimeOrDay.at(at(occurredAt)))
                        .submittedAt(
                            at(occurredAt).isBefore(at("2026-10-09T00:00:00+07:00"))
                                ? at("2026-10-05T07:30:00+07:00")
                                : at("2026-10-09T16:30:00+07:00")))
                .build(),
            record()));
  }

  private void pay(
      String id, PaymentStatus status, String occurredAt, PaymentMethod method, Gateway gateway) {
    accept(
        Changes.ofDossier(
            PaymentEvent.builder()
                .eventId(new UUID(1, number))
                .occurredAt(at(occurredAt))
                .communeCode("14758")
                .status(status)
                .paymentId(id)
                .startedAt(at(occurredAt))
                .category(PaymentCategory.FEE)
                .method(method)
                .amountVnd(20_000L)
                .gateway(gateway)
                .dossierCode("H56.1-1")
                .build(),
            record()));
  }

  private void accept(Change change) {
    number++;
    accepted.add(change);
    entity = entity.accept(change, false);
  }

  private InputRecord record() {
    return new InputRecord("topic", 0, number, number, null, false);
  }

  private static Instant at(String text) {
    return java.time.OffsetDateTime.parse(text).toInstant();
  }
}
