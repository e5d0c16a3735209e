package vn.cds.standalone.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.apache.kafka.common.header.internals.RecordHeader;
import vn.cds.contract.VietnamTime;
import vn.cds.standalone.TopicWriter;
import vn.cds.standalone.error.UserError;

/** Reads the files of an import row by row and sends the events; keeps nothing of them. */
final class CsvSender {
  /** Where in the export a record comes from, {@code file:line}: a header of the record. */
  static final String SOURCE_HEADER = "source";

  private static final LocalDate EARLIEST = LocalDate.EPOCH;
  private static final LocalDate LATEST = LocalDate.of(2149, 1, 1);

  private final Mapping mapping;
  private final RowEvents rowEvents;
  private final TopicWriter writer;
  private final String topic;
  private final List<Reject> unreadable = new ArrayList<>();
  private LocalDate firstDay = LocalDate.MAX;
  private LocalDate lastDay = LocalDate.MIN;
  private long rows;
  private long records;
  private long withoutEvent;

  CsvSender(Mapping mapping, TopicWriter writer, String topic) {
    this.mapping = mapping;
    this.rowEvents = new RowEvents(mapping);
    this.writer = writer;
    this.topic = topic;
  }

  /**
   * What was sent.
   *
   * @param rows read, without headers
   * @param records sent
   * @param withoutEvent rows whose moments of events are all empty: the mapping leaves them out
   * @param timesOfNone cells with a day that stands for no time
   * @param unreadable rows that are no rows of the table
   * @param firstDay of receipt; later than {@code lastDay} when nothing was sent
   */
  record Sent(
      long rows,
      long records,
      long withoutEvent,
      long timesOfNone,
      List<Reject> unreadable,
      LocalDate firstDay,
      LocalDate lastDay) {}

  /** Checks that a file is there and has the columns the mapping needs. */
  static void check(Path file, Mapping mapping) {
    try (CSVParser parser = open(file, mapping)) {
      List<String> header = parser.getHeaderNames();
      List<String> missing = new ArrayList<>();
      for (Map.Entry<String, Integer> column : mapping.columns().entrySet()) {
        if (!header.contains(column.getKey())) {
          missing.add("'" + column.getKey() + "' (mapping line " + column.getValue() + ")");
        }
      }
      if (!missing.isEmpty()) {
        throw UserError.usage(
            file
                + ":1: these columns of the mapping are not in the file: "
                + String.join(", ", missing)
                + ". The file has: "
                + String.join(", ", header));
      }
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(file, e);
    }
  }

  /** Sends every row of a file. */
  void send(Path file) {
    try (CSVParser parser = open(file, mapping)) {
      int columns = parser.getHeaderNames().size();
      long lineBefore = parser.getCurrentLineNumber();
      for (CSVRecord row : parser) {
        long line = lineBefore + 1;
        lineBefore = parser.getCurrentLineNumber();
        rows++;
        String source = file + ":" + line;
        if (row.size() != columns) {
          unreadable.add(
              new Reject(
                  "UNREADABLE_ROW",
                  "the row has " + row.size() + " columns, the header " + columns,
                  null,
                  null,
                  null,
                  List.of(source)));
          continue;
        }
        List<RowEvents.RowEvent> events = rowEvents.of(row::get);
        if (events.isEmpty()) {
          withoutEvent++;
        }
        for (RowEvents.RowEvent event : events) {
          if (event.submittedAt() != null) {
            note(VietnamTime.localDay(event.submittedAt()));
          }
          writer.send(
              topic,
              event.communeCode().getBytes(StandardCharsets.UTF_8),
              event.json(),
              new RecordHeader(SOURCE_HEADER, source.getBytes(StandardCharsets.UTF_8)));
          records++;
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(file, e);
    }
  }

  Sent sent() {
    return new Sent(
        rows,
        records,
        withoutEvent,
        rowEvents.timesOfNone(),
        List.copyOf(unreadable),
        firstDay,
        lastDay);
  }

  /** The contract refuses events far from today, and a Date of ClickHouse holds no such days. */
  private void note(LocalDate day) {
    if (day.isBefore(EARLIEST) || day.isAfter(LATEST)) {
      return;
    }
    firstDay = day.isBefore(firstDay) ? day : firstDay;
    lastDay = day.isAfter(lastDay) ? day : lastDay;
  }

  private static CSVParser open(Path file, Mapping mapping) throws IOException {
    // A decoder made by hand refuses what is not in the encoding; the usual one would replace it.
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), mapping.encoding().newDecoder()));
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    return CSVFormat.DEFAULT
        .builder()
        .setDelimiter(mapping.delimiter())
        .setHeader()
        .setSkipHeaderRecord(true)
        .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
        .get()
        .parse(reader);
  }

  private static UserError unreadable(Path file, Exception e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    if (cause instanceof NoSuchFileException) {
      return UserError.usage("there is no file " + file.toAbsolutePath(), e);
    }
    if (cause instanceof CharacterCodingException) {
      return UserError.usage(
          file
              + " is not in the encoding of the mapping. Set csv.encoding, for example windows-1258",
          e);
    }
    if (cause instanceof CSVException) {
      return UserError.usage(file + " is not well-formed CSV: " + cause.getMessage(), e);
    }
    return UserError.usage("cannot read " + file + ": " + cause.getMessage(), e);
  }
}
