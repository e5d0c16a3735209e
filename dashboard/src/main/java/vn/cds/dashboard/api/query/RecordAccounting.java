package vn.cds.dashboard.api.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.cds.dashboard.api.query.InputTopics.Held;
import vn.cds.dashboard.api.query.InputTopics.Partition;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;

/**
 * What became of every record, over all provinces.
 *
 * @param accounts per stream
 * @param openTransactions those that hold back the records behind them, the oldest first; null when
 *     Kafka did not say
 */
public record RecordAccounting(List<Accounts> accounts, List<OpenTransaction> openTransactions) {

  /**
   * One stream: {@code produced = counted + duplicates + deadLetters + tooLate + retractions +
   * withoutRecord + waiting + gap}. What Kafka says is null when it is not asked.
   *
   * @param produced offsets that were ever written
   * @param topics the same by topic
   * @param withoutRecord offsets without a committed record: ends of transactions, and records of
   *     aborted ones
   * @param waiting records behind the last checkpoint that are not counted yet
   * @param gap what is nowhere; below 0 when more is accounted for than was produced
   */
  public record Accounts(
      String stream,
      Long produced,
      Map<String, Long> topics,
      long counted,
      long duplicates,
      long deadLetters,
      long tooLate,
      long retractions,
      Long withoutRecord,
      Long waiting,
      Long gap) {}

  /**
   * Transactions in a topic that are neither committed nor aborted.
   *
   * @param partitions in which one is open
   * @param since when the first of them arrived: since then nothing committed arrives there
   */
  public record OpenTransaction(String topic, int partitions, Instant since) {}

  /**
   * Reads them.
   *
   * @param kafka null when it is not known
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   * @throws InputTopics.Unavailable when Kafka does not answer
   */
  public static RecordAccounting read(NamedQueries queries, InputTopics kafka) {
    // In this order a record that is on its way is never taken for one that was lost, or for one
    // that was counted before it was produced.
    Map<Partition, Long> settled = kafka == null ? Map.of() : kafka.settled();
    List<Row> positions = queries.run("topic_positions", Map.of());
    List<Row> counted = queries.run("conservation", Map.of());
    if (kafka == null) {
      return new RecordAccounting(
          counted.stream().map(row -> new Sums().accounts(row, false)).toList(), null);
    }
    Map<Partition, Long> read = new HashMap<>();
    Map<Partition, Long> withoutRecord = new HashMap<>();
    for (Row row : positions) {
      Partition partition = new Partition(row.text("topic"), (int) row.integer("partition"));
      read.put(partition, row.integer("next_offset"));
      withoutRecord.put(partition, row.integer("without_record"));
    }
    Map<Partition, Held> held = kafka.held(read);
    Map<String, Sums> streams = new HashMap<>();
    held.forEach(
        (partition, now) ->
            streams
                .computeIfAbsent(stream(partition), stream -> new Sums())
                .add(
                    partition.topic(),
                    now,
                    read.getOrDefault(partition, now.nextRecord()),
                    withoutRecord.getOrDefault(partition, 0L),
                    settled.getOrDefault(partition, 0L)));
    return new RecordAccounting(
        counted.stream()
            .map(row -> streams.getOrDefault(row.text("stream"), new Sums()).accounts(row, true))
            .toList(),
        open(held));
  }

  private static String stream(Partition partition) {
    return partition.topic().substring(partition.topic().lastIndexOf('.') + 1);
  }

  private static List<OpenTransaction> open(Map<Partition, Held> held) {
    Map<String, OpenTransaction> topics = new TreeMap<>();
    held.forEach(
        (partition, now) -> {
          if (now.openSince() != null) {
            topics.merge(
                partition.topic(),
                new OpenTransaction(partition.topic(), 1, now.openSince()),
                (a, b) ->
                    new OpenTransaction(
                        a.topic(),
                        a.partitions() + b.partitions(),
                        a.since().isBefore(b.since()) ? a.since() : b.since()));
          }
        });
    List<OpenTransaction> open = new ArrayList<>(topics.values());
    open.sort(Comparator.comparing(OpenTransaction::since));
    return List.copyOf(open);
  }

  /** What Kafka and the positions say of one stream. */
  private static final class Sums {
    private final Map<String, Long> topics = new TreeMap<>();
    private long produced;
    private long withoutRecord;
    private long unsettled;

    /**
     * @param read how far the partition was read
     * @param withoutRecord offsets without a committed record up to there
     * @param settled how far it is certainly counted
     */
    void add(String topic, Held now, long read, long withoutRecord, long settled) {
      produced += now.end();
      topics.merge(topic, now.end(), Long::sum);
      this.withoutRecord += withoutRecord + Math.max(0, now.nextRecord() - read);
      unsettled += now.end() - settled - Math.max(0, now.nextRecord() - Math.max(read, settled));
    }

    Accounts accounts(Row row, boolean known) {
      long counted = row.integer("counted");
      long duplicates = row.integer("duplicates");
      long deadLetters = row.integer("dead_letters");
      long tooLate = row.integer("too_late");
      long retractions = row.integer("retractions");
      long missing =
          produced - counted - duplicates - deadLetters - tooLate - retractions - withoutRecord;
      long waiting = Math.max(0, Math.min(missing, unsettled));
      return new Accounts(
          row.text("stream"),
          known ? produced : null,
          known ? topics : null,
          counted,
          duplicates,
          deadLetters,
          tooLate,
          retractions,
          known ? withoutRecord : null,
          known ? waiting : null,
          known ? missing - waiting : null);
    }
  }
}
