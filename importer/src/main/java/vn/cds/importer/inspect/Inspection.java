package vn.cds.importer.inspect;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import vn.cds.contract.code.WireEnum;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.FileSettings;
import vn.cds.importer.file.RowReader;
import vn.cds.importer.file.SourceRow;
import vn.cds.importer.file.TableFile;
import vn.cds.importer.mapping.Fields;
import vn.cds.importer.place.CommuneFinder;
import vn.cds.importer.table.DataRow;
import vn.cds.importer.table.RowTally;
import vn.cds.importer.table.TableRows;
import vn.cds.importer.value.CellText;
import vn.cds.importer.value.TimeReader;
import vn.cds.importer.value.TimeSettings;
import vn.cds.importer.value.Words;
import vn.cds.importer.view.ViewSource;

/**
 * A look at a file nobody described: its columns, and a proposed mapping. Of the cells only the
 * form is told, except the distinct words of columns that are recognised as statuses and the like,
 * and the names of communes.
 */
public final class Inspection {
  /** So many rows are looked at. */
  public static final int MOST_ROWS = 20_000;

  static final TimeSettings MONTH_FIRST =
      new TimeSettings(
          List.of(),
          TimeSettings.Order.MONTH_FIRST,
          TimeSettings.DEFAULT.zone(),
          TimeSettings.DEFAULT.daysOfNone());

  /** From when on the communes of today have their names. */
  private static final LocalDate DAY = LocalDate.of(2025, 7, 1);

  private static final double LEAST_CONTENT = 0.5;
  private static final double NAME_WEIGHT = 0.65;

  private final Path file;
  private final FileSettings settings;
  private final Supplier<RowReader> reader;
  private final HeaderGuess header;
  private final List<ColumnProfile> columns = new ArrayList<>();
  private final RowTally tally = new RowTally();
  private final CommuneFinder communes;
  private final List<String> warnings = new ArrayList<>();
  private EventStream kind = EventStream.SERVICE_REQUESTS;
  private List<Proposal> proposals = List.of();
  private String communeAbove;
  private StatedDate stated;
  private boolean more;

  private Inspection(
      Path file,
      FileSettings settings,
      Supplier<RowReader> reader,
      HeaderGuess header,
      Roster roster,
      FormerUnits former) {
    this.file = file;
    this.settings = settings;
    this.reader = reader;
    this.communes = new CommuneFinder(roster, former);
    this.header = header;
    header.names().forEach(name -> columns.add(new ColumnProfile(name)));
    read(
        new ColumnProfile.Reader(
            new TimeReader(TimeSettings.DEFAULT), new TimeReader(MONTH_FIRST), roster));
    propose();
  }

  /**
   * Looks at a file.
   *
   * @throws UnusableInput when it cannot be read, or has no header
   */
  public static Inspection of(Path file, Roster roster, FormerUnits former) {
    String encoding = TableFile.encodingOfFonts(file);
    FileSettings settings =
        encoding == null ? FileSettings.UNKNOWN : new FileSettings(encoding, null, List.of());
    return new Inspection(
        file,
        settings,
        () -> TableFile.open(file, settings),
        HeaderGuess.of(file, settings),
        roster,
        former);
  }

  /**
   * Looks at a view.
   *
   * @param mapping that names it, and need not name more
   * @throws UnusableInput when it cannot be read
   */
  public static Inspection ofView(
      Path mapping, ViewSource view, Roster roster, FormerUnits former) {
    try {
      return new Inspection(
          mapping,
          FileSettings.UNKNOWN,
          view::openAll,
          HeaderGuess.ofFirstRow(view.openAll()),
          roster,
          former);
    } catch (IOException e) {
      throw TableFile.unreadable(view.name(), e);
    }
  }

  private void read(ColumnProfile.Reader profiles) {
    try (TableRows rows = TableRows.of(reader.get(), header.names(), new BitSet(), tally)) {
      DataRow row = rows.next();
      while (row != null && tally.rowsRead() < MOST_ROWS) {
        for (int i = 0; row.fault() == null && i < columns.size(); i++) {
          profiles.read(columns.get(i), row.cell(i), row.isNumber(i));
        }
        row = rows.next();
      }
      more = row != null;
    } catch (IOException e) {
      throw TableFile.unreadable(file.toString(), e);
    }
  }

  private void propose() {
    double most = -1;
    for (EventStream candidate : EventStream.values()) {
      List<Proposal> found = propose(candidate);
      Fields fields = Fields.of(candidate);
      double score =
          found.stream()
              .filter(p -> fields.required().contains(p.field()))
              .mapToDouble(Proposal::score)
              .sum();
      score /= candidate == EventStream.SERVICE_REQUESTS ? 2.5 : fields.required().size();
      if (score >= most) {
        most = score;
        kind = candidate;
        proposals = found;
      }
    }
    if (mapped("commune_code") == null && mapped(Fields.COMMUNE_NAME) == null) {
      for (SourceRow row : header.above()) {
        for (String cell : row.cells()) {
          String text = CellText.clean(cell);
          CommuneFinder.Answer answer =
              text.isEmpty() ? null : communes.find(text, null, null, null);
          if (answer != null && answer.code() != null) {
            communeAbove = answer.code();
          }
        }
      }
    }
    stated = StatedDate.find(header.above(), isMonthFirst()).orElse(null);
    warn();
  }

