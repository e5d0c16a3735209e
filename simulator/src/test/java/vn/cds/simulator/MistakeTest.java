package vn.cds.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.cds.contract.event.Event;
import vn.cds.simulator.fault.Faults;

/** Events that are sent by mistake and taken back. */
class MistakeTest {

  private static Simulator simulator(String faults) {
    return Simulator.of(Runs.of("mixed").events(20_000).faults(Faults.parse(faults)).build());
  }

  @Test
  void whatIsTrueIsTheSameWithThemAndWithoutThem() {
    Simulator with = simulator("retractions=0.1,by-day=0.2");
    Simulator without = simulator("by-day=0.2");
    List<String> right = new ArrayList<>();
    with.forEachRemaining(
        record -> {
          if (record.label().isCounted()) {
            right.add(new String(record.value(), StandardCharsets.UTF_8));
          }
        });
    List<String> all = new ArrayList<>();
    without.forEachRemaining(record -> all.add(new String(record.value(), StandardCharsets.UTF_8)));
    assertThat(right).isEqualTo(all);
    assertThat(with.truth().communes()).isEqualTo(without.truth().communes());
  }

  @Test
  void aRetractionComesBeforeItsEventAfterItOrForNone() {
    Runs.Reader reader = new Runs.Reader();
    Map<UUID, Event> sent = new HashMap<>();
    Set<UUID> early = new HashSet<>();
    Set<String> wrong = new HashSet<>();
    int after = 0;
    int found = 0;
    int copies = 0;
    Simulator simulator = simulator("retractions=0.1,by-day=0.2");
    while (simulator.hasNext()) {
      SimulatedRecord record = simulator.next();
      Event event = reader.read(record).event();
      switch (record.label()) {
        case RETRACTION -> {
          assertThat(event.retracted()).isTrue();
          if (sent.containsKey(event.eventId())) {
            after++;
            assertThat(event).isEqualTo(sent.get(event.eventId()).retraction());
          } else {
            early.add(event.eventId());
          }
        }
        case TAKEN_BACK -> {
          sent.put(event.eventId(), event);
          wrong.add(event.stream() + " " + event.status());
          found += early.contains(event.eventId()) ? 1 : 0;
        }
        case DUPLICATE -> copies++;
        default -> assertThat(event.retracted()).isFalse();
      }
    }
    assertThat(after).as("after its event").isBetween(1_000, 1_200);
    assertThat(found).as("before its event").isBetween(600, 800);
    assertThat(early.size() - found).as("without one").isBetween(130, 270);
    assertThat(copies).isBetween(500, 850);
    assertThat(wrong).hasSizeGreaterThan(15);
  }
}
