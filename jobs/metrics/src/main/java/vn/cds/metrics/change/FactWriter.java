package vn.cds.metrics.change;

import java.util.UUID;
import vn.cds.contract.time.TimeOrDay;

/** Collects the facts an event gives; an absent one leaves its bit unset. */
final class FactWriter {
  private final long[] values;
  private int present;

  FactWriter(int count) {
    values = new long[count];
  }

  FactWriter put(Enum<?> fact, long value) {
    values[fact.ordinal()] = value;
    present |= 1 << fact.ordinal();
    return this;
  }

  FactWriter put(Enum<?> fact, TimeOrDay value) {
    return value == null ? this : put(fact, value.word());
  }

  FactWriter put(Enum<?> fact, Boolean value) {
    return value == null ? this : put(fact, value ? 1 : 0);
  }

  FactWriter put(Enum<?> fact, Number value) {
    return value == null ? this : put(fact, value.longValue());
  }

  FactWriter put(Enum<?> high, Enum<?> low, UUID value) {
    return value == null
        ? this
        : put(high, value.getMostSignificantBits()).put(low, value.getLeastSignificantBits());
  }

  int present() {
    return present;
  }

  long[] values() {
    return values;
  }
}
