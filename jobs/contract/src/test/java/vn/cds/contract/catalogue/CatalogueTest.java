package vn.cds.contract.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.contract.catalogue.frame.Confirmation;
import vn.cds.contract.catalogue.frame.Frame;
import vn.cds.contract.catalogue.frame.Group;
import vn.cds.contract.catalogue.indicator.Better;
import vn.cds.contract.catalogue.indicator.Formula;
import vn.cds.contract.catalogue.indicator.GroupReference;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.catalogue.indicator.IndicatorVersion;
import vn.cds.contract.catalogue.indicator.ZeroDenominator;
import vn.cds.contract.figure.Figures;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.text.Names;

/** The rules of docs/scoring.md; each broken one is told with its line. */
class CatalogueTest {

  /** Line 1 is format; the tests name lines, so add at the end only. */
  private static final String FILE =
      """
      format: 1
      frames:
        - id: exam
          kind: points
          name: {vi: Bài thi, en: Exam}
          source: đề
          points: 12.5
          classes:
            - {id: passed, from: 50, name: {vi: Đạt, en: Passed}}
            - {id: failed, from: 0, name: {vi: Trượt, en: Failed}}
          groups:
            - {id: oral, points: 10, name: {vi: Nói, en: Oral}}
            - {id: written, points: 2.5, name: {vi: Viết, en: Written}}
        - id: list
          kind: criteria
          name: {vi: Danh sách, en: List}
          source: danh sách
          groups:
            - {id: all, count: 2, name: {vi: Tất cả, en: All}}
        - id: view
          kind: grouping
          name: {vi: Nhìn, en: View}
          source: cấu hình
          groups:
            - {id: here, name: {vi: Đây, en: Here}}
      indicators:
        - id: "1"
          name: {vi: Một, en: One}
          groups: [exam/oral, list/all]
          unit: percent
          input: measured
          versions:
            - effective_from: 2022-06-23
              effective_to: 2026-01-01
              numerator: service_requests.open
                - 0.5 * service_requests.overdue
              denominator: service_requests.received
              target: 0.80
              points: 10
              minimum_n: 30
              source: điều 1
              verified: true
            - effective_from: 2026-01-01
              effective_to:
              numerator: payments.payments
              denominator: declared.households
              target: 100
              better: lower
              points: 9
              zero_denominator: full
              source: điều 2
              verified: false
        - id: "2"
          name: {vi: Hai, en: Two}
          unit: count
          input: missing
          versions:
            - effective_from: 2000-01-01
              source: không
              verified: false
      """;

  @TempDir Path folder;

  private static Catalogue parse(String text) {
    return Catalogue.parse("test.yaml", text);
  }

  private static List<String> errors(String text) {
    InvalidDataFile failure =
        catchThrowableOfType(
            InvalidDataFile.class,
            () -> CatalogueReader.read("test.yaml", text, Figures.bundled()));
    assertThat(failure).as("the file is refused").isNotNull();
    return failure.errors();
  }

