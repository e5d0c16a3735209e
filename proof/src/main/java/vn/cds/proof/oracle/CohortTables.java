package vn.cds.proof.oracle;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import vn.cds.proof.oracle.input.Moment;
import vn.cds.proof.oracle.input.OracleOptions;

/** The tables in which an entity counts in the local day it began, and the rows per entity. */
final class CohortTables {
  private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

  private record EntityKey(String commune, String key) {}

  private record CohortKey(String commune, LocalDate day) {}

  /**
   * An entity as its cohort sees it.
   *
   * @param what the Entity or Dossier the figures are asked of; null when nothing is left of it
   * @param events how many events and retractions it has
   */
  private record Member<T>(T what, Entity entity, long events) {}

  private final OracleOptions options;
  private final WorkingTime workingTime;
  private final Tables tables;

  CohortTables(OracleOptions options, WorkingTime workingTime, Tables tables) {
    this.options = options;
    this.workingTime = workingTime;
    this.tables = tables;
  }

  // ---- documents

  private static final Map<String, ToLongFunction<Entity>> DOCUMENT = documentFigures();

  private static Map<String, ToLongFunction<Entity>> documentFigures() {
    Predicate<Entity> secret = document -> document.isTrue("secret");
    Predicate<Entity> open = secret.negate();
    Predicate<Entity> outgoing = open.and(d -> d.text("direction").equals("outgoing"));
    Predicate<Entity> withDue = open.and(d -> d.isKnown("due_at"));
    Predicate<Entity> measured =
        open.and(d -> hasClock(d.first("arrived")) && hasClock(d.first("received")));

    Map<String, ToLongFunction<Entity>> figures = new LinkedHashMap<>();
    figures.put("documents", d -> 1);
    figures.put("secret", one(secret));
    figures.put("non_secret", one(open));
    figures.put("electronic", one(open.and(d -> "electronic".equals(d.text("medium")))));
    figures.put("incoming", one(open.and(d -> d.text("direction").equals("incoming"))));
    figures.put("outgoing", one(outgoing));
    figures.put("signed_personally", one(outgoing.and(d -> d.isTrue("signed_personally"))));
    figures.put(
        "signed_by_organisation", one(outgoing.and(d -> d.isTrue("signed_by_organisation"))));
    figures.put("with_due", one(withDue));
    figures.put(
        "done_by_due",
        one(withDue.and(d -> d.entered("done") && !d.first("done").isAfter(d.time("due_at")))));
    figures.put("receipt_measured", one(measured));
    figures.put(
        "receipt_delay_ms",
        d ->
            measured.test(d)
                ? Math.max(
                    0,
                    Duration.between(d.first("arrived").last(), d.first("received").last())
                        .toMillis())
                : 0);
    figures.put("refused", one(open.and(d -> d.entered("refused"))));
    figures.put("recalled", one(open.and(d -> d.entered("recalled"))));
    return figures;
  }

  private static boolean hasClock(Moment moment) {
    return moment != null && moment.hasClock();
  }

  void computeDocuments(Collection<Counted> counted) {
    List<Member<Entity>> documents =
        entities(counted).stream().map(CohortTables::plainMember).toList();
    cohort("document_cohort", documents, DOCUMENT);
  }

  // ---- payments

  private static final Map<String, ToLongFunction<Entity>> PAYMENT = paymentFigures();

  private static Map<String, ToLongFunction<Entity>> paymentFigures() {
    Predicate<Entity> succeeded = isNow("succeeded");
    Predicate<Entity> cash = succeeded.and(p -> p.text("method").equals("cash"));

    Map<String, ToLongFunction<Entity>> figures = new LinkedHashMap<>();
    figures.put("payments", p -> 1);
    figures.put("pending", one(isNow("started")));
    figures.put("succeeded", one(succeeded));
    figures.put("failed", one(isNow("failed")));
    figures.put("reversed", one(isNow("reversed")));
    figures.put("mismatched", one(isNow("mismatched")));
    figures.put("amount_vnd", p -> succeeded.test(p) ? p.number("amount_vnd") : 0);
    figures.put("cash", one(cash));
    figures.put("cash_vnd", p -> cash.test(p) ? p.number("amount_vnd") : 0);
    return figures;
  }

  private static Predicate<Entity> isNow(String status) {
    return payment -> payment.lastStatus().equals(status);
  }

  void computePayments(Collection<Counted> counted) {
    List<Member<Entity>> payments =
        entities(counted).stream().map(CohortTables::plainMember).toList();
    cohort("payment_cohort", payments, PAYMENT);
    breakdown(
        "payment_cohort",
        payments,
        PAYMENT,
        Map.of("category", p -> p.text("category"), "method", p -> p.text("method")));
    for (Member<Entity> payment : payments) {
      addPayerRows(payment.entity);
    }
  }

