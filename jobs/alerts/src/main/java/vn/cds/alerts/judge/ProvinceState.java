package vn.cds.alerts.judge;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.cds.alerts.input.Observation;
import vn.cds.alerts.rules.definition.RuleIndicator;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.alerts.rules.episode.OrphanedEpisode;
import vn.cds.alerts.rules.episode.ProvinceMonitor;
import vn.cds.alerts.rules.statistics.Ratio;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;

/**
 * The state of a province: the latest rows, the open dossiers, and the state of the rules. It has
 * no clock of its own and does not use Flink.
 */
public final class ProvinceState {
  /** Up from 1, in which refused records had no positions. */
  private static final int FORMAT = 2;

  /**
   * What does not change while a job runs.
   *
   * @param dossierRetention how long after its day a dossier can still end
   */
  public record Setting(Roster roster, WorkingCalendar calendar, Duration dossierRetention)
      implements Serializable {}

  private final Setting setting;
  private final Province province;
  private final Map<String, HourRows> rows = new HashMap<>();
  private final Map<String, OpenDossiers> dossiers = new HashMap<>();

  /** What {@link RuleIndicator#OVERDUE} was last said to be. */
  private final Map<String, Ratio> overdue = new HashMap<>();

  private RuleSet rules;
  private LocalDate day;

  /** Names of the communes of that day, by code. */
  private Map<String, String> names;

  private ProvinceMonitor monitor;

  /** Begins to watch the communes that are in the roster at a moment. */
  public ProvinceState(Setting setting, Province province, RuleSet rules, Instant now) {
    this.setting = setting;
    this.province = province;
    this.rules = rules;
    this.day = VietnamTime.localDay(now);
    this.names = names(day);
    this.monitor = monitor();
  }

  private ProvinceMonitor monitor() {
    return new ProvinceMonitor(
        rules, province.code(), List.copyOf(names.keySet()), setting.calendar);
  }