  private List<Proposal> propose(EventStream candidate) {
    List<Proposal> all = new ArrayList<>();
    Fields fields = Fields.of(candidate);
    for (String field : fields.names()) {
      for (ColumnProfile column : columns) {
        Proposal proposal = propose(candidate, fields, field, column);
        if (proposal != null) {
          all.add(proposal);
        }
      }
    }
    all.sort(Comparator.comparingDouble(Proposal::score).reversed());
    Set<String> usedFields = new HashSet<>();
    Set<ColumnProfile> usedColumns = new HashSet<>();
    List<Proposal> chosen = new ArrayList<>();
    for (Proposal proposal : all) {
      boolean place =
          proposal.field().equals("commune_code") || proposal.field().equals(Fields.COMMUNE_NAME);
      String slot = place ? "commune" : proposal.field();
      if (!usedFields.contains(slot) && !usedColumns.contains(proposal.column())) {
        usedFields.add(slot);
        usedColumns.add(proposal.column());
        chosen.add(proposal);
      }
    }
    chosen.sort(Comparator.comparingInt(p -> fields.names().indexOf(p.field())));
    return chosen;
  }

  private Proposal propose(
      EventStream candidate, Fields fields, String field, ColumnProfile column) {
    ColumnNames.Fit fit = ColumnNames.fit(candidate, field, column.name());
    double content = content(candidate, fields, field, column);
    boolean alone = fit.score() == 0;
    if (alone) {
      boolean telling =
          field.equals("procedure_code") && column.share(column.procedures) > 0.9
              || field.equals("dossier_code")
                  && column.share(column.dossiers) > 0.9
                  && column.share(column.times) < 0.1
                  && column.different() > column.filled * 0.5;
      return telling && column.filled > 0
          ? new Proposal(field, column, 0.5, percent(content) + " of its cells have the form")
          : null;
    }
    if (column.filled == 0) {
      return new Proposal(
          field,
          column,
          fit.score() * 0.6,
          "called \"" + fit.words() + "\"; all its cells are empty");
    }
    if (content < LEAST_CONTENT) {
      return null;
    }
    return new Proposal(
        field,
        column,
        fit.score() * NAME_WEIGHT + content * (1 - NAME_WEIGHT),
        "called \"" + fit.words() + "\", " + percent(content) + " of its cells fit");
  }

  private static String percent(double share) {
    return Math.round(share * 100) + " %";
  }

  /** The share of the filled cells that a field could take. */
  private double content(EventStream candidate, Fields fields, String field, ColumnProfile column) {
    return switch (field) {
      case "dossier_code" -> column.share(column.dossierTails);
      case "procedure_code" -> column.share(column.procedures);
      case "commune_code" -> column.share(column.communeCodes);
      case Fields.COMMUNE_NAME -> communeShare(column);
      default ->
          switch (fields.type(field)) {
            case TIME, DATE -> column.share(column.times);
            case NUMBER -> column.share(column.amounts);
            case BOOLEAN -> wordShare(column, word -> Words.truth(word) != null);
            case ENUM -> {
              List<WireEnum> listed = fields.values(field);
              yield wordShare(
                  column, word -> Words.value(candidate.wireName(), field, word, listed) != null);
            }
            case TEXT -> 1;
          };
    };
  }

  private static double wordShare(
      ColumnProfile column, java.util.function.Predicate<String> known) {
    Map<String, Integer> words = column.distinct();
    return words.isEmpty()
        ? 0
        : (double) words.keySet().stream().filter(known).count() / words.size();
  }

  private double communeShare(ColumnProfile column) {
    return wordShare(column, name -> isCommune(name));
  }

  private boolean isCommune(String name) {
    CommuneFinder.Answer answer = find(name);
    return answer.code() != null || answer.fault().startsWith("means several");
  }

  private CommuneFinder.Answer find(String name) {
    return communes.find(name, null, null, DAY);
  }

