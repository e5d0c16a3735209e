package vn.cds.dashboard.api.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@a",
        "|a",
        " =1+1",
        "\t=1+1",
        "\r\n=1+1",
        "\u200b=1+1",
        "\u202e=1+1"
      })
  void nothingBecomesAFormula(String text) {
    assertThat(Cells.harmless(text)).startsWith("'").doesNotContain("\t", "\n", "\u200b", "\u202e");
  }

  @Test
  void aCellIsOneLineOfWhatCanBeSeen() {
    assertThat(Cells.harmless("Phường\r\nA;\u202eB\u200b")).isEqualTo("Phường  A;B");
    assertThat(Cells.harmless("Phường Hạc Thành")).isEqualTo("Phường Hạc Thành");
  }
}
