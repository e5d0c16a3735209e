package vn.cds.alerts.judge;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import vn.cds.alerts.input.Observation;
import vn.cds.alerts.rules.statistics.Ratio;

/**
 * The open dossiers of a commune with their due times, so that the backlog can be counted at any
 * time without new rows. Dossiers that ended are removed. After a crash an earlier row may be sent
 * again and bring one back, until the row of its end is sent again behind it.
 */
final class OpenDossiers {

  /** A row per dossier and day it named. */
  private record Key(String dossier, long day) {}

  private record Open(long version, long dueAt) {}

  private final Map<Key, Open> open = new HashMap<>();
  private Ratio counted = Ratio.NONE;

  /** Until when {@link #counted} holds when nothing arrives, in milliseconds since 1970. */
  private long countedUntil = Long.MIN_VALUE;

  /** Takes the row of a dossier. */
  void put(Observation row) {
    Key key = new Key(row.dossier(), row.window());
    Open before = open.get(key);
    if (before != null && row.version() < before.version) {
      return;
    }
    if (row.dueAt() == Observation.ENDED) {
      open.remove(key);
    } else {
      open.put(key, new Open(row.version(), row.dueAt()));
    }
    countedUntil = Long.MIN_VALUE;
  }

  /** Forgets dossiers that belong to earlier days: the metric job keeps them no longer either. */
  void removeBefore(long day) {
    if (open.keySet().removeIf(key -> key.day < day)) {
      countedUntil = Long.MIN_VALUE;
    }
  }

  /** How many are overdue, of those open. */
  Ratio overdue(long now) {
    if (now > countedUntil) {
      long overdue = 0;
      long next = Long.MAX_VALUE;
      for (Open dossier : open.values()) {
        if (dossier.dueAt < now) {
          overdue++;
        } else {
          next = Math.min(next, dossier.dueAt);
        }
      }
      counted = new Ratio(overdue, open.size());
      countedUntil = next;
    }
    return counted;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(open.size());
    for (Map.Entry<Key, Open> entry : open.entrySet()) {
      out.writeUTF(entry.getKey().dossier);
      out.writeInt((int) entry.getKey().day);
      out.writeLong(entry.getValue().version);
      out.writeLong(entry.getValue().dueAt);
    }
  }

  static OpenDossiers read(DataInput in) throws IOException {
    OpenDossiers read = new OpenDossiers();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      Key key = new Key(in.readUTF(), in.readInt());
      read.open.put(key, new Open(in.readLong(), in.readLong()));
    }
    return read;
  }
}
