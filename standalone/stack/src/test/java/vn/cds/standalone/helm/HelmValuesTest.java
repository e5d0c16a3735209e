package vn.cds.standalone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which values the chart refuses, and what its schema says of them. */
class HelmValuesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          laptop   | kafka.mode=external                         | kafka.bootstrapServers is empty: write the addresses of your Kafka
          laptop   | clickhouse.mode=external                    | clickhouse.url is empty: write the HTTP address
          laptop   | flink.state.type=s3                         | flink.state.s3.bucket is empty: name the bucket
          laptop   | board.login.name=                           | nobody could come in to the board
          laptop   | board.access.secret=x                       | do not go together
          laptop   | board.replicas=2                            | each board keeps its own sessions
          laptop   | ingress.board.host=board.example.vn         | ingress.board.tlsSecret is empty
          laptop   | kafka.security.protocol=SASL_SSL            | the simulator speaks to Kafka without TLS and SASL alone
          laptop   | kafka.security.protocol=SSL                 | with kafka.mode strimzi it is SASL_SSL
          laptop   | kafka.topics.replicationFactor=3            | raise kafka.strimzi.brokers.replicas or lower the factor
          laptop   | kafka.topics.minInsyncReplicas=2            | nothing could be written
          laptop   | clickhouse.users.writer.name=w              | the account is called writer
          province | kafka.security.mechanism=PLAIN              | Strimzi's users have SCRAM-SHA-512
          country  | kafka.security.ca.secret=                   | kafka.security.ca.secret is empty
          country  | networkPolicy.external.kafka.cidrs=null     | external/kafka
          laptop   | board.provnce=38                            | additional properties 'provnce' not allowed
          laptop   | kafka.mode=kraft                            | value must be one of 'strimzi', 'external'
          laptop   | board.replicas=0                            | minimum: got 0, want 1
          laptop   | jobs.payments.parallelism=two               | got string, want integer
          laptop   | images.flink.digest=latest                  | does not match pattern
          laptop   | jobs.options.clickhouse\\.url=x              | where the servers are follows from kafka and clickhouse
          country  | clickhouse.url=https://writer:canary@ch:8443 | clickhouse/url
          province | notifier.configuration.smtp.password=canary | notifier/configuration/smtp/password
          """)
  void wrongValuesAreRefusedWithWhatToDo(String values, String set, String sentence) {
    Helm.Run run = Helm.template(Rendered.file(values), set);
    assertThat(run.exitCode()).as(set + "\n" + run.output()).isNotZero();
    assertThat(run.errors()).contains(sentence);
  }

  /** So that nobody has to read templates. */
  @Test
  void everyValueIsExplained() throws IOException {
    Map<String, Object> schema =
        Helm.documents(Files.readString(Helm.CHART.resolve("values.schema.json"))).get(0);
    Map<String, Object> values =
        Helm.documents(Files.readString(Helm.CHART.resolve("values.yaml"))).get(0);
    explained("values", values, schema);
  }

  private static void explained(
      String path, Map<String, Object> values, Map<String, Object> schema) {
    assertThat(schema.get("description")).as(path).asString().endsWith(".");
    Map<String, Object> properties = Tree.map(schema.get("properties"));
    boolean free =
        schema.containsKey("propertyNames") || schema.get("additionalProperties") instanceof Map;
    if (!free) {
      assertThat(schema).as(path).containsEntry("additionalProperties", false);
      properties.remove("global"); // Helm's own
      assertThat(values.keySet()).as(path).containsExactlyInAnyOrderElementsOf(properties.keySet());
      values.forEach(
          (key, value) -> {
            Map<String, Object> property = Tree.map(properties.get(key));
            if (value instanceof Map) {
              explained(path + "." + key, Tree.map(value), property);
            } else {
              assertThat(property.get("description"))
                  .as("%s.%s", path, key)
                  .asString()
                  .endsWith(".");
            }
          });
    }
  }
}
