package vn.cds.contract.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.cds.contract.RandomEvents;
import vn.cds.contract.Samples;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;

class SamplesTest {

  @ParameterizedTest
  @EnumSource
  void eachSampleHasTheFaultOfItsName(EventStream stream) {
    EventDecoder<? extends Event> decoder = EventDecoder.of(stream, Roster.bundled());
    Set<FaultCode> shown = EnumSet.noneOf(FaultCode.class);
    int valid = 0;
    for (Samples.Sample sample : Samples.of(stream)) {
      if (sample.fault() == FaultCode.CONFLICTING_DUPLICATE) {
        List<? extends Event> events =
            sample.records().stream()
                .map(record -> decoder.decode(record, RandomEvents.APPEND_TIME).event())
                .toList();
        assertThat(events).as(sample.name()).hasSize(2).doesNotContainNull();
        assertThat(events.get(0).eventId()).isEqualTo(events.get(1).eventId());
        assertThat(events.get(0).occurredAt()).isEqualTo(events.get(1).occurredAt());
        assertThat(events.get(0).communeCode()).isEqualTo(events.get(1).communeCode());
        assertThat(events.get(0).contentHash()).isNotEqualTo(events.get(1).contentHash());
      } else {
        Rejection rejection = decoder.decode(sample.last(), RandomEvents.APPEND_TIME).rejection();
        assertThat(rejection == null ? null : rejection.code())
            .as(sample.name())
            .isEqualTo(sample.fault());
      }
      if (sample.fault() == null) {
        valid++;
      } else {
        shown.add(sample.fault());
      }
    }
    assertThat(valid).isGreaterThanOrEqualTo(4); // minimal, full, unlisted, retraction
    Set<FaultCode> expected = EnumSet.allOf(FaultCode.class);
    if (stream == EventStream.DOCUMENTS) {
      expected.remove(FaultCode.NEGATIVE_MONEY); // a document carries no money
    }
    if (stream != EventStream.SERVICE_REQUESTS) {
      expected.remove(FaultCode.TOO_LARGE); // one large file is enough
    }
    assertThat(shown).isEqualTo(expected);
  }

  @Test
  void everySampleBelongsToATopic() {
    long known =
        Stream.of(EventStream.values()).mapToLong(stream -> Samples.of(stream).size()).sum();
    assertThat(Samples.count()).isEqualTo(known + Samples.of("declared-figures").size());
  }
}
