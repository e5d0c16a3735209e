package vn.cds.metrics.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.DossierFact;
import vn.cds.metrics.change.PackedChange;
import vn.cds.metrics.change.PackedChangeSerializer;
import vn.cds.metrics.rules.DossierRules;
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
    List<Change> changes = new RandomEvents(seed).corrections(200);
    Entity entity = Entity.NONE;
    CohortDay cohort = new CohortDay(RULES.cohortColumns().size());
    for (Change change : changes) {
      assertThat(unpack(roundTrip(PackedChangeSerializer.INSTANCE, PackedChange.of(change))))
          .usingRecursiveComparison()
          .isEqualTo(change);
      entity = change.retracted() ? entity.takeBack(change) : entity.accept(change, false);
      assertThat(roundTrip(entity)).isEqualTo(entity);
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
    Entity entity = entity(new RandomEvents(1).changes(20));
    Entity corrected = entity(new RandomEvents(1).corrections(20));
    CohortDay cohort = new CohortDay(RULES.cohortColumns().size());
    cohort.addEvents(entity.events());
    RULES.countCohort(entity, cohort, 1);
    // Format 1 had kept what events add up to, not the events.
    Entity format1 =
        read(PackedEntitySerializer.INSTANCE, golden("entity-1", new byte[0])).unpack();
    assertThat(figures(format1)).isEqualTo(figures(entity));
    assertThat(format1.has(DossierFact.OUTSIDE_TERRITORY)).isFalse();
    assertThat(roundTrip(format1)).isEqualTo(format1);
    assertGolden("entity-2", PackedEntitySerializer.INSTANCE, PackedEntity.of(corrected));
    assertThat(
            read(CohortDaySerializer.INSTANCE, golden("cohort-day-1", new byte[0]))
                .copy(RULES.cohortColumns().size()))
        .isEqualTo(cohort);
    HourSlice slice = slice(new Random(1), 5);
    assertGolden("hour-slice-1", HourSliceSerializer.INSTANCE, slice);
    slice.ids().set(slice.ids().slot(1, 2), 1, 2, 3, EventIds.HOUR, EventIds.DAY);
    slice.ids().set(slice.ids().slot(1, 3), 1, 3, 4, EventIds.NONE, EventIds.MINUTE);
    assertGolden("hour-slice-2", HourSliceSerializer.INSTANCE, slice);
    Change change = new RandomEvents(1).changes(1).get(0);
    assertGoldenChange("change-1", change);
    assertGoldenChange("change-2", change);
    assertGoldenChange("change-3", new RandomEvents(1).corrections(1).get(0));
  }

  private static Entity entity(List<Change> changes) {
    Entity entity = Entity.NONE;
    for (Change change : changes) {
      entity = change.retracted() ? entity.takeBack(change) : entity.accept(change, false);
    }
    return entity;
  }

  /** All that is shown of an entity. */
  private static List<Object> figures(Entity entity) {
    CohortDay cohort = new CohortDay(RULES.cohortColumns().size());
    RULES.countCohort(entity, cohort, 1);
    List<Object> figures = new ArrayList<>(List.of(cohort, entity.events()));
    for (int i = 0; i < entity.days(); i++) {
      figures.add(RULES.entityRow("14758", "dossier", entity, entity.day(i), 1));
    }
    return figures;
  }

  private static void assertGoldenChange(String name, Change change) throws IOException {
    byte[] now = write(PackedChangeSerializer.INSTANCE, PackedChange.of(change));
    Change read = unpack(read(PackedChangeSerializer.INSTANCE, golden(name, now)));
    assertThat(read).as(name).usingRecursiveComparison().ignoringFields("facts").isEqualTo(change);
    // An earlier release lacks the facts that were added since: they are unknown.
    assertThat(Arrays.copyOf(read.facts(), change.facts().length))
        .as(name)
        .isEqualTo(change.facts());
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
      ids.set(ids.slot(high, low), high, low, random.nextInt(), 1 + random.nextInt(3), 0);
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