  private void warn() {
    for (ColumnProfile column : columns) {
      for (String field : Fields.of(kind).names()) {
        boolean used = proposals.stream().anyMatch(p -> p.column() == column);
        double name = ColumnNames.fit(kind, field, column.name()).score();
        if (!used && mapped(field) == null && name > 0.9 && column.filled > 0) {
          warnings.add(
              "\"%s\" is called like %s, but only %s of its cells fit"
                  .formatted(
                      column.name(),
                      field,
                      percent(content(kind, Fields.of(kind), field, column))));
        }
      }
    }
    if (!MappingDraft.rowsAreEvents(this) && mapped("done_at") == null) {
      warnings.add("no column was found for done_at: every dossier would stay open");
    }
    if (kind == EventStream.SERVICE_REQUESTS && mapped("due_at") == null) {
      warnings.add("no column was found for due_at: no dossier would be on time or late by it");
    }
    for (ColumnProfile column : columns) {
      if (column.holdsTimes() && proposals.stream().noneMatch(p -> p.column() == column)) {
        warnings.add("\"" + column.name() + "\" holds times and is not used");
      }
    }
    words()
        .forEach(
            (proposal, words) -> {
              if (words.keySet().stream().allMatch(word -> word.matches("[0-9]+"))) {
                warnings.add(
                    "\"%s\" holds numbers, which are read as those of the contract (%s)"
                        .formatted(proposal.column().name(), proposal.field()));
              }
            });
    ColumnProfile code = mapped("dossier_code");
    if (code != null && code.filled > 0 && code.different() < code.filled) {
      warnings.add(
          "the code of the dossier repeats: %d of %d rows have another one; rows of one dossier are"
                  .formatted(code.different(), code.filled)
              + " counted as one");
    }
    for (Proposal proposal : proposals) {
      if (proposal.column().monthFirst > 0 && isMonthFirst()) {
        warnings.add(
            "\"" + proposal.column().name() + "\" has the month before the day (time.order)");
      } else if (proposal.column().monthFirst > 0 && isTime(proposal.field())) {
        warnings.add(
            "\"%s\" has %d cells that make sense only with the month before the day; the others are"
                    .formatted(proposal.column().name(), proposal.column().monthFirst)
                + " read with the day first");
      }
    }
  }

  private boolean isTime(String field) {
    return Fields.of(kind).type(field) == Fields.Type.TIME;
  }

  /** The column proposed for a field; null when there is none. */
  ColumnProfile mapped(String field) {
    return proposals.stream()
        .filter(p -> p.field().equals(field))
        .map(Proposal::column)
        .findFirst()
        .orElse(null);
  }

  /** Whether the days of the file are written behind the months. */
  boolean isMonthFirst() {
    int monthFirst = 0;
    int dayFirst = 0;
    for (Proposal proposal : proposals) {
      if (isTime(proposal.field())) {
        monthFirst += proposal.column().monthFirst;
        dayFirst += proposal.column().dayFirstOnly;
      }
    }
    return monthFirst > 0 && dayFirst == 0;
  }

  /** The words of the columns that are recognised as statuses and the like, with their meaning. */
  Map<Proposal, Map<String, String>> words() {
    Map<Proposal, Map<String, String>> words = new LinkedHashMap<>();
    for (Proposal proposal : proposals) {
      List<WireEnum> listed = Fields.of(kind).values(proposal.field());
      if (!listed.isEmpty() && proposal.column().filled > 0) {
        Map<String, String> meanings = new LinkedHashMap<>();
        for (String word : proposal.column().distinct().keySet()) {
          meanings.put(word, Words.value(kind.wireName(), proposal.field(), word, listed));
        }
        words.put(proposal, meanings);
      }
    }
    return words;
  }

  /** The names in the column of communes, with what was found. */
  Map<String, CommuneFinder.Answer> communes() {
    Map<String, CommuneFinder.Answer> answers = new LinkedHashMap<>();
    ColumnProfile column = mapped(Fields.COMMUNE_NAME);
    if (column != null) {
      ColumnProfile province = mapped(Fields.PROVINCE_NAME);
      List<String> provinces =
          province == null ? List.of() : List.copyOf(province.distinct().keySet());
      column.distinct().keySet().forEach(name -> answers.put(name, find(name, provinces)));
    }
    return answers;
  }

  /** With the column of provinces, which tells communes of one name apart. */
  private CommuneFinder.Answer find(String name, List<String> provinces) {
    List<CommuneFinder.Answer> found =
        provinces.stream()
            .map(province -> communes.find(name, null, province, DAY))
            .filter(answer -> answer.code() != null)
            .toList();
    return found.size() == 1 ? found.get(0) : find(name);
  }

  Path file() {
    return file;
  }

  FileSettings settings() {
    return settings;
  }

  HeaderGuess header() {
    return header;
  }

  List<ColumnProfile> columns() {
    return columns;
  }

  EventStream kind() {
    return kind;
  }

  List<Proposal> proposals() {
    return proposals;
  }

  List<String> warnings() {
    return warnings;
  }

  RowTally tally() {
    return tally;
  }

  boolean hasMore() {
    return more;
  }

  /** The code of the commune that a line above the header names; null when there is none. */
  String communeAbove() {
    return communeAbove;
  }

  /** The date of the export that stands above the header; null when there is none. */
  StatedDate stated() {
    return stated;
  }
}