  @Test
  void readsEveryFact() {
    Catalogue catalogue = parse(FILE);
    assertThat(catalogue.frames()).extracting(Frame::id).containsExactly("exam", "list", "view");
    assertThat(catalogue.frame("exam").group("written"))
        .isEqualTo(new Group("written", new Names("Viết", "Written"), new BigDecimal("2.5"), null));
    assertThat(catalogue.frame("list").group("all").criteria()).isEqualTo(2);
    assertThat(catalogue.frame("none")).isNull();
    Indicator one = catalogue.indicator("1");
    assertThat(one.name()).isEqualTo(new Names("Một", "One"));
    assertThat(one.groups())
        .extracting(GroupReference::toString)
        .containsExactly("exam/oral", "list/all");
    assertThat(one.version(LocalDate.of(2022, 6, 22))).isNull();
    assertThat(one.version(LocalDate.of(2025, 12, 31)))
        .isEqualTo(
            new IndicatorVersion(
                LocalDate.of(2022, 6, 23),
                LocalDate.of(2026, 1, 1),
                new Formula(
                    "service_requests.open - 0.5 * service_requests.overdue",
                    List.of(
                        new Formula.Term(BigDecimal.ONE, "service_requests.open"),
                        new Formula.Term(new BigDecimal("-0.5"), "service_requests.overdue"))),
                new Formula(
                    "service_requests.received",
                    List.of(new Formula.Term(BigDecimal.ONE, "service_requests.received"))),
                new BigDecimal("0.8"),
                Better.HIGHER,
                BigDecimal.TEN,
                ZeroDenominator.NO_DATA,
                30,
                "điều 1",
                true));
    IndicatorVersion second = one.version(LocalDate.of(2026, 1, 1));
    assertThat(second.effectiveTo()).isNull();
    assertThat(second.better()).isEqualTo(Better.LOWER);
    assertThat(second.zeroDenominator()).isEqualTo(ZeroDenominator.FULL);
    IndicatorVersion missing = catalogue.indicator("2").versions().get(0);
    assertThat(missing.numerator()).isEqualTo(Formula.NONE);
    assertThat(missing.target()).isNull();
    assertThat(catalogue.indicators(new GroupReference("exam", "oral"))).containsExactly(one);
    assertThat(catalogue.text()).isEqualTo(FILE);
  }

