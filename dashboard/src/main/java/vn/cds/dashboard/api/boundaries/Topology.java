package vn.cds.dashboard.api.boundaries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A TopoJSON topology, in which neighbours share the lines between them: its polygons as GeoJSON
 * features.
 *
 * @param arcs the lines, each a list of points in degrees
 */
record Topology(List<List<double[]>> arcs) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /**
   * The polygons of all objects of a topology.
   *
   * @throws IllegalArgumentException when it is not as TopoJSON has it; the message says where
   */
  static List<JsonNode> features(JsonNode topology) {
    JsonNode transform = topology.path("transform");
    List<List<double[]>> arcs = new ArrayList<>();
    topology.path("arcs").forEach(arc -> arcs.add(points(arc, transform)));
    List<JsonNode> features = new ArrayList<>();
    topology.path("objects").forEach(object -> new Topology(arcs).add(object, features));
    return features;
  }

  /** Positions of a quantised topology are steps from the one before. */
  private static List<double[]> points(JsonNode arc, JsonNode transform) {
    List<double[]> points = new ArrayList<>();
    double x = 0;
    double y = 0;
    for (JsonNode position : arc) {
      if (transform.isMissingNode()) {
        x = position.path(0).asDouble();
        y = position.path(1).asDouble();
        points.add(new double[] {x, y});
      } else {
        x += position.path(0).asDouble();
        y += position.path(1).asDouble();
        points.add(
            new double[] {
              x * transform.path("scale").path(0).asDouble()
                  + transform.path("translate").path(0).asDouble(),
              y * transform.path("scale").path(1).asDouble()
                  + transform.path("translate").path(1).asDouble()
            });
      }
    }
    return points;
  }

  private void add(JsonNode object, List<JsonNode> features) {
    String type = object.path("type").asText();
    if (type.equals("GeometryCollection")) {
      object.path("geometries").forEach(geometry -> add(geometry, features));
      return;
    }
    ArrayNode coordinates = JSON.arrayNode();
    if (type.equals("Polygon")) {
      object.path("arcs").forEach(ring -> coordinates.add(ring(ring)));
    } else if (type.equals("MultiPolygon")) {
      for (JsonNode polygon : object.path("arcs")) {
        ArrayNode rings = coordinates.addArray();
        polygon.forEach(ring -> rings.add(ring(ring)));
      }
    } else {
      return;
    }
    ObjectNode feature = JSON.objectNode();
    feature.set("id", object.path("id"));
    feature.set("properties", object.path("properties"));
    feature.putObject("geometry").put("type", type).set("coordinates", coordinates);
    features.add(feature);
  }

  /** The arcs of a ring joined; the end of one is the beginning of the next. */
  private ArrayNode ring(JsonNode indices) {
    ArrayNode ring = JSON.arrayNode();
    for (JsonNode entry : indices) {
      int index = entry.asInt();
      // The complement of an index stands for its arc backwards.
      int place = index < 0 ? ~index : index;
      if (place >= arcs.size()) {
        throw new IllegalArgumentException(
            "a polygon names arc " + place + " of " + arcs.size() + "; the file is not complete");
      }
      List<double[]> arc = arcs.get(place);
      for (int step = ring.isEmpty() ? 0 : 1; step < arc.size(); step++) {
        double[] point = arc.get(index < 0 ? arc.size() - 1 - step : step);
        ring.addArray().add(point[0]).add(point[1]);
      }
    }
    return ring;
  }
}
