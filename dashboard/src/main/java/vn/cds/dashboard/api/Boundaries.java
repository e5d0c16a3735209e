package vn.cds.dashboard.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.cds.contract.Roster;

/**
 * Boundaries of communes as an operator gives them: a GeoJSON FeatureCollection of polygons in
 * degrees, each with the commune's code among its properties.
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
    JsonNode collection;
    try {
      collection = new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The boundaries in " + file + " cannot be read as GeoJSON: " + e.getMessage(), e);
    }
    Map<String, JsonNode> geometries = new HashMap<>();
    for (JsonNode feature : collection.path("features")) {
      String code = code(feature.path("properties"));
      JsonNode geometry = feature.path("geometry");
      if (roster.contains(code)
          && geometry.path("type").asText().matches("Polygon|MultiPolygon")
          && geometry.path("coordinates").isArray()) {
        geometries.put(code, geometry);
      }
    }
    if (geometries.isEmpty()) {
      throw new IllegalArgumentException(
          "The file "
              + file
              + " has no boundary of a commune. It must be a GeoJSON FeatureCollection of polygons"
              + " whose properties have the commune's five-digit code under one of "
              + String.join(", ", CODES)
              + ".");
    }
    return new Boundaries(geometries);
  }

  /** A Polygon or MultiPolygon; null when the operator gave none. */
  JsonNode of(String commune) {
    return geometries.get(commune);
  }

  private static String code(JsonNode properties) {
    return CODES.stream()
        .map(name -> properties.path(name).asText())
        .filter(code -> code.matches("[0-9]{5}"))
        .findFirst()
        .orElse("");
  }
}
