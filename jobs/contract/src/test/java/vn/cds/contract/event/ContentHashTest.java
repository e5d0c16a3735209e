package vn.cds.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import vn.cds.contract.Json;
import vn.cds.contract.RandomEvents;
import vn.cds.contract.Seeds;
import vn.cds.contract.code.Channel;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.codec.FieldTable;
import vn.cds.contract.roster.Roster;

class ContentHashTest {
  private static final Set<String> NO_CONTENT = Set.of("event_id", "retracted");

  /**
   * State and storage hold these hashes: a change here is a mistake, whatever its reason. The
   * numbers were computed outside Java from the description in {@link ContentHash}.
   */
  @ParameterizedTest
  @CsvSource({
    "DOCUMENTS, documents-minimal, 1595017878",
    "DOCUMENTS, documents-full, -1610553985",
    "PAYMENTS, payments-minimal, 1273449464",
    "PAYMENTS, payments-full, -471017478",
    "SERVICE_REQUESTS, service-requests-minimal, 433870031",
    "SERVICE_REQUESTS, service-requests-full, -1854527353",
    "SERVICE_REQUESTS, service-requests-days, 1627758896",
    "SERVICE_REQUESTS, service-requests-retraction, -1854527353",
    "SERVICE_REQUESTS, service-requests-outside-territory, -1653044392"
  })
  void neverChanges(EventStream stream, String sample, int expected) {
    Event event =
        EventDecoder.of(stream, Roster.bundled())
            .decode(Json.resource("samples/valid/" + sample + ".json"), RandomEvents.APPEND_TIME)
            .event();
    assertThat(event.contentHash()).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void coversEveryFieldOfTheContent(EventStream stream) {
    covers(
        stream,
        FieldTable.of(stream),
        new RandomEvents(Seeds.random("coversEveryField " + stream)));
  }

  private static <E extends Event> void covers(
      EventStream stream, FieldTable<E> table, RandomEvents events) {
    for (int i = 0; i < 50; i++) {
      Object[] one = values(stream, table, events);
      Object[] other = values(stream, table, events);
      int hash = table.assembler().apply(one).contentHash();
      for (int k = 1; k < one.length; k++) {
        Object[] changed = one.clone();
        changed[k] = other[k];
        int changedHash = table.assembler().apply(changed).contentHash();
        String name = table.fields().get(k).name();
        if (NO_CONTENT.contains(name)
            || (one[k] == null ? other[k] == null : one[k].equals(other[k]))) {
          assertThat(changedHash).as(name).isEqualTo(hash);
        } else {
          assertThat(changedHash).as(name).isNotEqualTo(hash);
        }
      }
    }
  }

  @SuppressWarnings("unchecked") // the stream of the table makes the events
  private static <E extends Event> Object[] values(
      EventStream stream, FieldTable<E> table, RandomEvents events) {
    return table.values((E) events.event(stream));
  }

  @ParameterizedTest
  @EnumSource
  void spreads(EventStream stream) {
    RandomEvents events = new RandomEvents(Seeds.random("spreads " + stream));
    Map<Integer, Event> byHash = new HashMap<>();
    int collisions = 0;
    for (int i = 0; i < 20_000; i++) {
      Event event = events.event(stream);
      collisions += byHash.put(event.contentHash(), event) == null ? 0 : 1;
    }
    // 20,000 random 32-bit numbers hold 0.05 equal pairs on average.
    assertThat(collisions).isLessThan(4);
  }

  @ParameterizedTest
  @EnumSource
  void tellsAbsentFromAnyValue(Channel channel) {
    List<UUID> ids = List.of(new UUID(0, 0), new UUID(Long.MIN_VALUE, 0));
    for (UUID id : ids) {
      assertThat(ContentHash.add(1, id)).isNotEqualTo(ContentHash.add(1, (UUID) null));
    }
    assertThat(ContentHash.add(1, channel)).isNotEqualTo(ContentHash.add(1, (Channel) null));
    assertThat(ContentHash.add(1, false)).isNotEqualTo(ContentHash.add(1, (Boolean) null));
    assertThat(ContentHash.add(1, 0)).isNotEqualTo(ContentHash.add(1, (Integer) null));
  }

  @Test
  void aLaterFieldChangesNoHashOfAnEventWithoutIt() {
    assertThat(ContentHash.addLater(1, 1, null)).isEqualTo(1);
    assertThat(
            Set.of(
                1L,
                ContentHash.addLater(1, 1, false),
                ContentHash.addLater(1, 1, true),
                ContentHash.addLater(1, 2, false),
                ContentHash.addLater(1, 2, true)))
        .hasSize(5);
  }
}
