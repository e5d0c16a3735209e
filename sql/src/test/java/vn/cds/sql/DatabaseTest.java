package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8123, http://127.0.0.1:8123",
    "https://ch.example:8443/, https://ch.example:8443",
    "jdbc:clickhouse:http://127.0.0.1:8123/cds?async_insert=0, http://127.0.0.1:8123",
    "jdbc:clickhouse://ch:8123/cds, http://ch:8123",
    "jdbc:ch://ch:8123/cds, http://ch:8123",
    "localhost:8123, http://localhost:8123",
  })
  void takesHttpAndJdbcAddresses(String given, String url) {
    assertThat(Database.of(given, "default", "").url()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://",
        "http://user:secret@host:8123",
        "jdbc:clickhouse://host:8123/cds?password=secret"
      })
  void refusesOthersWithoutRepeatingThem(String given) {
    assertThatThrownBy(() -> Database.of(given, "default", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://127.0.0.1:8123")
        .hasMessageNotContaining("secret");
  }

  @Test
  void refusesNamesThatWouldNeedQuoting() {
    assertThatThrownBy(() -> new Database("localhost:8123", "default", "", "cds; DROP"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neverPrintsThePassword() {
    assertThat(Database.of("localhost:8123", "writer", "secret").toString())
        .isEqualTo("writer@http://localhost:8123/cds");
  }
}
