package vn.cds.proof.verify;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import vn.cds.contract.event.EventStream;
import vn.cds.proof.ClickHouseReader;
import vn.cds.proof.Comparison;
import vn.cds.proof.Difference;
import vn.cds.proof.oracle.Conservation;
import vn.cds.proof.oracle.Oracle;
import vn.cds.proof.oracle.Row;
import vn.cds.proof.oracle.TableShape;
import vn.cds.proof.oracle.TableShape.Column;
import vn.cds.proof.oracle.TableShape.Type;
import vn.cds.proof.oracle.Tables;

/**
 * The result of comparing ClickHouse with the oracle: every key of every table, and the balance of
 * every topic.
 */
public final class OracleCheck {
  /** How many differences of a table are printed. */
  static final int SHOWN = 20;

  /** How far the jobs have read; the oracle does not compute it. */
  private static final TableShape POSITION =
      new TableShape(
          "topic_position",
          List.of(new Column("topic", Type.TEXT), new Column("partition", Type.NUMBER)),
          List.of(
              new Column("first_offset", Type.NUMBER),
              new Column("next_offset", Type.NUMBER),
              new Column("records", Type.NUMBER)),
          List.of());

  /**
   * The balance of one topic.
   *
   * @param produced offsets
   * @param found what ClickHouse accounts for
   * @param expected what the oracle says it must
   */
  public record Balance(String topic, long produced, Conservation found, Conservation expected) {
    /**
     * Offsets that are not accounted for; below 0 when more are accounted for than were produced.
     */
    public long gap() {
      return produced - found.total();
    }

    boolean holds() {
      return gap() == 0 && found.equals(expected);
    }
  }

  private final List<Comparison.Result> tables;
  private final List<Balance> balances;

  private OracleCheck(List<Comparison.Result> tables, List<Balance> balances) {
    this.tables = tables;
    this.balances = balances;
  }

  /**
   * Reads all tables and compares them.
   *
   * @param contents of the partitions of the input topics
   */
  public static OracleCheck of(
      Oracle.Expected expected,
      ClickHouseReader clickHouse,
      Map<TopicPartition, InputTopics.Contents> contents) {
    List<Comparison.Result> tables = new ArrayList<>();
    Map<EventStream, Tally> tallies =
        Map.of(
            EventStream.DOCUMENTS, new Tally("document_day"),
            EventStream.PAYMENTS, new Tally("payment_day"),
            EventStream.SERVICE_REQUESTS, new Tally("service_request_day"));
    for (TableShape shape : TableShape.ALL) {
      Map<String, Row> found = clickHouse.read(shape);
      tables.add(Comparison.compare(shape, expected.tables().rows(shape.table()), found, SHOWN));
      tallies.forEach((stream, tally) -> tally.add(stream, shape.table(), found));
    }
    Map<String, Row> positions = clickHouse.read(POSITION);
    tables.add(
        Comparison.compare(POSITION, positions(contents, positions.keySet()), positions, SHOWN));
    List<Balance> balances = new ArrayList<>();
    for (EventStream stream : EventStream.values()) {
      String topic = stream.topic();
      long produced = 0;
      long records = 0;
      long found = 0;
      for (Map.Entry<TopicPartition, InputTopics.Contents> partition : contents.entrySet()) {
        if (partition.getKey().topic().equals(topic)
            || partition.getKey().topic().equals(InputTopics.ofImports(stream))) {
          InputTopics.Contents held = partition.getValue();
          produced += held.end() - held.begin();
          records += held.records();
          found += withoutRecord(positions.get(key(partition.getKey())), held.end());
        }
      }
      balances.add(
          new Balance(
              topic,
              produced,
              tallies.get(stream).conservation().withWithoutRecord(found),
              expected.conservation().get(topic).withWithoutRecord(produced - records)));
    }
    return new OracleCheck(tables, balances);
  }

  /** This, and what came of comparing something else. */
  OracleCheck with(Comparison.Result more) {
    return new OracleCheck(Stream.concat(tables.stream(), Stream.of(more)).toList(), balances);
  }

