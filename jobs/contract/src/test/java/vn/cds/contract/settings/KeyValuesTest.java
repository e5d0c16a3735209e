package vn.cds.contract.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.settings.KeyValues.Entry;

class KeyValuesTest {
  private static final String TEXT =
      """
      # comment \\
      ! another

      a = 1
      b:two words \s
        c   \\
          goes on, \\
          and on
      backslash = at the end\\\\
      d
      e=\\u0110
      a = last
      f=#no comment
      g = 9\\\
      """;

  @Test
  void readsWhatPropertiesReads() throws IOException {
    for (String text : List.of(TEXT, TEXT.replace("\n", "\r\n"), TEXT.replace('\n', '\r'), "")) {
      Properties properties = new Properties();
      properties.load(new StringReader(text));
      Map<String, String> expected = new TreeMap<>();
      properties.forEach((key, value) -> expected.put((String) key, ((String) value).strip()));
      Faults faults = new Faults("a.properties");
      Map<String, String> read = new TreeMap<>();
      KeyValues.of(text, faults).forEach((key, entry) -> read.put(key, entry.value()));
      assertThat(read).isEqualTo(expected);
      assertThat(faults.count()).isZero();
    }
  }

  @Test
  void knowsTheLineWhereAnEntryBegins() {
    Map<String, Entry> entries = KeyValues.of(TEXT, new Faults("a.properties"));
    assertThat(entries).containsEntry("c", new Entry(6, "goes on, and on"));
    assertThat(entries).containsEntry("a", new Entry(12, "last"));
  }

  @Test
  void aLineThatCannotBeReadIsToldAndTheOthersAreRead() {
    Faults faults = new Faults("a.properties");
    assertThat(KeyValues.of("a=1\nb=\\u12\nc=2\n", faults)).containsOnlyKeys("a", "c");
    assertThatThrownBy(faults::throwIfAny)
        .isInstanceOf(InvalidDataFile.class)
        .hasMessageStartingWith("a.properties:2: has \\u");
  }
}