  private Map<String, String> names(LocalDate day) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Unit unit : setting.roster.units(province.code(), day)) {
      names.put(unit.code(), unit.name());
    }
    return names;
  }

  /** Takes an observation; one of a commune that is not in the roster is dropped. */
  public void accept(Observation learnt) {
    String commune = learnt.commune();
    if (!names.containsKey(commune)) {
      return;
    }
    Instant arrived = Instant.ofEpochMilli(learnt.arrivedAt());
    if (learnt.kind() == Observation.Kind.DOSSIER) {
      dossiers.computeIfAbsent(commune, code -> new OpenDossiers()).put(learnt);
      return;
    }
    HourRows hours = rows.computeIfAbsent(commune, code -> new HourRows());
    long number = learnt.window();
    Instant hour = Instant.ofEpochMilli(number * Observation.HOUR_MILLIS);
    if (learnt.kind() == Observation.Kind.REFUSED) {
      if (!hours.addRefused(learnt)) {
        return;
      }
    } else {
      if (!hours.put(learnt)) {
        return;
      }
      observeStream(learnt, hour, arrived);
      monitor.observe(RuleIndicator.ALL_EVENTS, commune, hour, hours.counted(number), arrived);
    }
    monitor.observe(
        RuleIndicator.REJECTED_OR_LATE, commune, hour, hours.refusedOrLate(number), arrived);
  }

  private void observeStream(Observation row, Instant hour, Instant arrived) {
    Ratio counted = Ratio.count(row.counted());
    Ratio share = new Ratio(row.part(), row.whole());
    switch (row.kind()) {
      case SERVICE_REQUESTS -> {
        monitor.observe(
            RuleIndicator.SERVICE_REQUEST_EVENTS, row.commune(), hour, counted, arrived);
        monitor.observe(RuleIndicator.ON_TIME, row.commune(), hour, share, arrived);
      }
      case DOCUMENTS ->
          monitor.observe(RuleIndicator.DOCUMENT_EVENTS, row.commune(), hour, counted, arrived);
      case PAYMENTS -> {
        monitor.observe(RuleIndicator.PAYMENT_EVENTS, row.commune(), hour, counted, arrived);
        monitor.observe(RuleIndicator.PAYMENT_FAILURES, row.commune(), hour, share, arrived);
      }
      case REFUSED, DOSSIER -> throw new IllegalArgumentException(row + " is no row of an hour");
    }
  }

  /**
   * Judges every commune by every rule.
   *
   * @param now not before that of an earlier call
   * @return what has fired or ended
   */
  public List<AlertTransition> judge(Instant now) {
    List<AlertTransition> told = new ArrayList<>(watch(rules, now));
    dossiers.forEach(
        (commune, open) -> {
          Ratio ratio = open.overdue(now.toEpochMilli());
          if (names.containsKey(commune) && !ratio.equals(overdue.put(commune, ratio))) {
            monitor.observe(RuleIndicator.OVERDUE, commune, now, ratio, now);
          }
        });
    monitor.judge(now).forEach(decided -> told.add(Messages.of(decided, rules, province, names)));
    return told;
  }

  /**
   * Replaces the rules; those that stay keep their state.
   *
   * @return open episodes that end because nobody watches them any more
   */
  public List<AlertTransition> change(RuleSet changed, Instant now) {
    return watch(changed, now);
  }

  /** Goes on with these rules and with the roster of the day. */
  private List<AlertTransition> watch(RuleSet inForce, Instant now) {
    LocalDate today = VietnamTime.localDay(now);
    if (inForce == rules && today.equals(day)) {
      return List.of();
    }
    RuleSet rulesBefore = rules;
    Map<String, String> namesBefore = names;
    day = today;
    names = names(today);
    rules = inForce;
    dossiers
        .values()
        .forEach(open -> open.removeBefore(today.toEpochDay() - setting.dossierRetention.toDays()));
    if (inForce == rulesBefore && names.equals(namesBefore)) {
      return List.of();
    }
    forgetOthers();
    overdue.clear();
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      monitor.write(new DataOutputStream(bytes));
      monitor = monitor();
      return ended(
          monitor.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))),
          now,
          rulesBefore,
          namesBefore);
    } catch (IOException e) {
      throw new UncheckedIOException("Copying in memory failed.", e);
    }
  }

  /** Removes what communes sent that are no longer in the roster. */
  private void forgetOthers() {
    rows.keySet().retainAll(names.keySet());
    dossiers.keySet().retainAll(names.keySet());
  }

  private List<AlertTransition> ended(
      List<OrphanedEpisode> episodes, Instant now, RuleSet by, Map<String, String> namesThen) {
    List<AlertTransition> told = new ArrayList<>();
    for (OrphanedEpisode episode : episodes) {
      boolean stays = names.containsKey(episode.unit()) || province.code().equals(episode.unit());
      AlertTransition.Ending ending =
          stays ? AlertTransition.Ending.RULE_REMOVED : AlertTransition.Ending.UNIT_REMOVED;
      told.add(Messages.of(episode, ending, now, by, province, namesThen));
    }
    return told;
  }

  /** How many episodes are open. */
  public int open() {
    return monitor.open();
  }

  /** The state, without rules and roster. */
  public byte[] write() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeByte(FORMAT);
      out.writeInt(rows.size());
      for (Map.Entry<String, HourRows> entry : rows.entrySet()) {
        out.writeUTF(entry.getKey());
        entry.getValue().write(out);
      }
      out.writeInt(dossiers.size());
      for (Map.Entry<String, OpenDossiers> entry : dossiers.entrySet()) {
        out.writeUTF(entry.getKey());
        entry.getValue().write(out);
      }
      monitor.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed.", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Goes on where {@link #write} stopped.
   *
   * @param rules those that stood then
   * @param ended takes open episodes whose commune has left the roster since
   * @throws IOException when a later release wrote the state
   */
  public static ProvinceState read(
      Setting setting,
      Province province,
      RuleSet rules,
      Instant now,
      byte[] bytes,
      List<AlertTransition> ended)
      throws IOException {
    ProvinceState state = new ProvinceState(setting, province, rules, now);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int format = in.readByte();
    if (format < 1 || format > FORMAT) {
      throw new IOException(
          "The state of "
              + province.name()
              + " has format "
              + format
              + ", known are those up to "
              + FORMAT
              + "; use the release that wrote it.");
    }
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      state.rows.put(in.readUTF(), HourRows.read(in, format > 1));
    }
    size = in.readInt();
    for (int i = 0; i < size; i++) {
      state.dossiers.put(in.readUTF(), OpenDossiers.read(in));
    }
    ended.addAll(state.ended(state.monitor.read(in), now, rules, Map.of()));
    state.forgetOthers();
    return state;
  }
}
