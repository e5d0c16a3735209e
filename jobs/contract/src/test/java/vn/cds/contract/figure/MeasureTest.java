package vn.cds.contract.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MeasureTest {

  private static final String WRITE = "cds.docs.write";
  private static final String BEGIN = "<!-- measures.csv -->\n";
  private static final String END = "<!-- end -->\n";

  @Test
  void theDocumentationHasEachMeasure() throws IOException {
    Path file = Path.of(System.getProperty("cds.root", "../..")).resolve("docs/scoring.md");
    String text = Files.readString(file);
    int from = text.indexOf(BEGIN) + BEGIN.length();
    int to = text.indexOf(END);
    if (Boolean.getBoolean(WRITE)) {
      text = text.substring(0, from) + table() + text.substring(to);
      Files.writeString(file, text);
      to = text.indexOf(END);
    }
    assertThat(text.substring(from, to))
        .as(
            "docs/scoring.md is out of date; write it anew with"
                + " mvn -pl jobs/contract test -Dtest=MeasureTest -D%s=true",
            WRITE)
        .isEqualTo(table());
  }

  private static String table() {
    return "| measure | unit | tiếng Việt | English |\n|---|---|---|---|\n"
        + Measure.all().stream()
            .map(
                measure ->
                    "| `%s` | %s | %s | %s |\n"
                        .formatted(
                            measure.name(),
                            measure.unit().name().toLowerCase(Locale.ROOT),
                            measure.vietnameseName(),
                            measure.englishName()))
            .collect(Collectors.joining());
  }

  @Test
  void whatIsComputedNamesMeasuresOfItsStream() {
    for (Measure measure : Measure.all()) {
      List<String> ofStream =
          Measure.all().stream()
              .filter(other -> other.stream().equals(measure.stream()))
              .map(Measure::column)
              .toList();
      assertThat(ofStream).as(measure.name()).containsAll(measure.operands());
    }
    assertThat(Measure.all().stream().filter(measure -> !measure.operands().isEmpty()))
        .extracting(Measure::name, Measure::operands)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(
                "service_requests.dissatisfied_scaled",
                List.of("received", "rated", "dissatisfied")));
  }
}
