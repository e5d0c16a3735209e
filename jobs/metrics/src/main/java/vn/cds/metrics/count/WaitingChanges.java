package vn.cds.metrics.count;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.function.ThrowingConsumer;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.PackedChange;

/** The changes that wait to be counted, by commune. */
final class WaitingChanges {
  private final Map<String, OfCommune> byCommune = new HashMap<>();
  private int size;

  /** The packed changes of one commune, one behind the other. */
  private static final class OfCommune {
    final DataOutputSerializer bytes;
    int size;

    OfCommune(int capacity) {
      bytes = new DataOutputSerializer(capacity);
    }
  }

  void add(PackedChange change) throws IOException {
    OfCommune waiting =
        byCommune.computeIfAbsent(
            change.communeCode(), key -> new OfCommune(change.bytes().length));
    waiting.bytes.write(change.bytes());
    waiting.size++;
    size++;
  }

  /** Number of changes of all communes. */
  int size() {
    return size;
  }

  /** The communes that have changes. */
  List<String> communes() {
    return List.copyOf(byCommune.keySet());
  }

  /**
   * Removes the changes of a commune and hands them over one by one.
   *
   * @return false when there are none
   */
  boolean take(String commune, ThrowingConsumer<Change, Exception> consumer) throws Exception {
    OfCommune waiting = byCommune.remove(commune);
    if (waiting == null) {
      return false;
    }
    size -= waiting.size;
    DataInputDeserializer changes =
        new DataInputDeserializer(waiting.bytes.getSharedBuffer(), 0, waiting.bytes.length());
    while (changes.available() > 0) {
      consumer.accept(PackedChange.read(commune, changes));
    }
    return true;
  }
}