  private void addPayerRows(Entity payment) {
    boolean known = payment.isKnown("payer_id");
    if (!known && !payment.hasRetraction()) {
      return;
    }
    for (LocalDate day : payment.namedDays()) {
      Row row = tables.add("payer", payment.commune, day, payment.key);
      row.put("version", Version.of(options, payment.distinct(), 0));
      row.put("category", payment.isGone() ? "" : payment.text("category"));
      row.put("method", payment.isGone() ? "" : payment.text("method"));
      row.put("succeeded", bit(!payment.isGone() && payment.lastStatus().equals("succeeded")));
      row.put("payer_id", known ? payment.text("payer_id") : NOBODY);
      row.put("deleted", bit(!known || !day.equals(payment.day())));
    }
  }

  // ---- dossiers

  private static final Map<String, ToLongFunction<Dossier>> DOSSIER = dossierFigures();

  private static Map<String, ToLongFunction<Dossier>> dossierFigures() {
    Map<String, ToLongFunction<Dossier>> figures = new LinkedHashMap<>();
    figures.put("dossiers", d -> 1);
    figures.put("declined", one(d -> d.declined));

    Map<String, Predicate<Dossier>> received = new LinkedHashMap<>();
    received.put("received", d -> true);
    received.put("done_on_time", d -> d.outcome().equals("on_time"));
    received.put("done_late", d -> d.outcome().equals("late"));
    received.put("done_undated", d -> d.outcome().equals("undated"));
    received.put("open", d -> d.outcome().equals("open"));
    received.put("open_waiting", d -> d.outcome().equals("open") && d.waiting);
    received.put("online", Dossier::online);
    received.put(
        "online_electronic_result",
        d ->
            d.online()
                && (d.entity.isTrue("electronic_result") || !d.entity.isTrue("result_required")));
    received.put("fee_due", Dossier::feeDue);
    received.put("fee_paid_online", Dossier::feePaidOnline);
    received.put("result_due", d -> d.entity.isTrue("result_required"));
    received.put(
        "result_electronic",
        d -> d.entity.isTrue("result_required") && d.entity.isTrue("electronic_result"));
    received.put(
        "digitised",
        d -> d.entity.isTrue("attachments_digitised") && d.entity.isTrue("electronic_result"));
    received.put("component_reused", d -> d.entity.isTrue("component_reused"));
    received.put("personal_store", d -> d.entity.isTrue("personal_store"));
    received.put("identity_verified", d -> d.entity.isTrue("identity_verified"));
    received.put("rated", d -> d.entity.isKnown("satisfied"));
    received.put(
        "dissatisfied", d -> d.entity.isKnown("satisfied") && !d.entity.isTrue("satisfied"));
    received.put("synchronised", d -> d.entity.isKnown("synchronised_at"));
    received.put("answered_in_time", Dossier::answeredInTime);
    received.put("answer_by_day", Dossier::answerByDay);
    received.put("multiple_supplements", d -> d.supplements >= 2);
    received.put("handled", Dossier::handled);
    received.put("suspected_sync_fault", Dossier::suspectedSyncFault);
    received.put("outside_territory", d -> d.entity.isTrue("outside_territory"));
    received.put("outside_territory_known", d -> d.entity.isKnown("outside_territory"));
    received.forEach((name, is) -> figures.put(name, one(is.and(d -> !d.declined))));

    figures.put("handling_elapsed_ms", d -> d.declined ? 0 : d.handlingElapsedMillis());
    figures.put("handling_working_ms", d -> d.declined ? 0 : d.handlingWorkingMillis());
    return figures;
  }

  /**
   * @param payments the events and retractions of payments that carry a dossier code
   */
  void computeDossiers(Collection<Counted> counted, Collection<Counted> payments) {
    Map<EntityKey, List<Counted>> paymentsOfDossier =
        payments.stream()
            .collect(
                Collectors.groupingBy(
                    payment ->
                        new EntityKey(
                            payment.content.commune(), payment.content.text("dossier_code"))));

    List<Member<Dossier>> dossiers =
        entities(counted).stream()
            .map(
                entity ->
                    dossier(
                        entity,
                        entities(
                            paymentsOfDossier.getOrDefault(
                                new EntityKey(entity.commune, entity.key), List.of()))))
            .toList();

    cohort("service_request_cohort", dossiers, DOSSIER);
    breakdown(
        "service_request_cohort",
        dossiers.stream().filter(d -> !d.entity.isGone() && !d.what.declined).toList(),
        DOSSIER,
        Map.of("channel", Dossier::channel, "procedure", d -> d.entity.text("procedure_code")));
    for (Member<Dossier> dossier : dossiers) {
      for (LocalDate day : dossier.entity.namedDays()) {
        Row row = tables.add("dossier", dossier.entity.commune, day, dossier.entity.key);
        row.put("version", Version.of(options, dossier.events, 0));
        row.put("deleted", bit(!day.equals(dossier.entity.day())));
        if (dossier.entity.isGone()) {
          putNothing(row);
        } else {
          putDossier(row, dossier.what);
        }
      }
    }
  }

  private Member<Dossier> dossier(Entity entity, List<Entity> payments) {
    return new Member<>(
        entity.isGone() ? null : new Dossier(entity, payments, workingTime, options),
        entity,
        entity.distinct() + payments.stream().mapToLong(Entity::distinct).sum());
  }

