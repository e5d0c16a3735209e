package vn.cds.runtime.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.file.DataText;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.settings.Faults;
import vn.cds.contract.settings.KeyValues;
import vn.cds.contract.settings.KeyValues.Entry;
import vn.cds.contract.settings.Secret;

/**
 * What an operator may choose about a job. {@code job.properties} beside the jobs is the manual:
 * each key with its purpose, unit, default and what happens when it is too low or too high. Keys of
 * Flink itself (checkpoints, state backend, parallelism, restart) stand in the same file under
 * their own names.
 *
 * <p>Unknown keys, values that do not parse and values that contradict each other are all told at
 * once, before the job starts. Secrets never stand in the file: it names an environment variable or
 * a file that holds them.
 */
public final class JobOptions implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final ConfigOption<String> KAFKA_SERVERS = text("kafka.bootstrap.servers", null);
  public static final ConfigOption<String> KAFKA_GROUP = text("kafka.group.id", "cds");
  public static final ConfigOption<String> KAFKA_PROPERTIES_FILE =
      text("kafka.properties.file", "");
  public static final ConfigOption<String> DOCUMENTS_TOPIC =
      text("topic.documents", "cds.documents");
  public static final ConfigOption<String> PAYMENTS_TOPIC = text("topic.payments", "cds.payments");
  public static final ConfigOption<String> SERVICE_REQUESTS_TOPIC =
      text("topic.service-requests", "cds.service-requests");
  public static final ConfigOption<String> DECLARED_FIGURES_TOPIC =
      text("topic.declared-figures", "cds.declared-figures");
  public static final ConfigOption<String> IMPORT_TOPIC_PREFIX =
      text("topic.import.prefix", "cds.import.");
  public static final ConfigOption<String> DEAD_LETTERS_TOPIC =
      text("topic.dead-letters", "cds.dead-letters");
  public static final ConfigOption<String> TOO_LATE_TOPIC = text("topic.too-late", "cds.too-late");
  public static final ConfigOption<String> METRICS_TOPIC = text("topic.metrics", "cds.metrics");
  public static final ConfigOption<String> ALERT_RULES_TOPIC =
      text("topic.alert-rules", AlertTopics.RULES);
  public static final ConfigOption<String> ALERT_SILENCES_TOPIC =
      text("topic.alert-silences", AlertTopics.SILENCES);
  public static final ConfigOption<String> ALERTS_TOPIC =
      text("topic.alerts", AlertTopics.TRANSITIONS);
  public static final ConfigOption<String> ALERT_HEARTBEATS_TOPIC =
      text("topic.alert-heartbeats", AlertTopics.HEARTBEATS);
  public static final ConfigOption<String> START = text("start.position", "committed");
  public static final ConfigOption<Boolean> BOUNDED =
      key("run.bounded").booleanType().defaultValue(false);
  public static final ConfigOption<Integer> GENERATION =
      key("run.generation").intType().defaultValue(0);
  public static final ConfigOption<Boolean> LATENESS_LIMITED =
      key("lateness.limited").booleanType().defaultValue(true);
  public static final ConfigOption<Duration> LATENESS_MINUTE =
      duration("lateness.minute", Duration.ofHours(3));
  public static final ConfigOption<Duration> LATENESS_HOUR =
      duration("lateness.hour", Duration.ofDays(3));
  public static final ConfigOption<Duration> LATENESS_DAY =
      duration("lateness.day", Duration.ofDays(40));
  public static final ConfigOption<Duration> COHORT_RETENTION =
      duration("cohort.retention", Duration.ofDays(400));
  public static final ConfigOption<String> HISTORY_UNTIL = text("history.until", "");
  public static final ConfigOption<Duration> SYNC_SUSPECT_AFTER =
      duration("sync.suspect.after", Duration.ofHours(24));
  public static final ConfigOption<Duration> EMIT_INTERVAL =
      duration("emit.interval", Duration.ofSeconds(1));
  public static final ConfigOption<Integer> EMIT_CHANGES =
      key("emit.changes").intType().defaultValue(750_000);
  public static final ConfigOption<Boolean> ENTITY_ROWS =
      key("entity.rows").booleanType().defaultValue(true);
  public static final ConfigOption<Duration> JUDGE_INTERVAL =
      duration("alerts.judge.interval", Duration.ofSeconds(1));
  public static final ConfigOption<Duration> HEARTBEAT_INTERVAL =
      duration("alerts.heartbeat.interval", Duration.ofSeconds(15));
  public static final ConfigOption<Duration> IDLE_AFTER =
      duration("source.idle.after", Duration.ofSeconds(5));
  public static final ConfigOption<String> CLICKHOUSE_URL = text("clickhouse.url", null);
  public static final ConfigOption<String> CLICKHOUSE_USER = text("clickhouse.user", "default");
  public static final ConfigOption<String> CLICKHOUSE_PASSWORD_ENV =
      text("clickhouse.password.env", "CDS_CLICKHOUSE_PASSWORD");
  public static final ConfigOption<String> CLICKHOUSE_PASSWORD_FILE =
      text("clickhouse.password.file", "");
  public static final ConfigOption<Integer> SINK_BATCH_ROWS =
      key("sink.batch.rows").intType().defaultValue(20_000);
  public static final ConfigOption<Integer> SINK_RETRIES =
      key("sink.retries").intType().defaultValue(5);
  public static final ConfigOption<String> UNITS_FILE = text("roster.units.file", "");
  public static final ConfigOption<String> PROVINCES_FILE = text("roster.provinces.file", "");
  public static final ConfigOption<String> FORMER_UNITS_FILE = text("roster.former-units.file", "");
  public static final ConfigOption<String> FIGURES_FILE = text("figures.file", "");
  public static final ConfigOption<String> CALENDAR_FILE = text("calendar.days.file", "");
  public static final ConfigOption<String> WORKING_HOURS_FILE = text("calendar.hours.file", "");

  /** Every option of ours, in the order of the manual. */
  public static final List<ConfigOption<?>> ALL =
      List.of(
          KAFKA_SERVERS,
          KAFKA_GROUP,
          KAFKA_PROPERTIES_FILE,
          DOCUMENTS_TOPIC,
          PAYMENTS_TOPIC,
          SERVICE_REQUESTS_TOPIC,
          DECLARED_FIGURES_TOPIC,
          IMPORT_TOPIC_PREFIX,
          DEAD_LETTERS_TOPIC,
          TOO_LATE_TOPIC,
          METRICS_TOPIC,
          ALERT_RULES_TOPIC,
          ALERT_SILENCES_TOPIC,
          ALERTS_TOPIC,
          ALERT_HEARTBEATS_TOPIC,
          START,
          BOUNDED,
          GENERATION,
          LATENESS_LIMITED,
          LATENESS_MINUTE,
          LATENESS_HOUR,
          LATENESS_DAY,
          COHORT_RETENTION,
          HISTORY_UNTIL,
          SYNC_SUSPECT_AFTER,
          EMIT_INTERVAL,
          EMIT_CHANGES,
          ENTITY_ROWS,
          JUDGE_INTERVAL,
          HEARTBEAT_INTERVAL,
          IDLE_AFTER,
          CLICKHOUSE_URL,
          CLICKHOUSE_USER,
          CLICKHOUSE_PASSWORD_ENV,
          CLICKHOUSE_PASSWORD_FILE,
          SINK_BATCH_ROWS,
          SINK_RETRIES,
          UNITS_FILE,
          PROVINCES_FILE,
          FORMER_UNITS_FILE,
          FIGURES_FILE,
          CALENDAR_FILE,
          WORKING_HOURS_FILE);

  private final Map<String, String> values;

  private JobOptions(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  /**
   * Reads the file and lays the overrides on top.
   *
   * @param file a properties file in UTF-8, or null for the defaults alone
   * @throws InvalidDataFile when anything in them is wrong; the message lists every fault and what
   *     to do
   */
  public static JobOptions load(Path file, Map<String, String> overrides) {
    Faults faults = new Faults(file == null ? "job options" : file.getFileName().toString());
    Map<String, Entry> entries = new TreeMap<>();
    if (file != null) {
      entries.putAll(KeyValues.of(DataText.read(file), faults));
    }
    overrides.forEach((key, value) -> entries.put(key, new Entry(0, value)));
    Map<String, String> values = new TreeMap<>();
    entries.forEach((key, entry) -> values.put(key, entry.value()));
    JobOptions options = new JobOptions(values);
    options.check(faults, key -> entries.containsKey(key) ? entries.get(key).line() : 0);
    faults.throwIfAny();
    return options;
  }

  private void check(Faults faults, ToIntFunction<String> line) {
    int before = faults.count();
    KnownKeys known = KnownKeys.get();
    values.forEach(
        (key, value) ->
            known.fault(key, value).ifPresent(what -> faults.add(line.applyAsInt(key), what)));
    BiConsumer<ConfigOption<?>, String> fault =
        (option, what) -> faults.add(line.applyAsInt(option.key()), option.key() + " " + what);
    for (ConfigOption<?> option : List.of(KAFKA_SERVERS, CLICKHOUSE_URL)) {
      if (values.getOrDefault(option.key(), "").isEmpty()) {
        fault.accept(
            option,
            "is not set: say where it is, for example --set "
                + option.key()
                + "="
                + example(option));
      }
    }
    if (Secret.standsIn(values.getOrDefault(CLICKHOUSE_URL.key(), ""))) {
      fault.accept(
          CLICKHOUSE_URL,
          "holds a user or a password, which would stand in the job graph: write only the"
              + " address, such as "
              + example(CLICKHOUSE_URL)
              + ", and set clickhouse.user and clickhouse.password.env or"
              + " clickhouse.password.file");
    }
    if (faults.count() == before) {
      checkBounds(fault);
    }
  }

  private void checkBounds(BiConsumer<ConfigOption<?>, String> fault) {
    if (get(GENERATION) < 0 || get(GENERATION) > 127) {
      fault.accept(GENERATION, "must lie between 0 and 127, it is " + get(GENERATION));
    }
    if (get(LATENESS_MINUTE).compareTo(get(LATENESS_HOUR)) > 0
        || get(LATENESS_HOUR).compareTo(get(LATENESS_DAY)) > 0) {
      fault.accept(
          LATENESS_MINUTE,
          "<= lateness.hour <= lateness.day must hold: a finer window cannot wait longer");
    }
    if (get(LATENESS_DAY).compareTo(get(COHORT_RETENTION)) > 0) {
      fault.accept(
          COHORT_RETENTION, "must be at least lateness.day: an event must find its dossier");
    }
    if (get(LATENESS_MINUTE).isNegative()) {
      fault.accept(LATENESS_MINUTE, "must not be negative");
    }
    if (get(EMIT_INTERVAL).toMillis() < 10
        || get(EMIT_INTERVAL).compareTo(Duration.ofMinutes(5)) > 0) {
      fault.accept(EMIT_INTERVAL, "must lie between 10 ms and 5 min");
    }
    if (get(EMIT_CHANGES) < 1) {
      fault.accept(EMIT_CHANGES, "must be at least 1");
    }
    if (get(JUDGE_INTERVAL).toMillis() < 10
        || get(JUDGE_INTERVAL).compareTo(get(HEARTBEAT_INTERVAL)) > 0) {
      fault.accept(
          JUDGE_INTERVAL,
          "must lie between 10 ms and alerts.heartbeat.interval: a heartbeat tells of a judgement");
    }
    if (get(SINK_BATCH_ROWS) < 1) {
      fault.accept(SINK_BATCH_ROWS, "must be at least 1");
    }
    if (get(SINK_RETRIES) < 0) {
      fault.accept(SINK_RETRIES, "must be at least 0");
    }
    if (get(UNITS_FILE).isEmpty() != get(PROVINCES_FILE).isEmpty()) {
      fault.accept(UNITS_FILE, "and roster.provinces.file go together: set both or neither");
    }
    if (get(CALENDAR_FILE).isEmpty() != get(WORKING_HOURS_FILE).isEmpty()) {
      fault.accept(CALENDAR_FILE, "and calendar.hours.file go together: set both or neither");
    }
    String start = get(START);
    if (!List.of("committed", "earliest", "latest").contains(start)) {
      try {
        Instant.parse(start);
      } catch (DateTimeParseException e) {
        fault.accept(
            START,
            "must be committed, earliest, latest or an instant such as 2026-10-08T00:00:00Z");
      }
    }
    if (historyUntil().isEmpty() && !get(HISTORY_UNTIL).isEmpty()) {
      fault.accept(
          HISTORY_UNTIL, "must be always, or an instant such as 2027-01-31T00:00:00Z, or empty");
    }
    if (!get(CLICKHOUSE_URL).startsWith("jdbc:")) {
      fault.accept(CLICKHOUSE_URL, "must be a JDBC address such as " + example(CLICKHOUSE_URL));
    }
  }

  private static String example(ConfigOption<?> option) {
    return option == CLICKHOUSE_URL ? "jdbc:clickhouse://localhost:8123/cds" : "localhost:9092";
  }

  /**
   * Until when records of imports count however old they are; empty when imports are not read.
   *
   * @return {@link Instant#MAX} when this never ends
   */
  public Optional<Instant> historyUntil() {
    String until = get(HISTORY_UNTIL);
    if (until.equals("always")) {
      return Optional.of(Instant.MAX);
    }
    try {
      return until.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(until));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The value of one of {@link #ALL}; the default when it is not set. */
  public <T> T get(ConfigOption<T> option) {
    return Configuration.fromMap(values).get(option);
  }

  /**
   * The keys of Flink itself that the operator set: checkpoints, state backend, parallelism,
   * restart.
   */
  public Configuration flink() {
    Map<String, String> flink = new TreeMap<>(values);
    ALL.forEach(option -> flink.remove(option.key()));
    return Configuration.fromMap(flink);
  }

  /** These options with others on top, checked again. */
  public JobOptions with(Map<String, String> overrides) {
    return load(null, merged(overrides));
  }

  private Map<String, String> merged(Map<String, String> overrides) {
    Map<String, String> merged = new TreeMap<>(values);
    merged.putAll(overrides);
    return merged;
  }

  /** Every option as it stands; holds no secret, because secrets are only named here. */
  @Override
  public String toString() {
    return values.toString();
  }

  private static ConfigOption<String> text(String key, String defaultValue) {
    return defaultValue == null
        ? key(key).stringType().noDefaultValue()
        : key(key).stringType().defaultValue(defaultValue);
  }

  private static ConfigOption<Duration> duration(String key, Duration defaultValue) {
    return key(key).durationType().defaultValue(defaultValue);
  }
}
