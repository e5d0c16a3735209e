package vn.cds.metrics.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.WorkingCalendar;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.PackedChange;
import vn.cds.metrics.change.PackedChangeSerializer;
import vn.cds.metrics.rules.DossierRules;
import vn.cds.metrics.rules.LocalDay;
import vn.cds.metrics.state.CohortDay;
import vn.cds.metrics.state.CohortDaySerializer;
import vn.cds.metrics.state.Entity;
import vn.cds.metrics.state.EventIds;
import vn.cds.metrics.state.HourSlice;
import vn.cds.metrics.state.HourSliceSerializer;
import vn.cds.metrics.state.PackedEntity;
import vn.cds.metrics.state.PackedEntitySerializer;

/**
 * State lives for years: what a release wrote, every later one must read. The golden bytes of a
 * release are never changed; a new format gets a new version byte and a golden file of its own.
 */
class StateFormatTest {
  private static final DossierRules RULES = new DossierRules(WorkingCalendar.bundled(), true);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everythingComesBackAsItWas(long seed) throws IOException {
    List<Change> changes = new RandomEvents(seed).changes(200);
    Entity entity = Entity.NONE;
    CohortDay cohort = new CohortDay(RULES.cohortColumns().size());
    for (Change change : changes) {
      assertThat(unpack(roundTrip(PackedChangeSerializer.INSTANCE, PackedChange.of(change))))
          .usingRecursiveComparison()
          .isEqualTo(change);
      entity = entity.accept(change, LocalDay.of(change.startedAt()), false);
      cohort.addEvents(1);
    }
    if (RULES.day(entity) != null) {
      RULES.countCohort(entity, cohort, 1);
    }
    assertThat(roundTrip(entity)).isEqualTo(entity);
    assertThat(roundTrip(Entity.NONE)).isEqualTo(Entity.NONE);
    assertThat(roundTrip(CohortDaySerializer.INSTANCE, cohort)).isEqualTo(cohort);
    HourSlice slice = slice(new Random(seed), 500);
    assertThat(roundTrip(HourSliceSerializer.INSTANCE, slice)).isEqualTo(slice);
    assertThat(roundTrip(HourSliceSerializer.INSTANCE, slice.closed())).isEqualTo(slice.closed());
  }

  @Test
  void everyFormatIsRead() throws IOException {
    Entity entity = Entity.NONE;
    for (Change change : new RandomEvents(1).changes(20)) {
      entity = entity.accept(change, LocalDay.of(change.startedAt()), false);
    }
    CohortDay cohort = new CohortDay(RULES.cohortColumns().size());
    cohort.addEvents(entity.events());
    RULES.countCohort(entity, cohort, 1);
    assertGolden("entity-1", PackedEntitySerializer.INSTANCE, PackedEntity.of(entity));
    assertGolden("cohort-day-1", CohortDaySerializer.INSTANCE, cohort);
    assertGolden("hour-slice-1", HourSliceSerializer.INSTANCE, slice(new Random(1), 5));
    Change change = new RandomEvents(1).changes(1).get(0);
    assertGoldenChange("change-1", change);
    assertGoldenChange("change-2", change);
  }

  private static void assertGoldenChange(String name, Change change) throws IOException {
    byte[] now = write(PackedChangeSerializer.INSTANCE, PackedChange.of(change));
    assertThat(unpack(read(PackedChangeSerializer.INSTANCE, golden(name, now))))
        .as(name)
        .usingRecursiveComparison()
        .isEqualTo(change);
  }

  private static Change unpack(PackedChange change) throws IOException {
    return PackedChange.read(change.communeCode(), new DataInputDeserializer(change.bytes()));
  }

  private static <T> void assertGolden(String name, TypeSerializer<T> serializer, T expected)
      throws IOException {
    assertThat(read(serializer, golden(name, write(serializer, expected))))
        .as(name)
        .isEqualTo(expected);
  }

  /**
   * The committed bytes; {@code now} is what this release writes, told when the file is missing.
   */
  private static byte[] golden(String name, byte[] now) throws IOException {
    String file = "/state/" + name + ".hex";
    try (InputStream stream = StateFormatTest.class.getResourceAsStream(file)) {
      assertThat(stream)
          .as(
              "src/test/resources%s is missing; for a new format it is: %s",
              file, HexFormat.of().formatHex(now))
          .isNotNull();
      return HexFormat.of()
          .parseHex(new String(stream.readAllBytes(), StandardCharsets.US_ASCII).strip());
    }
  }

  private static HourSlice slice(Random random, int events) {
    HourSlice slice = new HourSlice();
    EventIds ids = slice.ids();
    for (int i = 0; i < events; i++) {
      long high = random.nextLong();
      long low = random.nextLong();
      ids.add(ids.slot(high, low), high, low, random.nextInt(), 1 + random.nextInt(3));
      slice.openHour(17)[random.nextInt(17)]++;
      slice.openMinute(random.nextInt(60), 17)[random.nextInt(17)] += random.nextInt(1000) - 500;
    }
    return slice;
  }

  private static Entity roundTrip(Entity entity) throws IOException {
    return roundTrip(PackedEntitySerializer.INSTANCE, PackedEntity.of(entity)).unpack();
  }

  private static <T> T roundTrip(TypeSerializer<T> serializer, T value) throws IOException {
    return read(serializer, write(serializer, value));
  }

  private static <T> byte[] write(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    return out.getCopyOfBuffer();
  }

  private static <T> T read(TypeSerializer<T> serializer, byte[] bytes) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    T value = serializer.deserialize(in);
    assertThat(in.available()).as("bytes left over").isZero();
    return value;
  }
}
