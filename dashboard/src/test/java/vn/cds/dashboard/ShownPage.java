package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that a page shows, and what it ought to show: each table, row by row and cell by cell, and
 * every other text with a numeral in it.
 */
final class ShownPage {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Left out are choices (they are no figures), the scales of drawings, and a mark's number on the
   * map, which the list beside it has as well.
   */
  private static final String READ =
      """
      () => {
        const out = 'script, style, option, .scale, svg .number';
        const texts = (root) => {
          const found = [];
          const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const parent = walker.currentNode.parentElement;
            if (!parent.closest(out)) found.push([parent, walker.currentNode.textContent.replace(/\\s+/g, ' ').trim()]);
          }
          return found;
        };
        const place = (element) => {
          const around = element.closest('section, table, header, footer, main');
          const heading = around?.querySelector('h2, caption')?.textContent?.trim() ?? '';
          return `${heading} <${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}">`;
        };
        const loose = texts(document.body)
          .filter(([parent]) => !parent.closest('td, th'))
          .map(([parent, text]) => ({ place: place(parent), text }));
        for (const element of document.querySelectorAll('[title], [aria-label], [placeholder]')) {
          for (const name of ['title', 'aria-label', 'placeholder']) {
            const text = element.getAttribute(name);
            if (text && !element.closest(out)) loose.push({ place: place(element) + ' ' + name, text });
          }
        }
        loose.push({ place: 'title of the window', text: document.title });
        const tables = [...document.querySelectorAll('table')].map((table) => ({
          name: place(table),
          rows: [...table.rows].map((row) =>
            [...row.cells].map((cell) =>
              texts(cell).filter(([parent]) => parent.closest('table') === table).map(([, text]) => text).join(' '))),
        }));
        return JSON.stringify({ loose, tables });
      }""";

  private final ShownNumbers numbers;
  private final String address;
  private final JsonNode shown;
  private final List<List<List<String>>> tables = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final Set<List<String>> allowed = new HashSet<>();

  ShownPage(ShownNumbers numbers, Page page) {
    this.numbers = numbers;
    this.address = page.url();
    try {
      this.shown = JSON.readTree((String) page.evaluate(READ));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next table of the page has these rows, without those of its head; no rows, no table. */
  void table(Stream<List<String>> rows) {
    table(List.of(), rows);
  }

  /** The same, of a table with numerals in its head. */
  void table(List<String> head, Stream<List<String>> rows) {
    List<List<String>> all = Stream.concat(Stream.of(head), rows).toList();
    if (all.size() > 1) {
      tables.add(all);
    }
  }

  /** A text that stands outside of the tables; it must be there. */
  void says(String... texts) {
    said.addAll(Arrays.asList(texts));
  }

  /** A text with a numeral that is no figure, but a name or a rule, may be there. */
  void allow(String text) {
    allowed.add(numbers.figures(text));
  }

  /** Fails with every place at which something else stands. */
  void check() {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < Math.max(tables.size(), shown.get("tables").size()); i++) {
      checkTable(i, wrong);
    }
    Set<List<String>> seen = new HashSet<>();
    Set<List<String>> known = new HashSet<>(allowed);
    said.forEach(text -> known.add(numbers.figures(text)));
    for (JsonNode entry : shown.get("loose")) {
      List<String> numerals = numbers.figures(entry.get("text").asText());
      seen.add(numerals);
      if (!numerals.isEmpty() && !known.contains(numerals)) {
        wrong.add(
            "no answer accounts for: %s | %s"
                .formatted(entry.get("place").asText(), entry.get("text").asText()));
      }
    }
    said.stream()
        .filter(text -> !seen.contains(numbers.figures(text)))
        .forEach(text -> wrong.add("is not shown: " + text));
    assertThat(wrong).as("%s in %s", address, numbers.language()).isEmpty();
  }

  private void checkTable(int index, List<String> wrong) {
    JsonNode table = shown.get("tables").path(index);
    if (index >= tables.size() || table.isMissingNode()) {
      wrong.add(
          "table %d: %s".formatted(index, table.isMissingNode() ? "is not there" : "" + table));
      return;
    }
    String name = table.get("name").asText();
    List<List<String>> rows = tables.get(index);
    if (table.get("rows").size() != rows.size()) {
      wrong.add("%s: %d rows, not %d".formatted(name, table.get("rows").size(), rows.size()));
    }
    for (int row = 0; row < Math.min(rows.size(), table.get("rows").size()); row++) {
      JsonNode cells = table.get("rows").get(row);
      for (int column = 0; column < Math.max(cells.size(), rows.get(row).size()); column++) {
        String cell = cells.path(column).asText();
        String right = column < rows.get(row).size() ? rows.get(row).get(column) : "";
        if (!ShownNumbers.numerals(cell).equals(ShownNumbers.numerals(right))) {
          wrong.add(
              "%s, row %d (%s), column %d: shows \"%s\", not \"%s\""
                  .formatted(name, row, cells.path(0).asText(), column, cell, right));
        }
      }
    }
  }
}
