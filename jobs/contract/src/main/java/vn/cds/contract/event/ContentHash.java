package vn.cds.contract.event;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import vn.cds.contract.code.WireEnum;
import vn.cds.contract.time.TimeOrDay;

/**
 * The hash behind {@link Event#contentHash()}. It never changes; a golden test holds it.
 *
 * <p>Each listed field but {@code event_id}, {@code schema_version} and {@code retracted}, in the
 * order of docs/contract.md, gives one 64-bit word (a UUID two): absent {@code 0x8000000000000000},
 * a time its milliseconds since 1970, a day instead of a time its days since 1970 less
 * 2<sup>48</sup>, a date its days since 1970, an enum its code, a boolean 0 or 1, a number itself,
 * a text the 64-bit FNV-1a hash of its UTF-16 units. A field that the contract did not have from
 * the beginning gives nothing when it is absent, else its number among such fields of its event and
 * then its value: the hash of an event without it is what it was. From {@link #START}, each word is
 * taken in by {@code hash = (hash ^ word) * 0x9E3779B97F4A7C15; hash ^= hash >>> 29}. At the end
 * come the finaliser of MurmurHash3 and its upper 32 bits.
 */
final class ContentHash {

  static final long START = 0xCBF29CE484222325L;
  private static final long ABSENT = Long.MIN_VALUE;

  private ContentHash() {}

  static long add(long hash, long word) {
    long mixed = (hash ^ word) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 29);
  }

  static long add(long hash, Long value) {
    return add(hash, value == null ? ABSENT : (long) value);
  }

  static long add(long hash, Integer value) {
    return add(hash, value == null ? ABSENT : (long) value);
  }

  static long add(long hash, Boolean value) {
    return add(hash, value == null ? ABSENT : value ? 1L : 0L);
  }

  /**
   * A field that was added to the contract later.
   *
   * @param number among such fields of its event, from 1; two fields with one value differ by it
   */
  static long addLater(long hash, int number, Boolean value) {
    return value == null ? hash : add(add(hash, (long) number), value);
  }

  static long add(long hash, Instant value) {
    return add(hash, value == null ? ABSENT : value.toEpochMilli());
  }

  static long add(long hash, TimeOrDay value) {
    return add(hash, value == null ? ABSENT : value.word());
  }

  static long add(long hash, LocalDate value) {
    return add(hash, value == null ? ABSENT : value.toEpochDay());
  }

  static long add(long hash, WireEnum value) {
    return add(hash, value == null ? ABSENT : (long) value.code());
  }

  static long add(long hash, UUID value) {
    return value == null
        ? add(hash, ABSENT)
        : add(add(hash, value.getMostSignificantBits()), value.getLeastSignificantBits());
  }

  static long add(long hash, String value) {
    if (value == null) {
      return add(hash, ABSENT);
    }
    long text = 0xCBF29CE484222325L;
    for (int i = 0; i < value.length(); i++) {
      text = (text ^ value.charAt(i)) * 0x100000001B3L;
    }
    return add(hash, text);
  }

  static int fold(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xFF51AFD7ED558CCDL;
    h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return (int) ((h ^ (h >>> 33)) >>> 32);
  }
}
