package vn.cds.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.codec.Decoded;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.simulator.fault.Canary;
import vn.cds.simulator.fault.Faults;
import vn.cds.simulator.fault.Label;
import vn.cds.simulator.fault.Lateness;

/** The labels and the truth of a run against what its bytes say. */
class TruthTest {

  private static final Faults FAULTS = Faults.parse("all,malformed=0.03,shuffle=2000");

  /** Counted from the bytes alone. */
  private static final class Recount {
    final Map<String, Map<String, Long>> topics = new TreeMap<>();
    final Set<UUID> seen = new HashSet<>();
    final Set<UUID> seenRetracted = new HashSet<>();
    final Set<UUID> stays = new HashSet<>();
    final List<Event> counted = new ArrayList<>();
    final Set<FaultCode> codes = EnumSet.noneOf(FaultCode.class);
    final Map<Label, Long> labels = new EnumMap<>(Label.class);

    void add(SimulatedRecord record, Decoded<? extends Event> decoded) {
      labels.merge(record.label(), 1L, Long::sum);
      String what;
      if (decoded.rejection() != null) {
        assertThat(record.label()).as(decoded.rejection().toString()).isEqualTo(Label.POISON);
        assertThat(decoded.rejection().code()).isEqualTo(record.fault());
        what = decoded.rejection().code().name();
      } else if (record.label() == Label.CONFLICTING) {
        assertThat(seen).contains(decoded.event().eventId());
        assertThat(decoded.event().retracted()).isFalse();
        what = record.fault().name();
      } else {
        assertThat(record.fault()).as(record.label().toString()).isNull();
        what = countValid(record, decoded.event());
      }
      if (record.fault() != null) {
        codes.add(record.fault());
      }
      topics
          .computeIfAbsent(record.stream().topic(), topic -> new TreeMap<>())
          .merge(what, 1L, Long::sum);
    }

    private String countValid(SimulatedRecord record, Event event) {
      assertThat(event.communeCode()).isEqualTo(record.key());
      assertThat(event.occurredAt()).isEqualTo(record.occurredAt());
      Label inTime =
          Lateness.DEFAULT.label(
              event.occurredAt(), event.startedAt(), record.sendAt().toEpochMilli());
      Set<UUID> seen = event.retracted() ? seenRetracted : this.seen;
      if (record.label() == Label.DUPLICATE) {
        assertThat(seen).contains(event.eventId());
        assertThat(inTime).isNotEqualTo(Label.TOO_LATE);
        return "DUPLICATE";
      }
      assertThat(seen.add(event.eventId())).as("a new event").isTrue();
      if (inTime == Label.TOO_LATE || record.label().isCounted()) {
        assertThat(record.label()).isEqualTo(inTime);
        assertThat(event.retracted()).isFalse();
      } else {
        assertThat(record.label())
            .isEqualTo(event.retracted() ? Label.RETRACTION : Label.TAKEN_BACK);
      }
      if (record.label().isCounted()) {
        stays.add(event.eventId());
      }
      if (inTime != Label.TOO_LATE && !event.retracted()) {
        counted.add(event);
      }
      return record.label().name();
    }

    /** The counted events less those taken back. */
    List<Event> left() {
      return counted.stream().filter(event -> !seenRetracted.contains(event.eventId())).toList();
    }

    Map<String, DossierRecount> dossiers() {
      Map<String, DossierRecount> dossiers = new HashMap<>();
      for (Event event : left()) {
        if (event instanceof ServiceRequestEvent request) {
          dossiers
              .computeIfAbsent(
                  request.communeCode() + " " + request.dossierCode(), key -> new DossierRecount())
              .add(request);
        }
      }
      return dossiers;
    }
  }

  private static Recount recount(Simulator simulator, long limit) {
    Recount recount = new Recount();
    Runs.Reader reader = new Runs.Reader();
    Instant last = Instant.MIN;
    for (long i = 0; i < limit && simulator.hasNext(); i++) {
      SimulatedRecord record = simulator.next();
      if (record.sendAt().isBefore(last)) {
        throw new AssertionError("sent before the record in front of it: " + record);
      }
      last = record.sendAt();
      recount.add(record, reader.read(record));
    }
    return recount;
  }

