package vn.cds.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.cds.contract.codec.Decoded;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.event.Event;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.fault.Label;

class HostileRecordsTest {

  private static List<SimulatedRecord> records() {
    return HostileRecords.records(
        5, 2_000, Runs.FRIDAY, Roster.bundled(), WorkingCalendar.bundled());
  }

  @Test
  void eachHostileRecordIsADeadLetterWithItsCode() {
    Runs.Reader reader = new Runs.Reader();
    Set<UUID> seen = new HashSet<>();
    Set<FaultCode> codes = EnumSet.noneOf(FaultCode.class);
    int deadLetters = 0;
    int largest = 0;
    for (SimulatedRecord record : records()) {
      Decoded<? extends Event> decoded = reader.read(record);
      if (record.label() == Label.POISON) {
        assertThat(decoded.rejection()).isNotNull();
        assertThat(decoded.rejection().code()).isEqualTo(record.fault());
      } else if (record.label() == Label.CONFLICTING) {
        assertThat(seen).contains(decoded.event().eventId());
      } else {
        assertThat(record.label()).isEqualTo(Label.VALID);
        assertThat(seen.add(decoded.event().eventId())).isTrue();
      }
      if (record.label().isDeadLetter()) {
        deadLetters++;
        codes.add(record.fault());
      }
      largest = Math.max(largest, record.value() == null ? 0 : record.value().length);
    }
    assertThat(deadLetters).isEqualTo(2_000);
    assertThat(largest).isEqualTo(HostileRecords.LARGEST);
    assertThat(codes).isEqualTo(EnumSet.allOf(FaultCode.class));
  }

  @Test
  void theyAreTheSameForTheSameSeed() {
    assertThat(Runs.sha256(records().iterator(), Integer.MAX_VALUE))
        .isEqualTo(Runs.sha256(records().iterator(), Integer.MAX_VALUE));
  }
}
