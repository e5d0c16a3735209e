package vn.cds.dashboard.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.Roster;

class BoundariesTest {

  private static final String SQUARE =
      "{\"type\":\"Polygon\",\"coordinates\":[[[105,20],[105.1,20],[105.1,20.1],[105,20]]]}";

  @TempDir Path folder;

  @Test
  void communesAreFoundByTheirCode() throws IOException {
    Boundaries boundaries =
        read(
            feature("{\"ma_xa\":\"14797\"}", SQUARE)
                + ","
                + feature("{\"code\":\"99999\"}", SQUARE)
                + ","
                + feature("{\"code\":\"14812\"}", "{\"type\":\"Point\",\"coordinates\":[1,2]}"));
    assertThat(boundaries.of("14797").path("type").asText()).isEqualTo("Polygon");
    assertThat(boundaries.of("99999")).isNull();
    assertThat(boundaries.of("14812")).isNull();
    assertThat(Boundaries.NONE.of("14797")).isNull();
  }

  @Test
  void aFileThatHelpsNobodyIsRefused() {
    assertThatThrownBy(() -> read(feature("{\"name\":\"Phường Hạc Thành\"}", SQUARE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("five-digit code");
    assertThatThrownBy(() -> Boundaries.read(folder.resolve("none.json"), Roster.bundled()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.json");
  }

  private Boundaries read(String features) throws IOException {
    Path file = folder.resolve("communes.geojson");
    Files.writeString(file, "{\"type\":\"FeatureCollection\",\"features\":[" + features + "]}");
    return Boundaries.read(file, Roster.bundled());
  }

  private static String feature(String properties, String geometry) {
    return "{\"type\":\"Feature\",\"properties\":" + properties + ",\"geometry\":" + geometry + "}";
  }
}
