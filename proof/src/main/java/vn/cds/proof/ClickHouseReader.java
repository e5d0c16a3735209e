package vn.cds.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.proof.oracle.Row;
import vn.cds.proof.oracle.TableShape;
import vn.cds.proof.oracle.TableShape.Column;
import vn.cds.proof.oracle.TableShape.Type;
import vn.cds.proof.oracle.Tables;
import vn.cds.sql.Database;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

/**
 * Reads whole tables from ClickHouse, with the last version of every row, by its own SQL over plain
 * HTTP.
 */
public final class ClickHouseReader {
  private static final Logger LOG = LoggerFactory.getLogger(ClickHouseReader.class);

  private final URI server;
  private final String user;
  private final String password;
  private final String database;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  /**
   * @param httpUrl for example {@code http://127.0.0.1:8123}
   */
  public ClickHouseReader(String httpUrl, String user, String password, String database) {
    this.user = user;
    this.password = password;
    this.server = URI.create(httpUrl.endsWith("/") ? httpUrl : httpUrl + "/");
    this.database = database;
  }

  /** A reader of the project's database on an embedded server. */
  public static ClickHouseReader of(EmbeddedClickHouse clickHouse) {
    return new ClickHouseReader(
        clickHouse.httpUrl(), clickHouse.user(), clickHouse.password(), Database.DEFAULT_NAME);
  }

  /**
   * Every row of a table by its key, as {@link Tables#key} writes it.
   *
   * @throws IllegalStateException when ClickHouse cannot be read; the message is its own
   */
  public Map<String, Row> read(TableShape shape) {
    Map<String, Row> rows = new HashMap<>();
    try (Stream<String> lines = query(select(shape))) {
      lines.forEach(
          line -> {
            JsonNode values = parse(line);
            int i = 0;
            Object[] key = new Object[shape.key().size()];
            for (Column column : shape.key()) {
              key[i] = value(column.type(), values.get(i));
              i++;
            }
            Row row = new Row(shape);
            for (Column column : shape.columns()) {
              Object value =
                  column.type() == Type.BREAKDOWN
                      ? breakdown(shape, values.get(i))
                      : value(column.type(), values.get(i));
              row.put(column.name(), value);
              i++;
            }
            if (rows.put(Tables.key(key), row) != null) {
              throw new IllegalStateException(
                  "FINAL gave two rows for [%s] of %s".formatted(Tables.key(key), shape.table()));
            }
          });
    }
    return rows;
  }

  /** Whether a table can be read: of a cluster, on every shard. */
  public boolean canRead(String table) {
    try (Stream<String> lines = query("SELECT count() FROM `%s`.`%s`".formatted(database, table))) {
      return lines.count() == 1;
    } catch (IllegalStateException e) {
      LOG.warn("{}", e.getMessage());
      return false;
    }
  }

  /** The names of all columns of a table, as the server has them. */
  public List<String> columns(String table) {
    try (Stream<String> lines =
        query(
            "SELECT name FROM system.columns WHERE database = '%s' AND table = '%s' ORDER BY position"
                .formatted(database, table))) {
      return lines.map(line -> parse(line).get(0).textValue()).toList();
    }
  }

  private String select(TableShape shape) {
    return Stream.concat(shape.key().stream(), shape.columns().stream())
        .map(column -> expression(shape, column))
        .collect(
            Collectors.joining(
                ", ", "SELECT ", " FROM `%s`.`%s` FINAL".formatted(database, shape.table())));
  }

  private static String expression(TableShape shape, Column column) {
    String name = "`" + column.name() + "`";
    return switch (column.type()) {
      case NUMBER -> name;
      case TEXT -> "toString(" + name + ")";
      case TIME -> "toUnixTimestamp64Milli(toDateTime64(" + name + ", 3, 'UTC'))";
      case DAY -> "toString(toDate(" + name + "))";
      case BREAKDOWN ->
          Stream.concat(Stream.of("dimension", "code"), shape.breakdown().stream())
              .map(figure -> "`" + TableShape.BY + "." + figure + "`")
              .collect(Collectors.joining(", ", "tuple(", ")"));
    };
  }

  private static Object value(Type type, JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    return switch (type) {
      // Versions use all 64 bits; Boolean columns count as 0 and 1.
      case NUMBER ->
          value.isBoolean()
              ? (value.booleanValue() ? 1L : 0L)
              : value.bigIntegerValue().longValue();
      case TEXT -> value.textValue();
      case TIME -> Instant.ofEpochMilli(value.longValue());
      case DAY -> LocalDate.parse(value.textValue());
      case BREAKDOWN -> throw new IllegalArgumentException("a breakdown is not one value");
    };
  }

  /** The arrays of a breakdown, turned into entries. */
  private static SortedMap<String, SortedMap<String, Long>> breakdown(
      TableShape shape, JsonNode arrays) {
    SortedMap<String, SortedMap<String, Long>> entries = new TreeMap<>();
    for (int i = 0; i < arrays.get(0).size(); i++) {
      String code = arrays.get(0).get(i).textValue() + ":" + arrays.get(1).get(i).textValue();
      SortedMap<String, Long> figures = new TreeMap<>();
      for (int f = 0; f < shape.breakdown().size(); f++) {
        figures.put(
            shape.breakdown().get(f), arrays.get(f + 2).get(i).bigIntegerValue().longValue());
      }
      if (entries.put(code, figures) != null) {
        throw new IllegalStateException(
            "the breakdown of a row of %s has %s twice".formatted(shape.table(), code));
      }
    }
    return entries;
  }

  private JsonNode parse(String line) {
    try {
      return json.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("ClickHouse sent something that is not a row: " + line, e);
    }
  }

  private Stream<String> query(String sql) {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("?output_format_json_quote_64bit_integers=0"))
            .header("X-ClickHouse-User", user)
            .header("X-ClickHouse-Key", password)
            .POST(HttpRequest.BodyPublishers.ofString(sql + " FORMAT JSONCompactEachRow"))
            .build();
    try {
      HttpResponse<Stream<String>> response =
          http.send(request, HttpResponse.BodyHandlers.ofLines());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            "ClickHouse refused %s: %s"
                .formatted(sql, response.body().collect(Collectors.joining("\n"))));
      }
      return response.body();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read from ClickHouse at " + server, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading from ClickHouse", e);
    }
  }
}
