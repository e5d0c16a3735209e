package vn.cds.alerts.rules;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.cds.contract.WorkingCalendar;
import vn.cds.contract.alerts.Scope;

/**
 * All rules over all communes of a province. It is driven by the roster: a commune that never sent
 * anything is watched like any other. Peers, muting and feeds lie within a province, so provinces
 * do not know each other.
 */
public final class ProvinceMonitor {
  private final RuleSet rules;
  private final String province;
  private final List<String> communes;

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
    this.communes = List.copyOf(communes);
    for (Rule rule : rules.rules()) {
      Map<String, Watch> units = new LinkedHashMap<>();
      List<String> judged = rule.scope() == Scope.PROVINCE ? List.of(province) : this.communes;
      judged.forEach(unit -> units.put(unit, new Watch(rule, unit, calendar)));
      watches.put(rule.id(), units);
      if (rule.scope() == Scope.PROVINCE) {
        feeds.put(rule.id(), new FeedTotals());
      }
    }
  }

  /**
   * Takes the counts of a commune's hour.
   *
   * @param hour any instant of it
   * @param counts absolute: they replace earlier counts of the hour
   * @param now when they arrived
   */
  public void observe(
      Indicator indicator, String commune, Instant hour, Ratio counts, Instant now) {
    for (Rule rule : rules.rules()) {
      if (rule.indicator() == indicator) {
        Map<String, Watch> units = watches.get(rule.id());
        if (rule.scope() == Scope.PROVINCE) {
          Ratio total = feeds.get(rule.id()).add(commune, Hours.of(hour), counts);
          units.get(province).observe(hour, total, now);
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
      PeerGroup peers = peers(rule, units, now);
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

  private static PeerGroup peers(Rule rule, Map<String, Watch> units, Instant now) {
    return rule.levels() instanceof PeerRule.Levels levels
        ? PeerGroup.of(
            units.values().stream().map(watch -> watch.forPeers(now)).toList(), levels.minimumN())
        : PeerGroup.NONE;
  }

  /** Writes the state, without the rules. */
  public void write(DataOutput out) throws IOException {
    for (Map<String, Watch> units : watches.values()) {
      for (Watch watch : units.values()) {
        watch.write(out);
      }
    }
    for (Rule rule : rules.rules()) {
      if (rule.scope() == Scope.PROVINCE) {
        feeds.get(rule.id()).write(out);
      }
    }
  }

  /** Reads the state that a monitor of the same rules and communes wrote. */
  public void read(DataInput in) throws IOException {
    for (Map<String, Watch> units : watches.values()) {
      for (Watch watch : units.values()) {
        watch.read(in);
        open.restore(watch);
      }
    }
    for (Rule rule : rules.rules()) {
      if (rule.scope() == Scope.PROVINCE) {
        feeds.get(rule.id()).read(in);
      }
    }
  }
}
