package vn.cds.dashboard.api.boundaries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import vn.cds.contract.roster.Roster;

/**
 * Boundaries of communes as an operator gives them: a GeoJSON FeatureCollection or a TopoJSON
 * Topology of polygons in degrees, each with the commune's code among its properties.
 */
public final class Boundaries {

  /** No boundaries: the map is drawn from the communes' centroids. */
  public static final Boundaries NONE = new Boundaries(Map.of());

  /** Names under which files have the five-digit code. */
  private static final List<String> CODES =
      List.of("code", "commune_code", "ma_xa", "maxa", "ma", "MaXa", "Ma");

  private final Map<String, JsonNode> geometries;

  private Boundaries(Map<String, JsonNode> geometries) {
    this.geometries = geometries;
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when it cannot be read or holds no commune of the roster; the
   *     message says what to do
   */
  public static Boundaries read(Path file, Roster roster) {
    Map<String, JsonNode> geometries = new HashMap<>();
    for (JsonNode feature : features(file)) {
      String code = code(feature);
      JsonNode geometry = feature.path("geometry");
      if (roster.contains(code)
          && geometry.path("type").asText().matches("Polygon|MultiPolygon")
          && geometry.path("coordinates").isArray()) {
        checkDegrees(file, code, geometry);
        geometries.put(code, geometry);
      }
    }
    if (geometries.isEmpty()) {
      throw new IllegalArgumentException(
          "The file "
              + file
              + " has no boundary of a commune. It must be a GeoJSON FeatureCollection, or a TopoJSON"
              + " Topology, of polygons whose properties have the commune's five-digit code under"
              + " one of "
              + String.join(", ", CODES)
              + ", or as their id.");
    }
    return new Boundaries(geometries);
  }

  private static Iterable<JsonNode> features(Path file) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The boundaries in " + file + " cannot be read as JSON: " + e.getMessage(), e);
    }
    switch (root.path("type").asText()) {
      case "FeatureCollection":
        return root.path("features");
      case "Topology":
        try {
          return Topology.features(root);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "The boundaries in " + file + " cannot be read as TopoJSON: " + e.getMessage(), e);
        }
      default:
        throw new IllegalArgumentException(
            "The file "
                + file
                + " is neither a GeoJSON FeatureCollection nor a TopoJSON Topology. Convert it, for"
                + " example with ogr2ogr -f GeoJSON -t_srs EPSG:4326 communes.geojson "
                + file.getFileName());
    }
  }

  /** Surveys come in metres of VN-2000; drawn as degrees they would be nowhere. */
  private static void checkDegrees(Path file, String code, JsonNode geometry) {
    JsonNode point = geometry.path("coordinates");
    while (point.path(0).isArray()) {
      point = point.path(0);
    }
    double longitude = point.path(0).asDouble(Double.NaN);
    double latitude = point.path(1).asDouble(Double.NaN);
    if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90)) {
      throw new IllegalArgumentException(
          "In "
              + file
              + " the boundary of "
              + code
              + " is not in degrees of longitude and latitude: it begins at "
              + point
              + ". Convert it, for example with ogr2ogr -f GeoJSON -t_srs EPSG:4326 degrees.geojson "
              + file.getFileName());
    }
  }

  /** A Polygon or MultiPolygon; null when the operator gave none. */
  public JsonNode of(String commune) {
    return geometries.get(commune);
  }

  private static String code(JsonNode feature) {
    return Stream.concat(
            CODES.stream().map(name -> feature.path("properties").path(name)),
            Stream.of(feature.path("id")))
        .map(JsonNode::asText)
        .filter(code -> code.matches("[0-9]{5}"))
        .findFirst()
        .orElse("");
  }
}
