package vn.cds.contract.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestIdTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String NEW = "[0-9a-f]{32}";

  @Test
  void theTraceGoesBeforeWhatTheCallerGives() {
    assertThat(RequestId.of("00-" + TRACE + "-00f067aa0ba902b7-01", "mine")).isEqualTo(TRACE);
    assertThat(RequestId.of(null, "req-1.a_B")).isEqualTo("req-1.a_B");
  }

  @Test
  void whatIsNoIdIsReplaced() {
    assertThat(RequestId.of(null, null)).matches(NEW).isNotEqualTo(RequestId.of(null, null));
    assertThat(RequestId.of("00-" + "0".repeat(32) + "-00f067aa0ba902b7-01", "")).matches(NEW);
    assertThat(RequestId.of("00-short-01", "two\nlines")).matches(NEW);
    assertThat(RequestId.of(null, "a".repeat(65))).matches(NEW);
  }
}
