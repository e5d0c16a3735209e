package vn.cds.importer.state;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Many states by their entity, compressed each for itself. Not thread-safe. */
final class PackedStates {
  /** What most states have, the most frequent last. Used in memory alone; may change. */
  private static final byte[] DICTIONARY =
      ("\"document_number\":\"\"document_date\":\"\"direction\":\"incoming\"outgoing\"sent_at\":\""
              + "\"payment_id\":\"\"started_at\":\"\"category\":\"fee\"method\":\"qr\"amount_vnd\":"
              + "\"level\":\"full\"partial\"fee_due_vnd\":\"handling_limit_hours\":"
              + "\"attachments_digitised\":true,\"electronic_result\":false,"
              + "\"channel\":\"online\"counter\"postal\",\"issuer_code\":\""
              + "T17:00:00+07:00\",\"accepted_at\":\"\"done_at\":\"\"due_at\":\""
              + "{\"format\":1,\"as_of\":\"2026-\",\"events\":[{\"standing\":0,\"source\":\""
              + "\"event\":{\"schema_version\":1,\"event_id\":\"-\",\"occurred_at\":\"2026-"
              + "\",\"commune_code\":\"14\",\"status\":\"registered\",\"dossier_code\":\"H"
              + "\",\"procedure_code\":\"1.00\",\"submitted_at\":\"2026-\"}}]}")
          .getBytes(StandardCharsets.UTF_8);

  private final Map<String, byte[]> states = new HashMap<>();
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final Inflater inflater = new Inflater(true);
  private final byte[] buffer = new byte[8192];

  int size() {
    return states.size();
  }

  /** {@link EntityState#UNKNOWN} when there is none. */
  EntityState get(String entity) {
    byte[] packed = states.get(entity);
    return packed == null ? EntityState.UNKNOWN : StateCodec.read(unpack(packed));
  }

  boolean contains(String entity) {
    return states.containsKey(entity);
  }

  void put(String entity, EntityState state) {
    putJson(entity, StateCodec.write(state));
  }

  /**
   * @param state as {@link StateCodec} writes it
   */
  void putJson(String entity, byte[] state) {
    states.put(entity, pack(state));
  }

  void remove(String entity) {
    states.remove(entity);
  }

  /** Sorted, so that what is done for each is done in the same order everywhere. */
  List<String> entities() {
    List<String> entities = new ArrayList<>(states.keySet());
    entities.sort(null);
    return entities;
  }

  /** Bytes of the compressed states, without what a map needs. */
  long packedBytes() {
    return states.values().stream().mapToLong(packed -> packed.length).sum();
  }

  private byte[] pack(byte[] state) {
    deflater.reset();
    deflater.setDictionary(DICTIONARY);
    deflater.setInput(state);
    deflater.finish();
    int length = deflater.deflate(buffer);
    if (deflater.finished()) {
      return Arrays.copyOf(buffer, length);
    }
    ByteArrayOutputStream more = new ByteArrayOutputStream(4 * buffer.length);
    more.write(buffer, 0, length);
    while (!deflater.finished()) {
      more.write(buffer, 0, deflater.deflate(buffer));
    }
    return more.toByteArray();
  }

  private byte[] unpack(byte[] packed) {
    try {
      inflater.reset();
      inflater.setDictionary(DICTIONARY);
      inflater.setInput(packed);
      ByteArrayOutputStream state = new ByteArrayOutputStream(2048);
      while (!inflater.finished()) {
        int length = inflater.inflate(buffer);
        if (length == 0 && !inflater.finished()) {
          throw new DataFormatException("it ends too early");
        }
        state.write(buffer, 0, length);
      }
      return state.toByteArray();
    } catch (DataFormatException e) {
      throw new IllegalStateException("a state in memory is broken", e);
    }
  }
}
