package vn.cds.importer.inspect;

import java.time.LocalTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.VietnamTime;
import vn.cds.importer.value.Amount;
import vn.cds.importer.value.CellText;
import vn.cds.importer.value.Form;
import vn.cds.importer.value.NoneWords;
import vn.cds.importer.value.TimeReader;

/**
 * What is known of a column: how many cells are filled and of what kind they are. Of its values
 * only a few distinct short ones are held, to find statuses among them.
 */
final class ColumnProfile {
  static final int MOST_DISTINCT = 40;
  private static final int LONGEST_WORD = 60;
  private static final int MOST_FORMS = 3;
  private static final Pattern DOSSIER =
      Pattern.compile("[A-Z0-9][A-Z0-9.]{0,29}(-[0-9A-Z]{1,20}){1,3}");
  private static final Pattern DOSSIER_IN_LOWER_CASE =
      Pattern.compile("(?i)[A-Z0-9][A-Z0-9.]{0,29}(-[0-9A-Z]{1,20}){1,3}");
  private static final Pattern DOSSIER_TAIL =
      Pattern.compile("(?i)[0-9A-Z]{1,20}(-[0-9A-Z]{1,20}){0,2}");
  private static final Pattern PROCEDURE = Pattern.compile("[0-9]\\.[0-9]{6}");

  /** The form of a number. */
  private static final Pattern NUMBER = Pattern.compile("[0-9]+ digits?|9+[.,]9+");

  private final String name;
  private final Set<String> forms = new LinkedHashSet<>();
  private final Map<String, Integer> distinct = new LinkedHashMap<>();
  private final Set<Integer> hashes = new HashSet<>();
  private boolean tooMany;
  private int rows;
  int filled;
  int times;
  int monthFirst;
  int dayFirstOnly;
  int clocks;
  int midnights;
  int amounts;
  int dossiers;
  int dossiersInLowerCase;
  int dossierTails;
  int procedures;
  int communeCodes;

  ColumnProfile(String name) {
    this.name = name;
  }

  /** Reads the cells of all columns. */
  static final class Reader {
    private final TimeReader dayFirst;
    private final TimeReader monthFirst;
    private final NoneWords none = new NoneWords(List.of());
    private final Roster roster;

    Reader(TimeReader dayFirst, TimeReader monthFirst, Roster roster) {
      this.dayFirst = dayFirst;
      this.monthFirst = monthFirst;
      this.roster = roster;
    }

    void read(ColumnProfile profile, String cell, boolean number) {
      profile.rows++;
      String text = CellText.clean(cell);
      if (text.isEmpty() || none.contains(text, false)) {
        return;
      }
      profile.filled++;
      if (profile.forms.size() < MOST_FORMS) {
        profile.forms.add(Form.of(text));
      }
      profile.note(text);
      time(profile, text);
      profile.amounts += Amount.parse(text, number) != null ? 1 : 0;
      profile.dossiers += DOSSIER.matcher(text).matches() ? 1 : 0;
      boolean dossier = DOSSIER_IN_LOWER_CASE.matcher(text).matches();
      profile.dossiersInLowerCase += dossier ? 1 : 0;
      profile.dossierTails += dossier || DOSSIER_TAIL.matcher(text).matches() ? 1 : 0;
      profile.procedures += PROCEDURE.matcher(text).matches() ? 1 : 0;
      profile.communeCodes += isCommune(text) ? 1 : 0;
    }

    private void time(ColumnProfile profile, String text) {
      if (text.length() > 60) {
        return;
      }
      TimeOrDay time = dayFirst.read(text);
      TimeOrDay other = monthFirst.read(text);
      profile.times += time != null || other != null ? 1 : 0;
      profile.monthFirst += time == null && other != null ? 1 : 0;
      profile.dayFirstOnly += time != null && other == null ? 1 : 0;
      TimeOrDay known = time != null ? time : other;
      if (known != null && known != TimeReader.NONE && !known.isDay()) {
        profile.clocks++;
        LocalTime clock = known.first().atZone(VietnamTime.ZONE).toLocalTime();
        profile.midnights += clock.equals(LocalTime.MIDNIGHT) ? 1 : 0;
      }
    }

    private boolean isCommune(String text) {
      return text.length() <= 5
          && text.chars().allMatch(c -> c >= '0' && c <= '9')
          && roster.contains("0".repeat(5 - text.length()) + text);
    }
  }

  private void note(String text) {
    hashes.add(text.hashCode());
    if (tooMany || text.length() > LONGEST_WORD) {
      tooMany = true;
      distinct.clear();
      return;
    }
    distinct.merge(text, 1, Integer::sum);
    if (distinct.size() > MOST_DISTINCT) {
      tooMany = true;
      distinct.clear();
    }
  }

  String name() {
    return name;
  }

  int rows() {
    return rows;
  }

  /** Up to three forms of its cells; never their content. */
  Set<String> forms() {
    return forms;
  }

  /** Whether its cells are times, and not numbers that could be. */
  boolean holdsTimes() {
    return share(times) > 0.9 && forms.stream().noneMatch(form -> NUMBER.matcher(form).matches());
  }

  /** The distinct values with how often they stand; empty when they are many or long. */
  Map<String, Integer> distinct() {
    return distinct;
  }

  /** How many values differ, about. */
  int different() {
    return hashes.size();
  }

  /** The share of the filled cells, from 0 to 1; 0 when none is filled. */
  double share(int count) {
    return filled == 0 ? 0 : (double) count / filled;
  }
}