  /** What stands in the file, what is written instead, and the whole message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          format: 1 | format: 2 | test.yaml:1: format is "2"; it must be 1.
          format: 1 | versjon: 1 | test.yaml:1: versjon is not a known key; use format, frames, indicators, or remove it.
          kind: criteria | kind: choice | test.yaml:15: kind is "choice"; it must be one of points, criteria, grouping.
          id: list | id: exam | test.yaml:14: id exam is taken by another frame; choose another one.
          id: written | id: oral | test.yaml:13: id oral is taken by another group; choose another one.
          id: failed | id: passed | test.yaml:10: id passed is taken by another class; choose another one.
          id: "2" | id: "1" | test.yaml:53: id 1 is taken by another indicator; choose another one.
          id: "2" | id: "2 a" | test.yaml:53: id is "2 a"; it must be letters of A to Z, digits and . _ -, at most 64.
          {vi: Hai, en: Two} | {vi: Hai} | test.yaml:54: en is empty; fill it in.
          name: {vi: Hai, en: Two} | name: Hai | test.yaml:54: must have the keys vi, en; write key: value.
          {vi: Viết, en: Written} | {vi: "", en: Written} | test.yaml:13: vi is empty; fill it in.
          points: 12.5 | points: 12 | test.yaml:7: points are 12, those of the groups add up to 12.5; make them equal.
          points: 12.5 | points: 0 | test.yaml:7: points is "0"; it must be a number above 0.
          from: 50 | from: 150 | test.yaml:9: from is 150; a score is at most 100, so lower it.
          from: 0 | from: 50 | test.yaml:10: from is not below that of the class before; list the highest class first.
          from: 0 | from: 10 | test.yaml:10: from is 10; the last class must begin at 0.
          id: here, | id: here, points: 1, | test.yaml:25: points is for frames of kind points only; remove it.
          id: here, | id: here, count: 1, | test.yaml:25: count is for frames of kind criteria only; remove it.
          count: 2 | count: 0 | test.yaml:19: count is "0"; it must be a whole number from 1.
          groups: [exam/oral, list/all] | groups: [exam/spoken] | test.yaml:29: groups names "exam/spoken", which is no group; write FRAME/GROUP as they stand under frames.
          groups: [exam/oral, list/all] | groups: [oral] | test.yaml:29: groups names "oral", which is no group; write FRAME/GROUP as they stand under frames.
          groups: [exam/oral, list/all] | groups: [exam/oral, exam/written] | test.yaml:29: groups names frame exam twice; keep one group of each frame.
          groups: [exam/oral, list/all] | groups: exam/oral | test.yaml:29: groups must be a list; write one entry per line with - before it, or [a, b].
          unit: percent | unit: per cent | test.yaml:30: unit is "per cent"; it must be one of percent, count, milliseconds, vnd, yes-no.
          input: measured | input: seen | test.yaml:31: input is "seen"; it must be one of measured, declared, missing.
          input: measured | input: declared | test.yaml:35: numerator or denominator uses the event streams; set input to measured.
          input: missing | input: measured | test.yaml:58: numerator is empty; fill it in, or set input to missing.
          source: không | numerator: documents.documents | test.yaml:59: numerator must be empty while input is missing; remove it, or set input to measured or declared.
          2022-06-23 | 23/6/2022 | test.yaml:33: effective_from is "23/6/2022"; it must be a date such as 2022-06-23, from 1970-01-01 to 2149-06-05.
          effective_to: 2026-01-01 | effective_to: 2022-06-23 | test.yaml:34: effective_to is not after effective_from; it is the first day without.
          effective_to: 2026-01-01 | effective_to: 2026-01-02 | test.yaml:43: effective_from is 2026-01-01, when the version before is still effective; set effective_to of line 34 to 2026-01-01 or earlier.
          effective_to: 2026-01-01 | effective_to: | test.yaml:43: effective_from is 2026-01-01, when the version before is still effective; set effective_to of line 34 to 2026-01-01 or earlier.
          effective_from: 2026-01-01 | effective_from: 2022-06-23 | test.yaml:43: effective_from is not after that of the version before; list the earliest first.
          payments.payments | payments.paid | test.yaml:45: numerator uses payments.paid, which is no measure; payments has payments, pending, succeeded, failed, reversed, mismatched, amount_vnd, cash, cash_vnd, payers_electricity_cashless.
          payments.payments | received | test.yaml:45: numerator uses received, which is no measure; begin with service_requests, documents, payments or declared.
          declared.households | declared.Households | test.yaml:46: denominator uses declared.Households; write declared.ID, ID in small letters, digits and . _ -.
          declared.households | declared.houses.numerator | test.yaml:46: denominator uses declared.houses.numerator, but there is no figure houses; add it to figures.csv.
          declared.households | declared.households.denominator | test.yaml:46: denominator uses declared.households.denominator, but the figure is a single value; leave .denominator out.
          payments.payments | payments.payments payments.cash | test.yaml:45: numerator has "payments.payments payments.cash" where a term must stand; write [number *] measure, joined by + and - with blanks around them.
          payments.payments | payments.payments / payments.cash | test.yaml:45: numerator has "payments.payments / payments.cash" where a term must stand; write [number *] measure, joined by + and - with blanks around them.
          target: 100 | target: | test.yaml:49: points need a target above 0; fill in target, or leave points empty.
          target: 100 | target: 0 | test.yaml:49: points need a target above 0; fill in target, or leave points empty.
          target: 100 | target: -1 | test.yaml:47: target is "-1"; it must be a number such as 0.8, not below 0.
          target: 100 | target: 1e2 | test.yaml:47: target is "1e2"; it must be a number such as 0.8, not below 0.
          better: lower | better: less | test.yaml:48: better is "less"; it must be one of higher, lower.
          zero_denominator: full | zero_denominator: all | test.yaml:50: zero_denominator is "all"; it must be one of no-data, zero, full.
          minimum_n: 30 | minimum_n: 2.5 | test.yaml:40: minimum_n is "2.5"; it must be a whole number from 0.
          verified: true | verified: yes | test.yaml:42: verified is "yes"; it must be true or false.
          source: đề | source: | test.yaml:6: source is empty; fill it in.
          points: 10\\n | points: 11\\n | test.yaml:39: points of the indicators of exam/oral add up to 11 on 2022-06-23; the group has 10, so lower them.
          better: lower | target: 1 | test.yaml:48: target stands twice; keep one.
          source: điều 1 | source: [điều 1] | test.yaml:41: source must be a single value.
          Viết | Vie\u0302\u0301t | test.yaml:13: vi is not in Unicode normal form NFC; normalise the file.
          Viết | Vi\u202Eết | test.yaml:13: vi has the character U+202E, which cannot be seen; remove it.
          unit: percent | unit: percent: | test.yaml:30: is not YAML (mapping values are not allowed here); correct it.
          """)
  void tellsEachBrokenRuleWithItsLine(String right, String wrong, String message) {
    String from = right.replace("\\n", "\n");
    assertThat(FILE).contains(from);
    int place = FILE.indexOf(from);
    String text =
        FILE.substring(0, place)
            + wrong.replace("\\n", "\n")
            + FILE.substring(place + from.length());
    assertThat(errors(text)).contains(message);
  }

  @Test
  void pointsOfAGroupAreSummedOnEveryDay() {
    String other =
        """
          - id: "3"
            name: {vi: Ba, en: Three}
            groups: [exam/oral, list/all]
            unit: percent
            input: declared
            versions:
              - effective_from: 2026-01-01
                numerator: declared.households
                target: 1
                points: 1
                source: điều 3
                verified: false
        """;
    // 9 since 2026-01-01, so 1 more is allowed; on the day before the first version has 10
    assertThat(parse(FILE + other).indicator("3")).isNotNull();
    assertThat(errors(FILE + other.replace("2026-01-01", "2025-12-31")))
        .containsExactly(
            "test.yaml:70: points of the indicators of exam/oral add up to 11 on 2025-12-31; the"
                + " group has 10, so lower them.");
    assertThat(errors(FILE + other + other.replace("\"3\"", "\"4\"").replace("exam/oral, ", "")))
        .containsExactly(
            "test.yaml:82: indicator 4 is number 3 of list/all on 2026-01-01; the group has a count"
                + " of 2, so remove one or raise it.");
  }

  @Test
  void listsEveryErrorByLineAndShowsTwenty() {
    String text =
        FILE.replace("unit: percent", "unit: parts")
            .replace("kind: grouping", "kind: other")
            .replace("minimum_n: 30", "minimum_n: few");
    assertThat(errors(text))
        .extracting(error -> error.replaceFirst(" is .*", ""))
        .containsExactly("test.yaml:21: kind", "test.yaml:30: unit", "test.yaml:40: minimum_n");
    String many = FILE + "  - id: {}\n".repeat(10);
    assertThatThrownBy(() -> parse(many))
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(21))
        .hasMessageEndingWith("more errors");
  }

  @Test
  void refusesWhatIsNoCatalogue() {
    assertThat(errors("")).containsExactly("test.yaml:1: is empty; begin with format: 1.");
    assertThat(errors("- a\n"))
        .containsExactly(
            "test.yaml:1: must have the keys format, frames, indicators; write key: value.");
    assertThat(errors("format: 1\n"))
        .containsExactly(
            "test.yaml:1: frames has no frame; list at least one.",
            "test.yaml:1: indicators has no indicator; list at least one.");
    assertThat(errors("format: 1\n---\nformat: 1\n"))
        .singleElement()
        .asString()
        .startsWith("test.yaml:2: is not YAML (");
    assertThat(errors("format: \u0007\n")).singleElement().asString().contains("is not YAML (");
    assertThat(errors(FILE.replace("format: 1", "format: !!java.io.File [x]")))
        .containsExactly(
            "test.yaml:1: is not YAML (Global tag is not allowed: tag:yaml.org,2002:java.io.File);"
                + " correct it.");
  }

  @Test
  void readsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "\uFEFF" + FILE);
    assertThat(Catalogue.read(file, Figures.bundled())).isEqualTo(parse(FILE));
    Path broken = Files.writeString(folder.resolve("broken.yaml"), FILE.replace("1\n", "7\n"));
    assertThatThrownBy(() -> Catalogue.read(broken, Figures.bundled()))
        .isInstanceOf(InvalidDataFile.class)
        .hasMessageContaining("broken.yaml:1: format is \"7\"; it must be 1.");
    assertThatThrownBy(() -> Catalogue.read(folder.resolve("no.yaml"), Figures.bundled()))
        .hasMessageContaining("no.yaml: there is no file");
  }

  @Test
  void tellsWhatChanges() {
    Catalogue before = parse(FILE);
    assertThat(CatalogueChanges.between(before, parse(FILE + "# a comment\n"))).isEmpty();
    Catalogue after =
        parse(
            FILE.replace("target: 0.80", "target: 0.9")
                .replace("better: lower", "better: higher")
                .replace("{vi: Hai, en: Two}", "{vi: Đôi, en: Two}")
                .replace("- effective_from: 2000-01-01", "- effective_from: 2001-01-01")
                .replace("{id: here, ", "{id: there, "));
    assertThat(CatalogueChanges.between(before, after))
        .extracting(CatalogueChange::toString)
        .containsExactly(
            "+ frame view, group there: name.vi Đây; name.en Here",
            "~ indicator 1, version 2022-06-23: target 0.8 -> 0.9",
            "~ indicator 1, version 2026-01-01: better lower -> higher",
            "~ indicator 2: name.vi Hai -> Đôi",
            "+ indicator 2, version 2001-01-01: better higher; zero_denominator no-data; minimum_n"
                + " 0; source không; verified false",
            "- frame view, group here: name.vi Đây; name.en Here",
            "- indicator 2, version 2000-01-01: better higher; zero_denominator no-data; minimum_n"
                + " 0; source không; verified false");
    assertThat(
            CatalogueChanges.between(
                before,
                parse(
                    FILE.replace(
                            "              effective_to: 2026-01-01\n",
                            "              effective_to: 2025-01-01\n")
                        .replace(
                            "      effective_to: 2026-01-01", "      effective_to: 2025-01-01"))))
        .extracting(CatalogueChange::toString)
        .containsExactly(
            "~ indicator 1, version 2022-06-23: effective_to 2026-01-01 -> 2025-01-01");
  }

  @Test
  void leadersAreShownWhatIsVerified() {
    Catalogue shown = parse(FILE).forLeaders();
    assertThat(shown.frames()).extracting(Frame::id).containsExactly("view");
    assertThat(shown.indicators()).as("1 is in frames that are not offered").isEmpty();

    String confirmed =
        FILE.replace(
            "    source: danh sách\n",
            "    source: danh sách\n    confirmed: {by: \"An, Sở KH&CN\", on: 2026-11-02}\n");
    Catalogue list = parse(confirmed);
    assertThat(list.frame("list").confirmed())
        .isEqualTo(new Confirmation("An, Sở KH&CN", LocalDate.of(2026, 11, 2)));
    assertThat(list.forLeaders().frames()).extracting(Frame::id).containsExactly("list", "view");
    Indicator one = list.forLeaders().indicator("1");
    assertThat(one.groups()).hasToString("[list/all]");
    assertThat(one.versions()).allMatch(IndicatorVersion::verified).hasSize(1);
    assertThat(list.forLeaders().indicator("2")).as("stays hidden").isNull();
    assertThat(CatalogueChanges.between(parse(FILE), list))
        .extracting(CatalogueChange::toString)
        .containsExactly(
            "~ frame list: confirmed.by (empty) -> An, Sở KH&CN",
            "~ frame list: confirmed.on (empty) -> 2026-11-02");

    String verified = FILE.replace("verified: false", "verified: true");
    assertThat(parse(verified).forLeaders().frames())
        .extracting(Frame::id)
        .containsExactly("exam", "list", "view");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{by: An}                        | on is empty; fill it in.",
        "{on: 2026-11-02}                | by is empty; fill it in.",
        "{by: An, on: yesterday}         | on is \"yesterday\"; it must be a date",
        "{by: An, on: 2026-11-02, at: 7} | at is not a known key; use by, on, or remove it.",
        "true                            | must have the keys by, on; write key: value."
      })
  void aConfirmationSaysWhoAndWhen(String confirmation, String fault) {
    assertThat(
            errors(
                FILE.replace(
                    "    source: danh sách\n",
                    "    source: danh sách\n    confirmed: " + confirmation + "\n")))
        .singleElement()
        .asString()
        .contains(fault);
  }
}
