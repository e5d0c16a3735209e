package vn.cds.proof.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.proof.oracle.input.OracleOptions;
import vn.cds.proof.oracle.input.RawRecord;
import vn.cds.proof.oracle.input.Units;

/** Whatever the order in which records are given to the oracle, or spread over partitions. */
class OrderIndependenceTest {

  private static final List<String> REQUEST =
      List.of("registered", "accepted", "supplement_requested", "in_progress", "refused", "done");
  private static final List<String> PAYMENT = List.of("started", "succeeded", "reversed");
  private static final List<String> DOCUMENT = List.of("arrived", "received", "done", "refused");

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theOrderInWhichRecordsAreGivenDoesNotMatter(long seed) {
    Random random = new Random(seed);
    List<RawRecord> records = records(random, 400);
    Oracle.Expected inOrder = expected(records);
    List<RawRecord> shuffled = new ArrayList<>(records);
    Collections.shuffle(shuffled, random);

    same(expected(shuffled), inOrder);
  }

  /**
   * Distinct events that all come in time make the same rows whatever order they were appended in;
   * arrival times aside, which a history run leaves out.
   */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13})
  void theOrderOfAppendingDoesNotMatterInHistory(long seed) {
    Random random = new Random(seed);
    List<RawRecord> records = records(random, 400);
    List<byte[]> values = new ArrayList<>(records.stream().map(RawRecord::value).toList());
    List<String> topics = new ArrayList<>(records.stream().map(RawRecord::topic).toList());
    List<Integer> order =
        new ArrayList<>(java.util.stream.IntStream.range(0, records.size()).boxed().toList());
    Collections.shuffle(order, random);
    Instant end = Sample.instant("2026-12-01T00:00:00");
    List<RawRecord> first = new ArrayList<>();
    List<RawRecord> second = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      int other = order.get(i);
      first.add(new RawRecord(topics.get(i), 0, i, end, values.get(i)));
      second.add(new RawRecord(topics.get(other), i % 3, i, end.plusMillis(i), values.get(other)));
    }

    same(expected(second), expected(first));
  }

  private static void same(Oracle.Expected found, Oracle.Expected expected) {
    assertThat(found.conservation()).isEqualTo(expected.conservation());
    for (TableShape shape : TableShape.ALL) {
      assertThat(found.tables().rows(shape.table()))
          .as(shape.table())
          .isEqualTo(expected.tables().rows(shape.table()));
    }
    assertThat(expected.tables().rows("dossier")).isNotEmpty();
  }

  private static Oracle.Expected expected(List<RawRecord> records) {
    Oracle oracle =
        new Oracle(OracleOptions.defaults().forHistory(), Units.bundled(), WorkingTime.bundled());
    records.forEach(oracle::accept);
    return oracle.expected();
  }

  /** Few entities and few times, so that facts collide. */
  private static List<RawRecord> records(Random random, int count) {
    List<RawRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String at = "2026-10-0%dT09:%02d:00".formatted(6 + random.nextInt(3), random.nextInt(4) * 15);
      Sample sample =
          switch (random.nextInt(3)) {
            case 0 ->
                Sample.request(one(random, REQUEST), at)
                    .with("dossier_code", "H56-" + random.nextInt(12))
                    .with("channel", one(random, List.of("counter", "online", "postal")))
                    .with("fee_due_vnd", random.nextInt(2) * 1000)
                    .at("due_at", "2026-10-0%dT10:00:00".formatted(6 + random.nextInt(3)))
                    .at("submitted_at", "2026-10-0%dT08:00:00".formatted(4 + random.nextInt(2)));
            case 1 ->
                Sample.payment(one(random, PAYMENT), at)
                    .with("payment_id", "P" + random.nextInt(12))
                    .with("dossier_code", "H56-" + random.nextInt(12))
                    .with("gateway", one(random, List.of("national", "provincial")))
                    .with("amount_vnd", random.nextInt(1000));
            default ->
                Sample.document(one(random, DOCUMENT), at)
                    .with("document_number", "N" + random.nextInt(12))
                    .with("secret", random.nextBoolean());
          };
      if (random.nextInt(5) == 0) {
        sample = sample.at("occurred_at", at.substring(0, 10));
      }
      records.add(record(sample, random, records.size()));
      if (random.nextInt(5) == 0) {
        // Its event is among the records in most cases.
        sample = random.nextInt(5) == 0 ? sample.with("event_id", newId(random)) : sample;
        records.add(record(sample.retracted(), random, records.size()));
      }
    }
    return records;
  }

  private static RawRecord record(Sample sample, Random random, int offset) {
    return new RawRecord(
        sample.topic(), random.nextInt(4), offset, sample.appendTime(), sample.bytes());
  }

  private static String newId(Random random) {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static String one(Random random, List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
