package vn.cds.runtime.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClickHouseAddressTest {
  @ParameterizedTest
  @CsvSource({
    "jdbc:clickhouse://ch/cds, http://ch:8123/",
    "jdbc:ch://ch:9000/cds, http://ch:9000/",
    "jdbc:clickhouse:http://127.0.0.1:8123/cds?socket_timeout=5000, http://127.0.0.1:8123/",
    "jdbc:clickhouse:https://ch/cds, https://ch:8443/",
    "jdbc:clickhouse://ch:1/cds?ssl=true, https://ch:1/",
    "jdbc:clickhouse://ch/through/a/proxy/cds?ssl=true, https://ch:8443/through/a/proxy",
    "jdbc:clickhouse://[::1]:1/c%64s, http://[::1]:1/"
  })
  void serverAndDatabase(String address, String endpoint) {
    try (Client client = client(address)) {
      assertThat(client.getEndpoints()).containsExactly(endpoint);
      assertThat(client.getDefaultDatabase()).isEqualTo("cds");
    }
  }

  @Test
  void namesEachServer() {
    assertThat(ClickHouseAddress.ofEachServer("jdbc:clickhouse:https://a:1,b, [::1]:2/cds?x=1,2"))
        .containsExactly(
            "jdbc:clickhouse:https://a:1/cds?x=1,2",
            "jdbc:clickhouse:https://b/cds?x=1,2",
            "jdbc:clickhouse:https://[::1]:2/cds?x=1,2");
    assertThat(ClickHouseAddress.ofEachServer("jdbc:clickhouse:")).hasSize(1);
  }

  @Test
  void aDatabaseThatIsNotNamedIsTheServersOwn() {
    for (String address : new String[] {"jdbc:clickhouse://ch:1", "jdbc:clickhouse://ch:1/"}) {
      try (Client client = client(address)) {
        assertThat(client.getDefaultDatabase()).isEqualTo("default");
      }
    }
  }

  @Test
  void optionsOverrideThoseOfTheJobAndThoseOfTheDriverAloneAreLeftOut() {
    try (Client client =
        client(
            "jdbc:clickhouse://ch/cds?clickhouse_setting_async_insert=1&jdbc_schema_term=schema&compress=false"
                + "&custom_settings=max_threads%3D1,max_memory_usage%3D2")) {
      assertThat(client.getConfiguration())
          .containsEntry("clickhouse_setting_async_insert", "1")
          .containsEntry("clickhouse_setting_max_threads", "1")
          .containsEntry("clickhouse_setting_max_memory_usage", "2")
          .containsEntry("compress", "false")
          .doesNotContainKey("jdbc_schema_term");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:clickhouse:",
        "jdbc:clickhouse:cds",
        "jdbc:postgresql://localhost/cds",
        "jdbc:clickhouse://a b/cds",
        "jdbc:clickhouse://ch/cds?ssl"
      })
  void anotherFormIsRefused(String address) {
    assertThatThrownBy(() -> client(address)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Client client(String address) {
    Client.Builder builder =
        new Client.Builder()
            .setUsername("someone")
            .setPassword("")
            .serverSetting("async_insert", "0");
    ClickHouseAddress.set(builder, address);
    return builder.build();
  }
}
