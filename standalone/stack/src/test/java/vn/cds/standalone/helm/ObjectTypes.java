package vn.cds.standalone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds objects against the types of Kubernetes and of the operators. A field that a type does not
 * have, and a number or a truth value where text is wanted, is a fault.
 */
final class ObjectTypes {
  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/Service", Service.class),
          Map.entry("v1/ServiceAccount", ServiceAccount.class),
          Map.entry("v1/PersistentVolumeClaim", PersistentVolumeClaim.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("apps/v1/StatefulSet", StatefulSet.class),
          Map.entry("batch/v1/Job", Job.class),
          Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
          Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("rbac.authorization.k8s.io/v1/Role", Role.class),
          Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class),
          Map.entry("kafka.strimzi.io/v1/Kafka", Kafka.class),
          Map.entry("kafka.strimzi.io/v1/KafkaNodePool", KafkaNodePool.class),
          Map.entry("kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class),
          Map.entry("kafka.strimzi.io/v1/KafkaUser", KafkaUser.class),
          Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class),
          Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class));

  private static final ObjectMapper STRICT = strict();

  /** Its newest definition on Maven Central does not know the version of Flink yet. */
  private static final String FLINK_VERSION = "v2_3";

  private static Schema flinkDeployment;

  private ObjectTypes() {}

  /** Types take unknown fields into a map beside them; without it they are refused. */
  private static ObjectMapper strict() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    mapper.setAnnotationIntrospector(
        new JacksonAnnotationIntrospector() {
          @Override
          public Boolean hasAnySetter(Annotated annotated) {
            return false;
          }
        });
    for (CoercionInputShape shape :
        List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
      mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
    }
    return mapper;
  }

  static void check(Map<String, Object> object) {
    String type = object.get("apiVersion") + "/" + object.get("kind");
    switch (type) {
      case "flink.apache.org/v1beta1/FlinkDeployment" -> checkFlinkDeployment(object);
      case "clickhouse.altinity.com/v1/ClickHouseInstallation" -> checkClickHouse(object);
      default -> {
        assertThat(TYPES).as("types of objects").containsKey(type);
        check(object, TYPES.get(type), type + " " + Tree.at(object, "metadata", "name"));
      }
    }
  }

  /** Throws an AssertionError with the field that does not fit. */
  static void check(Object tree, Class<?> type, String what) {
    try {
      STRICT.treeToValue(STRICT.valueToTree(tree), type);
    } catch (JsonProcessingException e) {
      throw new AssertionError(what + ": " + e.getOriginalMessage(), e);
    }
  }

  private static void checkFlinkDeployment(Map<String, Object> object) {
    for (String role : List.of("jobManager", "taskManager")) {
      check(
          Tree.at(object, "spec", role, "podTemplate"),
          PodTemplateSpec.class,
          "podTemplate of the " + role);
    }
    JsonNode tree = STRICT.valueToTree(object);
    assertThat(flinkDeployment().validate(tree))
        .as("FlinkDeployment %s", Tree.at(object, "metadata", "name"))
        .isEmpty();
  }

  /** From the definition of the operator; it knows the types of fields, too. */
  private static synchronized Schema flinkDeployment() {
    if (flinkDeployment == null) {
      String file = "META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";
      try (InputStream in = ObjectTypes.class.getClassLoader().getResourceAsStream(file)) {
        Map<String, Object> definition =
            Helm.documents(new String(in.readAllBytes(), StandardCharsets.UTF_8)).get(0);
        JsonNode schema =
            STRICT
                .valueToTree(Tree.at(definition, "spec"))
                .at("/versions/0/schema/openAPIV3Schema");
        ((ObjectNode) schema.get("properties")).putObject("apiVersion").put("type", "string");
        ((ObjectNode) schema.get("properties")).putObject("kind").put("type", "string");
        ((ObjectNode) schema.get("properties")).putObject("metadata").put("type", "object");
        ((ArrayNode) schema.at("/properties/spec/properties/flinkVersion/enum")).add(FLINK_VERSION);
        refuseUnknownFields(schema);
        flinkDeployment =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(schema);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return flinkDeployment;
  }

  private static void refuseUnknownFields(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.has("properties")
        && !object.has("additionalProperties")
        && !object.has("x-kubernetes-preserve-unknown-fields")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(ObjectTypes::refuseUnknownFields);
  }

  /** No registry has Altinity's definition: these are the fields that we found there and use. */
  private static void checkClickHouse(Map<String, Object> object) {
    Map<String, Object> spec = Tree.map(object.get("spec"));
    check(object.get("metadata"), ObjectMeta.class, "metadata of ClickHouse");
    assertThat(object).containsOnlyKeys("apiVersion", "kind", "metadata", "spec");
    assertThat(spec).containsOnlyKeys("defaults", "configuration", "templates");
    assertThat(Tree.map(spec.get("defaults"))).containsOnlyKeys("templates");
    assertThat(Tree.map(Tree.at(spec, "defaults", "templates"))).containsOnlyKeys("podTemplate");
    assertThat(Tree.map(spec.get("configuration"))).containsOnlyKeys("clusters", "files");
    for (Map<String, Object> cluster : Tree.maps(Tree.at(spec, "configuration", "clusters"))) {
      assertThat(cluster).containsOnlyKeys("name", "layout");
      assertThat(Tree.map(cluster.get("layout"))).containsOnlyKeys("shardsCount", "replicasCount");
    }
    assertThat(Tree.map(spec.get("templates")))
        .containsOnlyKeys("podTemplates", "volumeClaimTemplates");
    for (Map<String, Object> pod : Tree.maps(Tree.at(spec, "templates", "podTemplates"))) {
      assertThat(pod.remove("name"))
          .isEqualTo(Tree.at(spec, "defaults", "templates", "podTemplate"));
      check(pod, PodTemplateSpec.class, "podTemplate of ClickHouse");
    }
    for (Map<String, Object> claim :
        Tree.maps(Tree.at(spec, "templates", "volumeClaimTemplates"))) {
      assertThat(claim.keySet()).isEqualTo(Set.of("name", "reclaimPolicy", "spec"));
      check(claim.get("spec"), PersistentVolumeClaimSpec.class, "claim of ClickHouse");
    }
  }
}
