package vn.cds.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import vn.cds.simulator.anomaly.AnomalyPlan;

/**
 * What a run has sent, and what must be counted of it if every record arrives at its {@code
 * sendAt}.
 *
 * @param options all that is needed to repeat the run
 * @param topics by topic name; per topic {@code produced = distinct + duplicates + retractions +
 *     tooLate + sum of deadLetters}
 * @param communes by commune code, without what is or will be taken back; communes without a
 *     counted event are left out
 * @param silentCommunes codes of those that send nothing
 * @param dayLateCommunes codes of those that send a day late
 * @param lateCommunes codes of those that by themselves finish fewer than nine of ten dossiers on
 *     time
 * @param anomalies the planned anomalies
 * @param lastSentAt RFC 3339, or null before the first record
 * @param canaries texts that must show up nowhere
 */
public record Truth(
    Map<String, String> options,
    Map<String, Topic> topics,
    Map<String, CommuneTruth> communes,
    List<String> silentCommunes,
    List<String> dayLateCommunes,
    List<String> lateCommunes,
    @JsonProperty("troubles") List<Anomaly> anomalies,
    String lastSentAt,
    List<String> canaries) {

  /**
   * One topic.
   *
   * @param produced records
   * @param distinct events that are counted, those that come late and those taken back among them
   * @param late of these, events after the lateness of their minute that are not taken back
   * @param takenBack of these, events that are or will be taken back
   * @param retractions first retractions of an event, also of one that never comes
   * @param duplicates further records of the same content
   * @param tooLate records after the lateness of their day or cohort
   * @param deadLetters by fault code
   */
  public record Topic(
      long produced,
      long distinct,
      long late,
      long takenBack,
      long retractions,
      long duplicates,
      long tooLate,
      Map<String, Long> deadLetters) {}

  /**
   * One commune.
   *
   * @param events counted events by topic name
   * @param dossiers by outcome in lower case, after the last event
   */
  public record CommuneTruth(Map<String, Long> events, Map<String, Long> dossiers) {}

  /**
   * The anomaly of a commune, and the alert rule that must fire.
   *
   * @param from RFC 3339
   * @param to RFC 3339, exclusive
   * @param flapSeconds how long it lasts before it pauses for as long; 0: it never pauses
   */
  public record Anomaly(String commune, String rule, String from, String to, double flapSeconds) {
    static Anomaly of(AnomalyPlan.Interval interval) {
      return new Anomaly(
          interval.commune(),
          interval.anomaly().rule(),
          interval.from().toString(),
          interval.to().toString(),
          interval.flap().toMillis() / 1000.0);
    }
  }

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /**
   * Writes it as JSON beside the events.
   *
   * @throws IOException when the file cannot be written
   */
  public void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }

  /**
   * Writes the anomalies as a table for {@code ./cds rules dry-run --truth}. A commune that flaps
   * is in it, too: its alert may fire once. Communes that finish dossiers late are below the target
   * and behind their peers; some do so during the whole run.
   *
   * @throws IOException when the file cannot be written
   */
  public void writeAnomalies(Path file) throws IOException {
    StringBuilder table = new StringBuilder("unit,rule,from,to\n");
    if (lastSentAt != null) { // else nothing of the run is known yet
      lateCommunes.forEach(one -> addLate(table, one, options.get("from"), lastSentAt));
    }
    for (Anomaly anomaly : anomalies) {
      if (anomaly.rule().equals(AnomalyPlan.Anomaly.ON_TIME_BELOW_TARGET.rule())) {
        addLate(table, anomaly.commune(), anomaly.from(), anomaly.to());
      } else {
        add(table, anomaly.commune(), anomaly.rule(), anomaly.from(), anomaly.to());
      }
    }
    Files.writeString(file, table);
  }

  private static void addLate(StringBuilder table, String commune, String from, String to) {
    add(table, commune, AnomalyPlan.Anomaly.ON_TIME_BELOW_TARGET.rule(), from, to);
    add(table, commune, "on-time-below-peers", from, to);
  }

  private static void add(
      StringBuilder table, String commune, String rule, String from, String to) {
    table.append("%s,%s,%s,%s\n".formatted(commune, rule, from, to));
  }

  /**
   * Reads a file written by {@link #write}.
   *
   * @throws IOException when it cannot be read
   */
  public static Truth read(Path file) throws IOException {
    return JSON.readValue(Files.readString(file), Truth.class);
  }
}
