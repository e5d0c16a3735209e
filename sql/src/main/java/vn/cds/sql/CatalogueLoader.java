package vn.cds.sql;

import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.contract.catalogue.frame.Frame;
import vn.cds.contract.catalogue.frame.Group;
import vn.cds.contract.catalogue.frame.ScoreClass;
import vn.cds.contract.catalogue.indicator.Formula;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.catalogue.indicator.IndicatorVersion;
import vn.cds.contract.text.Names;

/**
 * Writes the indicator catalogue into ClickHouse. Loads are only ever added: each has a number, by
 * which a published figure can be computed again. To be run by one process at a time.
 */
public final class CatalogueLoader {

  /** Who loads the catalogue that comes with this version. */
  private static final String BUNDLED = "bundled";

  /** The last day that a Date can hold stands for "still effective". */
  private static final LocalDate OPEN = LocalDate.of(2149, 6, 6);

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();

  private CatalogueLoader() {}

  /**
   * A load of the catalogue.
   *
   * @param number 1, 2, ...; a number is skipped when its load was interrupted
   * @param loadedAt when, in milliseconds
   * @param by who loaded it
   * @param why as told by who loaded it
   * @param sha256 of the text in UTF-8, in hexadecimal digits
   * @param text the file, word for word
   */
  public record Load(
      long number, Instant loadedAt, String by, String why, String sha256, String text) {}

  /**
   * Loads a catalogue, unless it is the one of the latest load, word for word.
   *
   * @param by who loads it
   * @param why a sentence for those who look back
   * @return the number of the load, or of the latest one when it is the same
   * @throws SqlFailure when the server refuses it; nobody sees a load that is not complete
   */
  public static long load(
      Database database, Catalogue catalogue, String by, String why, Clock clock) {
    String sha256 = Migrator.checksum(catalogue.text());
    try (Session session = new Session(database, database.name())) {
      Optional<Load> latest = latest(session);
      if (latest.isPresent() && latest.get().sha256().equals(sha256)) {
        return latest.get().number();
      }
      return write(session, catalogue, by, why, clock);
    }
  }

  private static long write(
      Session session, Catalogue catalogue, String by, String why, Clock clock) {
    long number = nextNumber(session);
    insert(session, "catalogue_frame", frames(number, catalogue));
    insert(session, "catalogue_group", groups(number, catalogue));
    insert(session, "catalogue_indicator", versions(number, catalogue));
    // Last: every reader takes the number of a load from here.
    insert(
        session,
        "catalogue_load",
        List.of(
            row(number)
                .put("loaded_at", MOMENT.format(clock.instant()))
                .put("loaded_by", by)
                .put("reason", why)
                .put("sha256", Migrator.checksum(catalogue.text()))
                .put("text", catalogue.text())));
    return number;
  }

  /**
   * Loads the catalogue of this version into a database that has none yet. Later versions of it are
   * loaded by an administrator, who may have changed it. The latest load is loaded anew, as it is,
   * when an earlier version of this software let unverified criteria give points.
   *
   * @throws SqlFailure when the server refuses it
   */
  public static void loadBundledIfNone(Database database, Clock clock) {
    Optional<Load> latest = latest(database);
    if (latest.isEmpty()) {
      load(database, Catalogue.bundled(), BUNDLED, "first start", clock);
      return;
    }
    try (Session session = new Session(database, database.name())) {
      if (givesPointsUnverified(session, latest.get().number())) {
        Catalogue same = Catalogue.parse("load " + latest.get().number(), latest.get().text());
        write(session, same, BUNDLED, "unverified criteria no longer give points", clock);
      }
    }
  }

  private static boolean givesPointsUnverified(Session session, long load) {
    String query =
        """
        SELECT count() AS unverified
        FROM
        (
            SELECT effective_from AS judges_from, arrayJoin(arrayZip(rules.ids, rules.worths)) AS entry
            FROM scoring_rule
            WHERE load = {number:UInt32}
        ) AS rule
        INNER JOIN
        (
            SELECT id, effective_from, effective_to
            FROM catalogue_indicator
            WHERE load = {number:UInt32} AND verified = 0
        ) AS version ON version.id = rule.entry.1
        WHERE rule.entry.2 IS NOT NULL
            AND version.effective_from <= rule.judges_from AND rule.judges_from < version.effective_to
        """;
    return session
            .query(
                "Looking for unverified criteria that give points",
                query,
                Map.of("number", load),
                new QuerySettings())
            .get(0)
            .getLong("unverified")
        > 0;
  }

  /**
   * The load that judges when none is asked for; empty before the first one.
   *
   * @throws SqlFailure when the server cannot be asked
   */
  public static Optional<Load> latest(Database database) {
    try (Session session = new Session(database, database.name())) {
      return latest(session);
    }
  }

