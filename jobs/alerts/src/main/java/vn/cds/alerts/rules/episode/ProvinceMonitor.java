package vn.cds.alerts.rules.episode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.cds.alerts.rules.decision.Peers;
import vn.cds.alerts.rules.definition.Rule;
import vn.cds.alerts.rules.definition.RuleIndicator;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.alerts.rules.statistics.FeedTotals;
import vn.cds.alerts.rules.statistics.Hours;
import vn.cds.alerts.rules.statistics.Ratio;
import vn.cds.contract.alerts.RuleScope;
import vn.cds.contract.time.WorkingCalendar;

/**
 * All rules over all communes of a province. It is driven by the roster: a commune that never sent
 * anything is watched like any other. Peers, muting and feeds lie within a province, so provinces
 * do not know each other.
 */
public final class ProvinceMonitor {
  private static final int FORMAT = 1;

  private final RuleSet rules;
  private final String province;

  /** By rule, then by unit; in the order of the file, so that what mutes is judged first. */
  private final Map<String, Map<String, Watch>> watches = new LinkedHashMap<>();

  private final Map<String, FeedTotals> feeds = new HashMap<>();
  private final OpenEpisodes open = new OpenEpisodes();

  /**
   * Begins to watch.
   *
   * @param communes codes of those in the roster
   */
  public ProvinceMonitor(
      RuleSet rules, String province, List<String> communes, WorkingCalendar calendar) {
    this.rules = rules;
    this.province = province;
    for (Rule rule : rules.rules()) {
      Map<String, Watch> units = new LinkedHashMap<>();
      List<String> judged = rule.scope() == RuleScope.PROVINCE ? List.of(province) : communes;
      judged.forEach(unit -> units.put(unit, new Watch(rule, unit, calendar)));
      watches.put(rule.id(), units);
      if (rule.scope() == RuleScope.PROVINCE) {
        feeds.put(rule.id(), new FeedTotals());
      }
    }
  }

  /**
   * Takes the counts of a commune's hour.
   *
   * @param commune one that is watched
   * @param hour any instant of it
   * @param counts absolute: they replace earlier counts of the hour
   * @param now when they arrived
   */
  public void observe(
      RuleIndicator indicator, String commune, Instant hour, Ratio counts, Instant now) {
    for (Rule rule : rules.rules()) {
      if (rule.indicator() == indicator) {
        Map<String, Watch> units = watches.get(rule.id());
        if (rule.scope() == RuleScope.PROVINCE) {
          Ratio total = feeds.get(rule.id()).add(commune, Hours.of(hour), counts);
          if (total != null) {
            units.get(province).observe(hour, total, now);
          }
        } else {
          units.get(commune).observe(hour, counts, now);
        }
      }
    }
  }

  /**
   * Judges every unit by every rule.
   *
   * @param now not before that of an earlier call
   * @return what has fired or ended, in the order of the rules and of the communes
   */
  public List<Transition> judge(Instant now) {
    List<Transition> transitions = new ArrayList<>();
    for (Rule rule : rules.rules()) {
      Map<String, Watch> units = watches.get(rule.id());
      Peers peers = Watch.peers(rule, units.values(), now);
      units.forEach(
          (unit, watch) -> {
            boolean muted = open.mutes(rule, unit, province);
            Optional<Transition> transition = watch.judge(now, muted, peers);
            transition.ifPresent(open::apply);
            transition.ifPresent(transitions::add);
          });
    }
    return transitions;
  }

  /** How many episodes are open. */
  public int open() {
    return open.size();
  }

  /** Writes the state: an entry for each rule and unit, without the rules. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(FORMAT);
    out.writeInt(watches.values().stream().mapToInt(Map::size).sum());
    for (Map<String, Watch> units : watches.values()) {
      for (Watch watch : units.values()) {
        out.writeUTF(watch.identity().rule());
        out.writeUTF(watch.identity().unit());
        out.writeUTF(watch.identity().indicator().word());
        writeEntry(out, watch::write);
      }
    }
    out.writeInt(feeds.size());
    for (Map.Entry<String, FeedTotals> feed : feeds.entrySet()) {
      out.writeUTF(feed.getKey());
      writeEntry(out, feed.getValue()::write);
    }
  }

  /**
   * Reads the state that a monitor wrote, which may have had other rules and other communes.
   *
   * @return the open episodes that nobody watches any more
   * @throws IOException when it was written by a later release
   */
  public List<OrphanedEpisode> read(DataInput in) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException(
          "The state of province "
              + province
              + " has format "
              + format
              + ", known is "
              + FORMAT
              + "; use the release that wrote it.");
    }
    List<OrphanedEpisode> orphaned = new ArrayList<>();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      String rule = in.readUTF();
      String unit = in.readUTF();
      String indicator = in.readUTF();
      DataInput entry = readEntry(in);
      Watch watch = watches.getOrDefault(rule, Map.of()).get(unit);
      if (watch != null && watch.identity().indicator().word().equals(indicator)) {
        watch.read(entry);
        open.restore(watch);
      } else {
        OrphanedEpisode.of(rule, unit, indicator, Episode.read(entry)).ifPresent(orphaned::add);
      }
    }
    int feedSize = in.readInt();
    for (int i = 0; i < feedSize; i++) {
      FeedTotals feed = feeds.get(in.readUTF());
      DataInput entry = readEntry(in);
      if (feed != null) {
        feed.read(entry);
      }
    }
    return orphaned;
  }

  private interface Writer {
    void write(DataOutput out) throws IOException;
  }

  private static void writeEntry(DataOutput out, Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    writer.write(new DataOutputStream(bytes));
    out.writeInt(bytes.size());
    out.write(bytes.toByteArray());
  }

  private static DataInput readEntry(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
