package vn.cds.simulator.fault;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Invented personal data in fields that the contract does not list. Tests look for it everywhere:
 * no state, table, topic, log or page may ever hold it.
 */
public final class Canary {

  /** A name. */
  public static final String NAME = "CANARY-NGUYEN-VAN-A";

  /** A phone number. */
  public static final String PHONE = "CANARY-0900000000";

  /** An identity number. */
  public static final String IDENTITY = "CANARY-038000000000";

  private static final String FIELDS =
      "\"citizen_name\":\"%s\",\"phone\":\"%s\",\"applicant\":{\"identity_number\":\"%s\"}"
          .formatted(NAME, PHONE, IDENTITY);
  private static final byte[] TAIL = ("," + FIELDS + "}").getBytes(StandardCharsets.UTF_8);

  private Canary() {}

  /** All texts to look for; each begins with {@code CANARY-}. */
  public static List<String> values() {
    return List.of(NAME, PHONE, IDENTITY);
  }

  /** The same JSON object with the canary fields at its end. */
  public static byte[] addTo(byte[] object) {
    byte[] result = Arrays.copyOf(object, object.length - 1 + TAIL.length);
    System.arraycopy(TAIL, 0, result, object.length - 1, TAIL.length);
    return result;
  }
}