  private static void putDossier(Row row, Dossier dossier) {
    Entity entity = dossier.entity;
    row.put("procedure_code", entity.text("procedure_code"));
    row.put("channel", dossier.channel());
    row.put("level", entity.text("level"));
    row.put("status", entity.lastStatus());
    row.put("outcome", dossier.outcome());
    row.put("submitted_at", dossier.submittedAt.first());
    row.put("accepted_at", Moment.last(dossier.accepted));
    row.put("due_at", Moment.last(dossier.due));
    row.put("ended_at", Moment.last(dossier.ended));
    row.put("submitted_by_day", bit(dossier.submittedAt.byDay()));
    row.put("accepted_by_day", bit(Moment.isDay(dossier.accepted)));
    row.put("due_by_day", bit(Moment.isDay(dossier.due)));
    row.put("ended_by_day", bit(Moment.isDay(dossier.ended)));
    row.put("supplements", dossier.supplements);
    row.put("waiting", bit(dossier.waiting));
    row.put("fee_due_vnd", entity.number("fee_due_vnd"));
    row.put("fee_paid_online", bit(dossier.feePaidOnline()));
    row.put("first_arrival_at", dossier.firstArrival());
    row.put("last_arrival_at", dossier.lastArrival());
    row.put("late_arrival", bit(dossier.lateArrival()));
    row.put("suspected_sync_fault", bit(dossier.suspectedSyncFault()));
  }

  /** A dossier of which nothing is left. */
  private static void putNothing(Row row) {
    for (String text : List.of("procedure_code", "channel", "status", "outcome")) {
      row.put(text, "");
    }
    row.put("submitted_at", Instant.EPOCH);
    for (String number :
        List.of(
            "submitted_by_day",
            "accepted_by_day",
            "due_by_day",
            "ended_by_day",
            "supplements",
            "waiting",
            "fee_paid_online",
            "late_arrival",
            "suspected_sync_fault")) {
      row.put(number, 0L);
    }
  }

  // ---- what all cohorts have in common

  private static List<Entity> entities(Collection<Counted> counted) {
    return counted.stream()
        .collect(
            Collectors.groupingBy(c -> new EntityKey(c.content.commune(), c.content.entityKey())))
        .entrySet()
        .stream()
        .map(entry -> new Entity(entry.getKey().commune, entry.getKey().key, entry.getValue()))
        .toList();
  }

  private static Member<Entity> plainMember(Entity entity) {
    return new Member<>(entity.isGone() ? null : entity, entity, entity.distinct());
  }

  /** One row per day that any entity named; an entity is counted in its own day only. */
  private <T> void cohort(
      String table, List<Member<T>> members, Map<String, ToLongFunction<T>> figures) {
    Map<CohortKey, Long> events = new HashMap<>();
    for (Member<T> member : members) {
      for (LocalDate day : member.entity.namedDays()) {
        events.merge(new CohortKey(member.entity.commune, day), member.events, Long::sum);
      }
    }
    Map<CohortKey, List<T>> ofDay = ofDay(members);
    events.forEach(
        (key, count) -> {
          Row row = tables.add(table, key.commune, key.day);
          row.put("version", Version.of(options, count, 0));
          row.put("events", count);
          List<T> counted = ofDay.getOrDefault(key, List.of());
          figures.forEach((name, figure) -> row.put(name, sum(counted, figure)));
          if (!TableShape.of(table).breakdown().isEmpty()) {
            row.put(TableShape.BY, new TreeMap<String, SortedMap<String, Long>>());
          }
        });
  }

  /** The same figures again, for the entities of each code of each dimension. */
  private <T> void breakdown(
      String table,
      List<Member<T>> members,
      Map<String, ToLongFunction<T>> figures,
      Map<String, Function<T, String>> dimensions) {
    ofDay(members)
        .forEach(
            (key, ofDay) -> {
              SortedMap<String, SortedMap<String, Long>> by = new TreeMap<>();
              dimensions.forEach(
                  (dimension, code) ->
                      ofDay.stream()
                          .collect(Collectors.groupingBy(code))
                          .forEach(
                              (value, some) -> {
                                SortedMap<String, Long> entry = new TreeMap<>();
                                for (String name : TableShape.of(table).breakdown()) {
                                  entry.put(name, sum(some, figures.get(name)));
                                }
                                by.put(dimension + ":" + value, entry);
                              }));
              tables.rows(table).get(Tables.key(key.commune, key.day)).put(TableShape.BY, by);
            });
  }

  private static <T> Map<CohortKey, List<T>> ofDay(List<Member<T>> members) {
    return members.stream()
        .filter(member -> !member.entity.isGone())
        .collect(
            Collectors.groupingBy(
                member -> new CohortKey(member.entity.commune, member.entity.day()),
                Collectors.mapping(member -> member.what, Collectors.toList())));
  }

  private static <T> long sum(List<T> members, ToLongFunction<T> figure) {
    return members.stream().mapToLong(figure).sum();
  }

  private static <T> ToLongFunction<T> one(Predicate<T> is) {
    return member -> bit(is.test(member));
  }

  private static long bit(boolean value) {
    return value ? 1 : 0;
  }
}