  /**
   * @param found by key; a job that does not read imports says nothing of their topics, which is
   *     right as long as they hold nothing
   */
  private static Map<String, Row> positions(
      Map<TopicPartition, InputTopics.Contents> contents, Set<String> found) {
    Map<String, Row> positions = new HashMap<>();
    List<String> imports = InputTopics.imports();
    contents.forEach(
        (partition, held) -> {
          if (imports.contains(partition.topic())
              && held.end() == 0
              && !found.contains(key(partition))) {
            return;
          }
          Row row = new Row(POSITION);
          row.put("first_offset", held.begin());
          row.put("next_offset", held.next());
          row.put("records", held.records());
          positions.put(key(partition), row);
        });
    return positions;
  }

  private static String key(TopicPartition partition) {
    return Tables.key(partition.topic(), (long) partition.partition());
  }

  /** Offsets without a record, by what the job says of the partition; 0 when it says nothing. */
  private static long withoutRecord(Row position, long end) {
    return position == null
        ? 0
        : end - (Long) position.get("first_offset") - (Long) position.get("records");
  }

  /** Adds up what ClickHouse says about one stream. */
  private static final class Tally {
    private final String dayTable;
    private long counted;
    private long duplicates;
    private long deadLetters;
    private long tooLate;
    private long retractions;

    Tally(String dayTable) {
      this.dayTable = dayTable;
    }

    void add(EventStream stream, String table, Map<String, Row> rows) {
      if (table.equals(dayTable)) {
        counted = sum(rows, "counted");
        duplicates = sum(rows, "duplicates");
        retractions = sum(rows, "retractions");
      } else if (table.equals("dead_letter")) {
        deadLetters = ofStream(rows, stream);
      } else if (table.equals("too_late")) {
        tooLate = ofStream(rows, stream);
      }
    }

    private static long sum(Map<String, Row> rows, String column) {
      return rows.values().stream().mapToLong(row -> (Long) row.get(column)).sum();
    }

    private static long ofStream(Map<String, Row> rows, EventStream stream) {
      String live = stream.topic() + "|";
      String imported = InputTopics.ofImports(stream) + "|";
      return rows.keySet().stream()
          .filter(key -> key.startsWith(live) || key.startsWith(imported))
          .count();
    }

    Conservation conservation() {
      return new Conservation(counted, duplicates, deadLetters, tooLate, retractions);
    }
  }

  public List<Comparison.Result> tables() {
    return tables;
  }

  public List<Balance> balances() {
    return balances;
  }

  /** Differences in all tables, and one for every topic whose balance does not hold. */
  public long differences() {
    return tables.stream().mapToLong(Comparison.Result::count).sum()
        + balances.stream().filter(balance -> !balance.holds()).count();
  }

  /** Prints the tables, the first differences and the balances; the last line is the count. */
  public void print(PrintWriter out) {
    out.printf("%n%-24s %12s %12s %12s%n", "table", "rows wanted", "rows found", "differences");
    for (Comparison.Result table : tables) {
      out.printf(
          "%-24s %,12d %,12d %,12d%n",
          table.table(), table.expectedRows(), table.foundRows(), table.count());
    }
    for (Comparison.Result table : tables) {
      if (table.count() > 0) {
        out.printf("%nDifferences in %s (the first %d):%n", table.table(), table.first().size());
        for (Difference difference : table.first()) {
          out.println("  " + difference);
        }
      }
    }
    out.printf(
        "%n%-24s %12s %12s %12s %12s %12s %12s %14s %6s%n",
        "topic",
        "produced",
        "counted",
        "duplicates",
        "dead letters",
        "too late",
        "retractions",
        "without record",
        "gap");
    for (Balance balance : balances) {
      Conservation found = balance.found();
      out.printf(
          "%-24s %,12d %,12d %,12d %,12d %,12d %,12d %,14d %,6d%n",
          balance.topic(),
          balance.produced(),
          found.counted(),
          found.duplicates(),
          found.deadLetters(),
          found.tooLate(),
          found.retractions(),
          found.withoutRecord(),
          balance.gap());
      if (!found.equals(balance.expected())) {
        out.println("  the oracle says: " + balance.expected());
      }
    }
    out.printf("%n%d differences%n", differences());
  }
}