  private static void compare(Truth truth, Recount recount) {
    for (EventStream stream : EventStream.values()) {
      Truth.Topic topic = truth.topics().get(stream.topic());
      Map<String, Long> counted = recount.topics.getOrDefault(stream.topic(), Map.of());
      long late = counted.getOrDefault("LATE", 0L);
      assertThat(topic.late()).isEqualTo(late);
      assertThat(topic.takenBack()).isEqualTo(counted.getOrDefault("TAKEN_BACK", 0L));
      assertThat(topic.retractions()).isEqualTo(counted.getOrDefault("RETRACTION", 0L));
      assertThat(topic.distinct())
          .isEqualTo(counted.getOrDefault("VALID", 0L) + late + topic.takenBack());
      assertThat(topic.duplicates()).isEqualTo(counted.getOrDefault("DUPLICATE", 0L));
      assertThat(topic.tooLate()).isEqualTo(counted.getOrDefault("TOO_LATE", 0L));
      Map<String, Long> deadLetters = new TreeMap<>(counted);
      deadLetters
          .keySet()
          .removeAll(Set.of("VALID", "LATE", "TAKEN_BACK", "RETRACTION", "DUPLICATE", "TOO_LATE"));
      assertThat(topic.deadLetters()).isEqualTo(deadLetters);
      long dead = topic.deadLetters().values().stream().mapToLong(Long::longValue).sum();
      assertThat(topic.produced())
          .isEqualTo(
              topic.distinct() + topic.duplicates() + topic.retractions() + topic.tooLate() + dead);
    }
    assertThat(recount.left().stream().map(Event::eventId).collect(Collectors.toSet()))
        .as("what is not taken back")
        .isEqualTo(recount.stays);
    Map<String, Map<String, Long>> left = new TreeMap<>();
    for (Event event : recount.left()) {
      left.computeIfAbsent(event.communeCode(), code -> new TreeMap<>())
          .merge(event.stream().topic(), 1L, Long::sum);
    }
    Map<String, Map<String, Long>> outcomes = new TreeMap<>();
    recount
        .dossiers()
        .forEach(
            (key, dossier) ->
                outcomes
                    .computeIfAbsent(key.substring(0, 5), code -> new TreeMap<>())
                    .merge(dossier.outcome(), 1L, Long::sum));
    truth
        .communes()
        .forEach(
            (code, commune) -> {
              Map<String, Long> events = new TreeMap<>(commune.events());
              events.values().removeIf(number -> number == 0);
              assertThat(events).as(code).isEqualTo(left.get(code));
              Map<String, Long> dossiers = new TreeMap<>(commune.dossiers());
              dossiers.values().removeIf(number -> number == 0);
              assertThat(dossiers).as(code).isEqualTo(outcomes.getOrDefault(code, new TreeMap<>()));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "province-today", "mixed", "peak"})
  void labelsAndTruthAreWhatTheBytesSay(String scenario) {
    assertTruth(scenario, 5_000);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"demo", "province-today", "mixed", "peak"})
  void labelsAndTruthOfManyEventsAreWhatTheBytesSay(String scenario) {
    assertTruth(scenario, 30_000);
  }

  private static void assertTruth(String scenario, int events) {
    Simulator simulator = Simulator.of(Runs.of(scenario).events(events).faults(FAULTS).build());
    Recount recount = recount(simulator, Long.MAX_VALUE);
    compare(simulator.truth(), recount);
    assertThat(recount.codes).isEqualTo(EnumSet.allOf(FaultCode.class));
  }

  @Test
  void aProvinceWithoutFaultsIsValid() {
    Simulator simulator =
        Simulator.of(
            Runs.of("province-today")
                .from(Instant.parse("2026-11-02T00:00:00Z"))
                .until(Instant.parse("2026-11-04T00:00:00Z"))
                .build());
    Recount recount = recount(simulator, Long.MAX_VALUE);
    compare(simulator.truth(), recount);
    assertThat(recount.labels.keySet()).containsOnly(Label.VALID, Label.LATE);
  }

  @Test
  void theNumbersOfAFiniteRunAreExact() {
    int events = 40_123;
    Simulator simulator = Simulator.of(Runs.of("mixed").events(events).faults(Faults.ALL).build());
    Recount recount = recount(simulator, Long.MAX_VALUE);
    assertThat(recount.labels)
        .containsAllEntriesOf(
            Map.of(
                Label.VALID, (long) events - 4_012 - 401,
                Label.LATE, 4_012L,
                Label.TOO_LATE, 401L,
                Label.RETRACTION, 1_204L,
                Label.POISON, 201L,
                Label.CONFLICTING, 80L));
    // One retraction in ten finds nothing; there is a further copy for every third mistake.
    assertThat(recount.labels.get(Label.TAKEN_BACK)).isBetween(1_000L, 1_150L);
    assertThat(recount.labels.get(Label.DUPLICATE)).isBetween(2_006L + 250, 2_006L + 550);
    long days = recount.left().stream().filter(event -> event.occurredAt().isDay()).count();
    assertThat((double) days / recount.left().size()).isBetween(0.05, 0.15);
    compare(simulator.truth(), recount);
  }

  @Test
  void aRunOfUnknownLengthIsExactPerThousand() {
    Simulator simulator =
        Simulator.of(
            Runs.of("demo")
                .faults(Faults.parse("duplicates=0.05,malformed=0.001,retractions=0"))
                .build());
    Recount recount = recount(simulator, 10_000 + 500 + 10);
    assertThat(recount.labels.get(Label.DUPLICATE)).isEqualTo(500);
    assertThat(recount.labels.get(Label.POISON)).isEqualTo(10);
  }

  @Test
  void theFileIsReadAsItWasWritten(@TempDir Path folder) throws IOException {
    Simulator simulator = Simulator.of(Runs.of("mixed").events(3_000).faults(Faults.ALL).build());
    simulator.forEachRemaining(record -> {});
    Path file = folder.resolve("truth.json");
    simulator.truth().write(file);
    assertThat(Truth.read(file)).isEqualTo(simulator.truth());
  }

  @Test
  void canariesStandInTheShareAskedFor() {
    Simulator simulator =
        Simulator.of(Runs.of("mixed").faults(Faults.parse("canaries=0.10")).build());
    long[] with = new long[1];
    simulator.forEachRemaining(
        record -> {
          String text = new String(record.value(), StandardCharsets.UTF_8);
          if (Canary.values().stream().allMatch(text::contains)) {
            with[0]++;
          }
        });
    assertThat(with[0]).isBetween(1_800L, 2_200L);
  }
}
