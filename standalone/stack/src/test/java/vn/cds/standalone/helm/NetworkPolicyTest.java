package vn.cds.standalone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may speak to whom, computed from the policies as a network computes it. */
class NetworkPolicyTest {

  static Stream<Rendered> rendered() {
    return Rendered.all();
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void everyPodIsDeniedWhatNoPolicyOfItsOwnAllows(Rendered rendered) {
    Map<String, Object> deny = rendered.one("NetworkPolicy", "cds-deny");
    assertThat(Tree.map(deny.get("spec")))
        .containsEntry("policyTypes", List.of("Ingress", "Egress"))
        .doesNotContainKeys("ingress", "egress");
    rendered
        .labelsOfPods()
        .forEach(
            (pod, labels) -> {
              List<Map<String, Object>> policies =
                  rendered.ofKind("NetworkPolicy").stream()
                      .filter(policy -> selects(Tree.at(policy, "spec", "podSelector"), labels))
                      .toList();
              assertThat(policies).as(pod).contains(deny).hasSizeGreaterThan(1);
            });
    // And no policy is for pods that are not there.
    for (Map<String, Object> policy : rendered.ofKind("NetworkPolicy")) {
      assertThat(rendered.labelsOfPods().values())
          .as("pods of %s", policy.get("metadata"))
          .anyMatch(labels -> selects(Tree.at(policy, "spec", "podSelector"), labels));
      assertThat(Tree.all(policy, "cidr"))
          .as("what the values name, or Kubernetes itself as long as they do not")
          .allMatch(
              cidr ->
                  cidr.toString().startsWith("10.0.")
                      || rendered.name().equals("laptop") && cidr.equals("0.0.0.0/0"));
    }
  }

  @Test
  void whatIsNeededPassesAndNothingElse() {
    Rendered laptop = Rendered.of("laptop");
    Rendered province = Rendered.of("province");
    List<String> jobs =
        List.of(
            "job-documents",
            "job-payments",
            "job-service-requests",
            "job-declared-figures",
            "job-alerts");
    for (String job : jobs) {
      assertThat(passes(province, job, "kafka", 9093)).isTrue();
      assertThat(passes(province, job, "clickhouse", 8123)).isTrue();
      assertThat(passes(province, job, job, 6122)).isTrue();
      assertThat(passes(province, job, "board", 8080)).isFalse();
      assertThat(passes(province, job, "kafka", 9091)).isFalse();
    }
    assertThat(passes(province, "job-payments", "job-alerts", 8081)).isFalse();
    assertThat(passes(province, "board", "clickhouse", 8123)).isTrue();
    assertThat(passes(province, "board", "kafka", 9093)).isTrue();
    assertThat(passes(province, "board", "job-alerts", 8081)).isFalse();
    assertThat(passes(province, "migration", "clickhouse", 8123)).isTrue();
    assertThat(passes(province, "migration", "kafka", 9093)).isFalse();
    for (String sender : List.of("gateway", "notifier", "importer")) {
      assertThat(passes(province, sender, "kafka", 9093)).isTrue();
      assertThat(passes(province, sender, "clickhouse", 8123)).isFalse();
      assertThat(passes(province, sender, "board", 8080)).isFalse();
    }
    for (String sender : List.of("importer", "simulator")) {
      assertThat(passes(laptop, sender, "kafka", 9092)).isTrue();
      assertThat(passes(laptop, sender, "clickhouse", 8123)).isFalse();
    }
    assertThat(passes(province, "clickhouse", "kafka", 9093)).isFalse();
    assertThat(passes(province, "kafka", "clickhouse", 8123)).isFalse();
  }

  /** From outside each port is open to the namespace that needs it, and to no other. */
  @ParameterizedTest
  @MethodSource("rendered")
  void fromOutsideOnlyNamedNamespacesComeIn(Rendered rendered) {
    Map<String, Integer> ports =
        Map.of(
            "ingress-nginx",
            8080,
            "monitoring",
            9249,
            "flink-operator",
            8081,
            "clickhouse-operator",
            8123);
    for (Map<String, Object> policy : rendered.ofKind("NetworkPolicy")) {
      for (Map<String, Object> rule : Tree.maps(Tree.at(policy, "spec", "ingress"))) {
        assertThat(rule).as("%s", policy.get("metadata")).containsKey("from");
        for (Map<String, Object> peer : Tree.maps(rule.get("from"))) {
          assertThat(peer).doesNotContainKey("ipBlock");
          Object namespace =
              Tree.at(peer, "namespaceSelector", "matchLabels", "kubernetes.io/metadata.name");
          if (namespace != null) {
            assertThat(ports).containsKey(namespace.toString());
            assertThat(Tree.maps(rule.get("ports"))).hasSize(1);
          } else {
            assertThat(Tree.map(Tree.at(peer, "podSelector", "matchLabels")))
                .containsKey("cds/release");
          }
        }
      }
    }
  }

  /**
   * What a ServiceMonitor scrapes is open to the namespace of Prometheus, and without one nothing.
   */
  @ParameterizedTest
  @MethodSource("rendered")
  void prometheusReachesWhatItScrapesAndNothingElse(Rendered rendered) {
    Set<String> scraped = new TreeSet<>();
    for (Map<String, Object> monitor : rendered.ofKind("ServiceMonitor")) {
      Map<String, Object> labels = Tree.map(Tree.at(monitor, "spec", "selector", "matchLabels"));
      Map<String, Object> service =
          rendered.ofKind("Service").stream()
              .filter(
                  one ->
                      Tree.map(Tree.at(one, "metadata", "labels"))
                          .entrySet()
                          .containsAll(labels.entrySet()))
              .findAny()
              .orElseThrow();
      Object port =
          Tree.maps(Tree.at(service, "spec", "ports")).stream()
              .filter(one -> one.get("name").equals("metrics"))
              .findAny()
              .orElseThrow()
              .get("port");
      Map<String, Object> selector = Tree.map(Tree.at(service, "spec", "selector"));
      boolean flink = selector.remove("type") != null; // Flink's own label
      rendered.pods().stream()
          .filter(pod -> flink == (pod.flinkResource() != null))
          .filter(pod -> pod.labels().entrySet().containsAll(selector.entrySet()))
          .forEach(pod -> scraped.add(pod.part() + " " + port));
    }
    Set<String> open = new TreeSet<>();
    for (Map<String, Object> policy : rendered.ofKind("NetworkPolicy")) {
      for (Map<String, Object> rule : Tree.maps(Tree.at(policy, "spec", "ingress"))) {
        if (Tree.all(rule, "kubernetes.io/metadata.name").contains("monitoring")) {
          open.add(
              Tree.at(policy, "spec", "podSelector", "matchLabels", "cds/part")
                  + " "
                  + Tree.maps(rule.get("ports")).get(0).get("port"));
        }
      }
    }
    assertThat(open).isEqualTo(scraped);
    assertThat(open.isEmpty()).isEqualTo(rendered.name().equals("laptop"));
  }

  private static boolean passes(Rendered rendered, String from, String to, int port) {
    Map<String, Object> source = labels(rendered, from);
    Map<String, Object> target = labels(rendered, to);
    return allows(rendered, "egress", "to", source, target, port)
        && allows(rendered, "ingress", "from", target, source, port);
  }

  private static Map<String, Object> labels(Rendered rendered, String part) {
    return rendered.labelsOfPods().values().stream()
        .filter(labels -> part.equals(labels.get("cds/part")))
        .findAny()
        .orElseThrow(() -> new AssertionError(rendered + " has no pod of " + part));
  }

  private static boolean allows(
      Rendered rendered,
      String direction,
      String peers,
      Map<String, Object> of,
      Map<String, Object> peer,
      int port) {
    return rendered.ofKind("NetworkPolicy").stream()
        .map(policy -> Tree.map(policy.get("spec")))
        .filter(spec -> selects(spec.get("podSelector"), of))
        .flatMap(spec -> Tree.maps(spec.get(direction)).stream())
        .filter(
            rule ->
                !rule.containsKey("ports")
                    || Tree.maps(rule.get("ports")).stream()
                        .anyMatch(p -> p.get("port").equals(port)))
        .flatMap(rule -> Tree.maps(rule.get(peers)).stream())
        .anyMatch(
            p ->
                p.containsKey("podSelector")
                    && !p.containsKey("namespaceSelector")
                    && selects(p.get("podSelector"), peer));
  }

  private static boolean selects(Object selector, Map<String, Object> labels) {
    return labels.entrySet().containsAll(Tree.map(Tree.at(selector, "matchLabels")).entrySet())
        && Tree.maps(Tree.at(selector, "matchExpressions")).stream()
            .allMatch(
                expression ->
                    expression.get("operator").equals("In")
                        && Tree.strings(expression.get("values"))
                            .contains(String.valueOf(labels.get(expression.get("key")))));
  }
}
