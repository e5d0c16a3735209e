package vn.cds.contract.code;

import java.util.HashMap;
import java.util.Map;

/**
 * A value that has one name on the wire and one number in state and storage. Neither ever changes.
 */
public interface WireEnum {

  /** Name in JSON, such as {@code supplement_requested}. */
  String wireName();

  /** The official code where there is one, else the place in docs/contract.md, from 1. */
  int code();

  static <T extends WireEnum> Map<String, T> byName(T[] values) {
    Map<String, T> map = new HashMap<>();
    for (T value : values) {
      map.put(value.wireName(), value);
    }
    return Map.copyOf(map);
  }

  static <T extends WireEnum> Map<Integer, T> byCode(T[] values) {
    Map<Integer, T> map = new HashMap<>();
    for (T value : values) {
      map.put(value.code(), value);
    }
    return Map.copyOf(map);
  }
}
