package vn.cds.contract.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.contract.code.WireEnum;
import vn.cds.contract.event.DeclaredFigure;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.text.TextPattern;

/** Holds docs/contract.md and the code against each other. */
class ContractDocumentTest {

  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z_]+)` \\| ([a-zA-Z]+) \\| (yes|no) \\|");
  private static final Pattern FAULT = Pattern.compile("\\| `([A-Z_]+)` \\|");

  private static List<String> section(String heading) throws IOException {
    Path document = Path.of(System.getProperty("cds.root", "../..")).resolve("docs/contract.md");
    List<String> lines = Files.readAllLines(document);
    List<String> section = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      if (line.startsWith("## ")) {
        inside = line.startsWith("## " + heading);
      }
      if (inside) {
        section.add(line);
      }
    }
    assertThat(section).isNotEmpty();
    return section;
  }

  @ParameterizedTest
  @CsvSource({
    "DOCUMENTS, DocumentEvent",
    "PAYMENTS, PaymentEvent",
    "SERVICE_REQUESTS, ServiceRequestEvent"
  })
  void listsTheSameFields(EventStream stream, String heading) throws IOException {
    assertSameFields(FieldTable.of(stream).fields(), "Fields of every event", heading);
  }

  @Test
  void listsTheFieldsOfADeclaredFigure() throws IOException {
    List<Field<DeclaredFigure>> fields = FieldTable.DECLARED_FIGURES.fields();
    assertSameFields(fields, "DeclaredFigure");
    assertSameValuesAndPatterns(fields, String.join("\n", section("DeclaredFigure")));
  }

  private static void assertSameFields(List<? extends Field<?>> fields, String... headings)
      throws IOException {
    List<String> documented = new ArrayList<>();
    for (String part : headings) {
      for (String line : section(part)) {
        Matcher row = ROW.matcher(line);
        if (row.find()) {
          documented.add(row.group(1) + " " + row.group(2) + " " + row.group(3));
        }
      }
    }
    List<String> coded =
        fields.stream()
            .map(
                field -> field.name() + " " + type(field) + " " + (field.required() ? "yes" : "no"))
            .toList();
    assertThat(coded).isEqualTo(documented);
  }

  private static String type(Field<?> field) {
    return switch (field.type()) {
      case VERSION, INTEGER -> "integer";
      case MONEY -> "money";
      case NUMBER -> "number";
      case UUID -> "UUID";
      case TIME, TIME_OR_DAY -> "time";
      case DATE -> "date";
      case TEXT -> "text";
      case ENUM -> "enum";
      case BOOLEAN -> "boolean";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "DOCUMENTS, DocumentEvent",
    "PAYMENTS, PaymentEvent",
    "SERVICE_REQUESTS, ServiceRequestEvent"
  })
  void listsTheSameValuesAndPatterns(EventStream stream, String heading) throws IOException {
    String text =
        String.join("\n", section("Fields of every event")) + String.join("\n", section(heading));
    assertSameValuesAndPatterns(FieldTable.of(stream).fields(), text);
  }

  private static void assertSameValuesAndPatterns(List<? extends Field<?>> fields, String text) {
    for (Field<?> field : fields) {
      int last = -1;
      String part =
          field.name().equals("status")
              ? text.substring(text.indexOf("`status`: "))
              : text.substring(text.indexOf("| `" + field.name() + "` |"));
      for (WireEnum value : field.values()) {
        int at = part.indexOf("`" + value.wireName() + "`");
        assertThat(at).as("%s %s", field.name(), value).isGreaterThan(last);
        last = at;
      }
      boolean inWords = field.pattern() == TextPattern.COMMUNE_CODE;
      String line = part.lines().findFirst().orElseThrow();
      if (field.pattern() != null && !inWords && !line.contains("as above")) {
        assertThat(line).contains("`" + field.pattern().regex() + "`");
      }
    }
  }

  @Test
  void listsTheSameFaultsInTheSameOrder() throws IOException {
    List<String> documented = new ArrayList<>();
    for (String line : section("Faults")) {
      Matcher row = FAULT.matcher(line);
      if (row.find()) {
        documented.add(row.group(1));
      }
    }
    assertThat(FaultCode.values()).extracting(FaultCode::name).isEqualTo(documented);
    assertThat(FaultCode.values()).allMatch(code -> code.sentence().endsWith("."));
  }
}
