package vn.cds.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import vn.cds.contract.alerts.AlertTransition;

class IndicatorTest {

  @Test
  void whatReadersTakeForSharesIsJudgedHere() {
    assertThat(Arrays.stream(Indicator.values()).map(Indicator::word))
        .containsAll(AlertTransition.SHARES);
  }
}
