package vn.cds.dashboard.api.boundaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.Roster;

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

  @Test
  void aTopologyIsDrawnAsItsPolygons() throws IOException {
    // Two squares that share the line from (105.1, 20) to (105.1, 20.1), in steps of a tenth.
    Boundaries boundaries =
        readFile(
            """
            {"type": "Topology",
             "transform": {"scale": [0.1, 0.1], "translate": [105, 20]},
             "arcs": [[[1, 0], [0, 1]],
                      [[1, 1], [-1, 0], [0, -1], [1, 0]],
                      [[1, 0], [1, 0], [0, 1], [-1, 0]]],
             "objects": {"communes": {"type": "GeometryCollection", "geometries": [
               {"type": "Polygon", "properties": {"ma_xa": "14797"}, "arcs": [[0, 1]]},
               {"type": "MultiPolygon", "id": "14812", "arcs": [[[-1, 2]]]},
               {"type": "Point", "properties": {"ma_xa": "14758"}, "coordinates": [0, 0]}]}}}
            """);
    assertThat(boundaries.of("14797").toString())
        .isEqualTo(
            "{\"type\":\"Polygon\",\"coordinates\":[[[105.1,20.0],[105.1,20.1],[105.0,20.1],"
                + "[105.0,20.0],[105.1,20.0]]]}");
    assertThat(boundaries.of("14812").path("coordinates").path(0).path(0)).hasSize(5);
    assertThat(boundaries.of("14812").path("coordinates").path(0).path(0).path(0).toString())
        .isEqualTo("[105.1,20.1]");
    assertThat(boundaries.of("14758")).isNull();
  }

  @Test
  void whatCannotBeDrawnIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> readFile("[]")).hasMessageContaining("ogr2ogr");
    assertThatThrownBy(() -> readFile("{\"type\": \"Topo"))
        .hasMessageContaining("cannot be read as");
    assertThatThrownBy(
            () ->
                readFile(
                    "{\"type\":\"Topology\",\"arcs\":[],\"objects\":{\"a\":{\"type\":\"Polygon\","
                        + "\"arcs\":[[3]]}}}"))
        .hasMessageContaining("arc 3 of 0");
    // Metres of VN-2000.
    assertThatThrownBy(
            () ->
                read(
                    feature(
                        "{\"code\":\"14797\"}",
                        "{\"type\":\"Polygon\",\"coordinates\":[[[581234.5,2190000]]]}")))
        .hasMessageContaining("14797")
        .hasMessageContaining("EPSG:4326");
  }

  private Boundaries read(String features) throws IOException {
    return readFile("{\"type\":\"FeatureCollection\",\"features\":[" + features + "]}");
  }

  private Boundaries readFile(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("communes.json"), text);
    return Boundaries.read(file, Roster.bundled());
  }

  private static String feature(String properties, String geometry) {
    return "{\"type\":\"Feature\",\"properties\":" + properties + ",\"geometry\":" + geometry + "}";
  }
}
