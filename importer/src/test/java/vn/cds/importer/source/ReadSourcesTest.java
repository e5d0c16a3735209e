package vn.cds.importer.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.importer.Imported;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.state.StateChange;

class ReadSourcesTest {
  private static final Instant AT = Instant.parse("2026-11-01T00:00:00Z");

  @TempDir Path dir;

  @Test
  void whatWasReadIsKnownToTheSameKindAndSourceAlone() throws IOException {
    Mapping mapping = mapping("");
    ReadSources written = new ReadSources(mapping);
    ImportedFile file = new ImportedFile("a.csv", "2026-10-31", mapping.digest(), AT);
    StateChange ofFile = written.imported("abc", file);
    ViewPosition position = new ViewPosition(mapping.digest(), AT, null, "17");
    StateChange ofView = written.read(mapping.view(), position);
    assertThat(ofFile.records()).isEmpty();
    assertThat(ofFile.key()).isEqualTo("service-requests//file/abc");
    assertThat(ofFile.value())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            "{\"format\":1,\"date\":\"2026-10-31\",\"imported_at\":\"2026-11-01T00:00:00Z\","
                + "\"mapping\":\""
                + mapping.digest()
                + "\",\"name\":\"a.csv\"}");

    ReadSources read = new ReadSources(mapping);
    read.load(ofFile.key(), ofFile.value());
    read.load(ofView.key(), ofView.value());
    read.load("service-requests//entity/x", new byte[0]);
    assertThat(read.file("abc")).isEqualTo(file);
    assertThat(read.file("abd")).isNull();
    assertThat(read.view(mapping.view())).isEqualTo(position);

    Mapping other = mapping("source = other\n");
    ReadSources others = new ReadSources(other);
    others.load(ofFile.key(), ofFile.value());
    others.load(ofView.key(), ofView.value());
    assertThat(others.file("abc")).isNull();
    assertThat(others.view(other.view())).isNull();

    assertThat(read.forgotten())
        .extracting(StateChange::key)
        .containsExactlyInAnyOrder(ofFile.key(), ofView.key());
    assertThat(read.forgotten()).extracting(StateChange::value).containsOnlyNulls();
    read.load(ofFile.key(), null);
    assertThat(read.file("abc")).isNull();
    assertThatThrownBy(() -> read.load(ofFile.key(), bytes("{\"format\":2}")))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("its format is not 1");
  }

  @Test
  void aReadingBeginsWhereTheOneBeforeTheLastEnded() {
    ViewPosition first = ViewPosition.after(null, "m", AT, "10");
    assertThat(first.from("m")).as("the first one is repeated").isNull();
    ViewPosition second = ViewPosition.after(first, "m", AT, "20");
    assertThat(second.from("m")).isEqualTo("10");
    ViewPosition nothingNew = ViewPosition.after(second, "m", AT, null);
    assertThat(nothingNew.from("m")).isEqualTo("20");
    assertThat(nothingNew.last()).isEqualTo("20");
    assertThat(nothingNew.from("corrected")).as("with another mapping all is read").isNull();
    assertThat(ViewPosition.after(nothingNew, "corrected", AT, "30").from("corrected")).isNull();
  }

  private Mapping mapping(String more) throws IOException {
    String text = Files.readString(Imported.resource("corrected-export/mapping.properties"));
    return Mapping.read(
        Files.writeString(
            dir.resolve("mapping.properties"),
            text + "view.url = jdbc:postgresql://db/x\nview.table = dossier\n" + more));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
