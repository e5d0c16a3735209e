package vn.cds.alerts.judge;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.longlong.Roaring64NavigableMap;

/**
 * Positions of records in topics. Those of one partition and hour lie close together and take a
 * byte or two each.
 */
final class Positions {
  private final Map<String, Roaring64NavigableMap> offsets = new TreeMap<>();

  /** Adds a position; returns whether it is new. */
  boolean add(String source, long offset) {
    Roaring64NavigableMap known =
        offsets.computeIfAbsent(source, name -> new Roaring64NavigableMap());
    if (known.contains(offset)) {
      return false;
    }
    known.addLong(offset);
    return true;
  }

  /** How many positions are known. */
  long size() {
    return offsets.values().stream().mapToLong(Roaring64NavigableMap::getLongCardinality).sum();
  }

  /** In the portable format of Roaring bitmaps, which does not change between releases. */
  void write(DataOutput out) throws IOException {
    out.writeInt(offsets.size());
    for (Map.Entry<String, Roaring64NavigableMap> source : offsets.entrySet()) {
      out.writeUTF(source.getKey());
      source.getValue().serializePortable(out);
    }
  }

  void read(DataInput in) throws IOException {
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      Roaring64NavigableMap known = new Roaring64NavigableMap();
      offsets.put(in.readUTF(), known);
      known.deserializePortable(in);
    }
  }
}