  /**
   * The load with this number; empty when there is none.
   *
   * @throws SqlFailure when the server cannot be asked
   */
  public static Optional<Load> find(Database database, long number) {
    try (Session session = new Session(database, database.name())) {
      return read(session, "WHERE load = {number:UInt32}", Map.of("number", number));
    }
  }

  private static Optional<Load> latest(Session session) {
    return read(session, "ORDER BY load DESC LIMIT 1", Map.of());
  }

  private static Optional<Load> read(
      Session session, String which, Map<String, Object> parameters) {
    List<GenericRecord> rows =
        session.query(
            "Reading a load of the catalogue",
            "SELECT load, toUnixTimestamp64Milli(loaded_at) AS millis, loaded_by, reason,"
                + " toString(sha256) AS checksum, text FROM catalogue_load "
                + which,
            parameters,
            new QuerySettings());
    return rows.stream()
        .findFirst()
        .map(
            row ->
                new Load(
                    row.getLong("load"),
                    Instant.ofEpochMilli(row.getLong("millis")),
                    row.getString("loaded_by"),
                    row.getString("reason"),
                    row.getString("checksum"),
                    row.getString("text")));
  }

  /** Above every number in use, also by a load that was interrupted, so that rows never mix. */
  private static long nextNumber(Session session) {
    String query =
        """
        SELECT max(load) AS number FROM
        (
            SELECT load FROM catalogue_load
            UNION ALL SELECT load FROM catalogue_frame
            UNION ALL SELECT load FROM catalogue_group
            UNION ALL SELECT load FROM catalogue_indicator
        )
        """;
    return session
            .query("Counting the loads of the catalogue", query, Map.of(), new QuerySettings())
            .get(0)
            .getLong("number")
        + 1;
  }

  private static List<ObjectNode> frames(long number, Catalogue catalogue) {
    List<ObjectNode> rows = new ArrayList<>();
    for (Frame frame : catalogue.frames()) {
      ObjectNode row = row(number).put("position", rows.size() + 1).put("id", frame.id());
      name(row, frame.name())
          .put("kind", frame.kind().word())
          .put("source", frame.source())
          .put("points", frame.points());
      ArrayNode classes = row.putArray("classes");
      for (ScoreClass scoreClass : frame.classes()) {
        name(classes.addObject().put("id", scoreClass.id()), scoreClass.name())
            .put("floor", scoreClass.from());
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<ObjectNode> groups(long number, Catalogue catalogue) {
    List<ObjectNode> rows = new ArrayList<>();
    for (Frame frame : catalogue.frames()) {
      int position = 0;
      for (Group group : frame.groups()) {
        position++;
        ObjectNode row = row(number).put("frame", frame.id()).put("position", position);
        name(row.put("id", group.id()), group.name())
            .put("points", group.points())
            .put("criteria", group.criteria());
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<ObjectNode> versions(long number, Catalogue catalogue) {
    List<ObjectNode> rows = new ArrayList<>();
    int position = 0;
    for (Indicator indicator : catalogue.indicators()) {
      position++;
      for (IndicatorVersion version : indicator.versions()) {
        rows.add(version(row(number).put("position", position), indicator, version));
      }
    }
    return rows;
  }

  private static ObjectNode version(ObjectNode row, Indicator indicator, IndicatorVersion version) {
    LocalDate to = version.effectiveTo() == null ? OPEN : version.effectiveTo();
    name(row.put("id", indicator.id()), indicator.name())
        .put("unit", indicator.unit().word())
        .put("input", indicator.input().word())
        .put("effective_from", version.effectiveFrom().toString())
        .put("effective_to", to.toString())
        .put("target", version.target())
        .put("better", version.better().word())
        .put("points", version.points())
        .put("zero_denominator", version.zeroDenominator().word())
        .put("minimum_n", version.minimumN())
        .put("source", version.source())
        .put("verified", version.verified() ? 1 : 0);
    ArrayNode groups = row.putArray("groups");
    indicator.groups().forEach(group -> groups.add(group.toString()));
    formula(row, "numerator", version.numerator());
    formula(row, "denominator", version.denominator());
    return row;
  }

  private static void formula(ObjectNode row, String part, Formula formula) {
    row.put(part + "_text", formula.text());
    ArrayNode measures = row.putArray(part + "_measures");
    ArrayNode factors = row.putArray(part + "_factors");
    for (Formula.Term term : formula.terms()) {
      measures.add(term.measure());
      factors.add(term.factor());
    }
  }

  private static ObjectNode row(long number) {
    return JSON.createObjectNode().put("load", number);
  }

  private static ObjectNode name(ObjectNode row, Names name) {
    return row.put("name_vi", name.vi()).put("name_en", name.en());
  }

  private static void insert(Session session, String table, List<ObjectNode> rows) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try {
      for (ObjectNode row : rows) {
        lines.write(JSON.writeValueAsBytes(row));
        lines.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    session.insertJsonLines("Loading the catalogue's table " + table, table, lines.toByteArray());
  }
}
