package vn.cds.sql;

import com.clickhouse.client.api.query.QuerySettings;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import vn.cds.contract.figure.Figure;
import vn.cds.contract.figure.Figures;
import vn.cds.contract.roster.FormerUnit;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.text.Spelling;

/**
 * Copies the roster, the former units and the figures that can be declared into ClickHouse. The
 * copy replaces the earlier one as a whole: the rows of a load carry its number, arrive in one
 * insert, and only those of the highest number count.
 */
public final class RosterLoader {

  /** The last day that a Date can hold stands for "still valid". */
  private static final LocalDate OPEN = LocalDate.of(2149, 6, 6);

  private static final LocalDate FIRST = LocalDate.EPOCH;
  private static final ObjectMapper JSON = new ObjectMapper();

  private RosterLoader() {}

  /**
   * Loads a roster into a migrated database, with its former units and the bundled figures.
   *
   * @throws SqlFailure when the server refuses it
   */
  public static void load(Database database, Roster roster) {
    load(database, roster, FormerUnits.of(roster), Figures.bundled());
  }

  /** As {@link #load(Database, Roster)}, with an administrator's own lists for declared figures. */
  public static void load(
      Database database, Roster roster, FormerUnits formerUnits, Figures figures) {
    try (Session session = new Session(database, database.name())) {
      insert(session, "province", roster.provinces(), RosterLoader::write);
      insert(session, "unit", roster.allUnits(), RosterLoader::write);
      insert(session, "former_unit", formerUnits.all(), RosterLoader::write);
      insert(session, "figure", figures.all(), RosterLoader::write);
      session.reload("unit_dictionary", "province_dictionary");
    }
  }

  private static <T> void insert(
      Session session, String table, List<T> items, BiConsumer<ObjectNode, T> write) {
    String what = "Loading the roster's table " + table;
    String lastNumber = "SELECT max(loaded) AS number FROM " + table;
    long number =
        session.query(what, lastNumber, Map.of(), new QuerySettings()).get(0).getLong("number") + 1;
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try {
      for (T item : items) {
        ObjectNode row = JSON.createObjectNode();
        write.accept(row, item);
        lines.write(JSON.writeValueAsBytes(row.put("loaded", number)));
        lines.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    session.insertJsonLines(what, table, lines.toByteArray());
  }

  private static void write(ObjectNode row, Province province) {
    row.put("code", province.code())
        .put("name", province.name())
        .put("english_name", province.englishName());
  }

  private static void write(ObjectNode row, Unit unit) {
    LocalDate from = unit.validFrom().isBefore(FIRST) ? FIRST : unit.validFrom();
    LocalDate to = unit.validTo() == null || unit.validTo().isAfter(OPEN) ? OPEN : unit.validTo();
    row.put("code", unit.code())
        .put("valid_from", from.toString())
        .put("valid_to", to.toString())
        .put("name", unit.name())
        .put("kind", unit.kind().wireName())
        .put("province_code", unit.provinceCode())
        .put("latitude", known(unit.latitude()))
        .put("longitude", known(unit.longitude()))
        .put("area_km2", known(unit.areaKm2()))
        .put("former_district", unit.formerDistrict());
    unit.predecessors().stream().map(Spelling::official).forEach(row.putArray("predecessors")::add);
  }

  private static void write(ObjectNode row, FormerUnit unit) {
    row.put("level", unit.level().wireName())
        .put("code", unit.code())
        .put("name", unit.name())
        .put("province_code", unit.provinceCode())
        .put("valid_to", unit.validTo().toString());
    unit.successors().forEach(row.putArray("successors")::add);
  }

  private static void write(ObjectNode row, Figure figure) {
    row.put("id", figure.id())
        .put("name_vi", figure.name())
        .put("name_en", figure.englishName())
        .put("unit", figure.unit().wireName())
        .put("form", figure.form().wireName())
        .put("source", figure.source());
  }

  private static Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
