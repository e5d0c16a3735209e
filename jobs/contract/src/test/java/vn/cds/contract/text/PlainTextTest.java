package vn.cds.contract.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
  private static final String PLAIN = "Phường Hạc Thành – «A & B», 15 % 🏛";

  @Test
  void aPlainTextStaysAsItIs() {
    assertThat(PlainText.clean(PLAIN)).isEqualTo(PLAIN);
    assertThat(PlainText.cleanLines(PLAIN + "\n\t" + PLAIN)).isEqualTo(PLAIN + "\n\t" + PLAIN);
    assertThat(PlainText.fault(PLAIN)).isEmpty();
    assertThat(PlainText.clean("")).isEmpty();
  }

  /** Bidirectional, zero-width and control characters, letters without a shape, no characters. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x07, 0x1B, 0x7F, 0x9B, 0xAD, 0x34F, 0x61C, 0x115F, 0x180E, 0x200B, 0x200C, 0x200D,
        0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066, 0x2067, 0x2068,
        0x2069, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFE, 0xFFFF, 0xE0001, 0xE0041
      })
  void whatNobodySeesIsRemovedOrRefused(int hidden) {
    String text = "a" + Character.toString(hidden) + "b";
    assertThat(PlainText.clean(text)).isEqualTo("ab");
    assertThat(PlainText.cleanLines(text)).isEqualTo("ab");
    assertThat(PlainText.fault(text))
        .hasValueSatisfying(
            fault ->
                assertThat(fault).startsWith(String.format("has the character U+%04X,", hidden)));
  }

  @ParameterizedTest
  @ValueSource(ints = {'\t', '\n', 0x0B, '\f', '\r', 0x85, 0x2028, 0x2029})
  void aBreakBecomesASpaceOrIsRefused(int lineBreak) {
    String text = "a" + Character.toString(lineBreak) + "Bcc: b";
    assertThat(PlainText.clean(text)).isEqualTo("a Bcc: b");
    assertThat(PlainText.fault(text)).hasValueSatisfying(f -> assertThat(f).contains("line break"));
  }

  @Test
  void halfAPairIsNoCharacter() {
    assertThat(PlainText.clean("a\ud83cb")).isEqualTo("a\uFFFDb");
    assertThat(PlainText.fault("a\ud83cb")).isPresent();
  }

  @Test
  void theNormalFormIsNfc() {
    assertThat(PlainText.clean("Vie\u0302\u0301t")).isEqualTo("Viết");
    assertThat(PlainText.fault("Vie\u0302\u0301t"))
        .hasValueSatisfying(fault -> assertThat(fault).contains("NFC"));
  }

  @Test
  void aLongTextIsCutBetweenCharacters() {
    String longest = "🏛".repeat(PlainText.LONGEST / 2);
    assertThat(PlainText.cleanAndShort(longest)).isEqualTo(longest);
    assertThat(PlainText.fault(longest)).isEmpty();
    assertThat(PlainText.cleanAndShort(longest + "a"))
        .isEqualTo("🏛".repeat(PlainText.LONGEST / 2 - 1) + "…");
    assertThat(PlainText.fault(longest + "a"))
        .hasValueSatisfying(fault -> assertThat(fault).startsWith("has 1001 characters"));
  }
}
