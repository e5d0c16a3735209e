package vn.cds.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code /openapi.json} and the answers, both ways. */
class DescriptionTest {
  private static final String TOKEN = TestGateway.newToken();

  private static TestGateway gateway;
  private static JsonNode description;

  @BeforeAll
  static void start() throws Exception {
    gateway = TestGateway.start(TestGateway.source("vendor", TOKEN));
    HttpResponse<String> answer = gateway.get("/openapi.json");
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("application/json");
    description = TestGateway.json(answer);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void isWhole() {
    assertThat(description.get("openapi").asText()).isEqualTo("3.1.0");
    Set<String> ids = new HashSet<>();
    Set<String> tags = new HashSet<>();
    description.get("tags").forEach(tag -> tags.add(tag.get("name").asText()));
    description
        .get("paths")
        .forEach(
            path ->
                path.forEach(
                    operation -> {
                      assertThat(ids.add(operation.get("operationId").asText())).isTrue();
                      assertThat(operation.get("summary").asText()).isNotBlank();
                      operation.get("tags").forEach(tag -> assertThat(tags).contains(tag.asText()));
                      operation
                          .get("responses")
                          .forEach(
                              response ->
                                  assertThat(response.get("description").asText()).endsWith("."));
                    }));
    references(description, new ArrayList<>())
        .forEach(
            reference ->
                assertThat(description.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
    description
        .at("/components/schemas")
        .fieldNames()
        .forEachRemaining(
            name ->
                assertThat(references(description, new ArrayList<>()))
                    .contains("#/components/schemas/" + name));
  }

  private static List<String> references(JsonNode node, List<String> found) {
    if (node.has("$ref")) {
      found.add(node.get("$ref").asText());
    }
    node.forEach(child -> references(child, found));
    return found;
  }

  @Test
  void answersAreAsDescribed() {
    String event = TestEvents.payment(UUID.randomUUID(), TestEvents.COMMUNE);
    String json = "application/json";
    check("Accepted", 202, gateway.post(TOKEN, json, event));
    check("Accepted", 202, gateway.post(TOKEN, json, "[" + event + ",{},1]"));
    check("Problem", 400, gateway.post(TOKEN, json, "["));
    check("Problem", 400, gateway.post(TOKEN, json, "x"));
    check("Problem", 401, gateway.post("x", json, event));
    check("Problem", 403, gateway.post(TOKEN, "documents", json, TestEvents.bytes(event)));
    check("Problem", 415, gateway.post(TOKEN, "text/plain", event));
    check("Problem", 422, gateway.post(TOKEN, json, "{}"));
    assertThat(TestGateway.json(gateway.post(TOKEN, json, "{}")).get("faults")).hasSize(1);
  }

  private static void check(String schema, int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode described =
        description.at("/paths/~1v1~1events~1{stream}/post/responses/" + status + "/content");
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
    assertThat(described.at("/" + type.replace("/", "~1") + "/schema/$ref").asText())
        .isEqualTo("#/components/schemas/" + schema);
    ObjectNode root = TestGateway.JSON.createObjectNode();
    root.put("$ref", "#/components/schemas/" + schema);
    root.set("components", description.get("components"));
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(root.toString());
    assertThat(compiled.validate(answer.body(), InputFormat.JSON)).as(answer.body()).isEmpty();
  }
}
