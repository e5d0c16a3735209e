package vn.cds.standalone.helm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What the chart makes of one set of values. */
record Rendered(String name, List<Map<String, Object>> objects) {
  private static final Map<String, Rendered> DONE = new ConcurrentHashMap<>();

  /**
   * The values files of the chart, and two further ways: own servers without TLS, where sources
   * come to a gateway with TLS of its own; and state in a claim that is there.
   */
  static Stream<Rendered> all() {
    return Stream.of(
        of("laptop"),
        of("province"),
        of("country"),
        of(
            "country",
            "kafka.security.protocol=PLAINTEXT",
            "importer.enabled=true",
            "importer.drivers.existingClaim=drivers",
            "importer.user=1000680000",
            "simulator.enabled=true",
            "gateway.tls.secret=gateway-tls",
            "board.login.name=board",
            "board.access.secret=",
            "images.pullSecrets[0]=registry",
            "scheduling.priorityClassName=high",
            "scheduling.nodeSelector.disk=ssd",
            "scheduling.tolerations[0].key=cds",
            "scheduling.tolerations[0].operator=Exists",
            "networkPolicy.external.importer.cidrs[0]=10.0.6.0/28"),
        of(
            "province",
            "flink.state.pvc.existingClaim=state",
            "kafka.strimzi.controllers.replicas=3",
            "scheduling.tolerations[0].operator=Exists",
            "jobs.payments.savepoint=file:///state/savepoint-1",
            "jobs.alerts.enabled=false",
            "images.flink.digest=sha256:" + "0".repeat(64)));
  }

  static Rendered of(String values, String... set) {
    return DONE.computeIfAbsent(
        values + " " + String.join(" ", set),
        name -> new Rendered(name.strip(), Helm.render(file(values), set)));
  }

  static Path file(String values) {
    return Helm.CHART.resolve("values").resolve(values + ".yaml");
  }

  List<Map<String, Object>> ofKind(String kind) {
    return objects.stream().filter(object -> kind.equals(object.get("kind"))).toList();
  }

  Map<String, Object> one(String kind, String name) {
    return ofKind(kind).stream()
        .filter(object -> name.equals(Tree.text(object, "metadata", "name")))
        .findAny()
        .orElseThrow(() -> new AssertionError(this.name + " has no " + kind + " " + name));
  }

  /** A pod of this release; resources of Flink's stand outside of its template. */
  record Pod(
      String name, Map<String, Object> labels, Map<String, Object> spec, Object flinkResource) {
    String part() {
      return labels.get("cds/part").toString();
    }

    List<Map<String, Object>> containers() {
      List<Map<String, Object>> containers = new ArrayList<>(Tree.maps(spec.get("containers")));
      containers.addAll(Tree.maps(spec.get("initContainers")));
      return containers;
    }
  }

  /** All pods whose template we write; those of Strimzi are Strimzi's. */
  List<Pod> pods() {
    List<Pod> pods = new ArrayList<>();
    for (Map<String, Object> object : objects) {
      String kind = object.get("kind").toString();
      String name = kind + " " + Tree.text(object, "metadata", "name");
      Object spec = object.get("spec");
      switch (kind) {
        case "Deployment", "StatefulSet", "Job" ->
            pods.add(pod(name, Tree.at(spec, "template"), null));
        case "FlinkDeployment" -> {
          for (String role : List.of("jobManager", "taskManager")) {
            pods.add(
                pod(
                    name + " " + role,
                    Tree.at(spec, role, "podTemplate"),
                    Tree.at(spec, role, "resource")));
          }
        }
        case "ClickHouseInstallation" ->
            Tree.maps(Tree.at(spec, "templates", "podTemplates"))
                .forEach(template -> pods.add(pod(name, template, null)));
        default -> {}
      }
    }
    return pods;
  }

  private static Pod pod(String name, Object template, Object flinkResource) {
    return new Pod(
        name,
        Tree.map(Tree.at(template, "metadata", "labels")),
        Tree.map(Tree.at(template, "spec")),
        flinkResource);
  }

  /** The labels by which policies find pods, of Strimzi's, too. */
  Map<String, Map<String, Object>> labelsOfPods() {
    Map<String, Map<String, Object>> labels = new LinkedHashMap<>();
    pods().forEach(pod -> labels.put(pod.name(), pod.labels()));
    for (Map<String, Object> kafka : ofKind("Kafka")) {
      Object spec = kafka.get("spec");
      labels.put(
          "brokers", Tree.map(Tree.at(spec, "kafka", "template", "pod", "metadata", "labels")));
      labels.put(
          "entity operator",
          Tree.map(Tree.at(spec, "entityOperator", "template", "pod", "metadata", "labels")));
    }
    return labels;
  }

  @Override
  public String toString() {
    return name;
  }
}
