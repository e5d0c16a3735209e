package vn.cds.alerts.rules.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import vn.cds.contract.alerts.AlertTransition;

class RuleIndicatorTest {

  @Test
  void whatReadersTakeForSharesIsJudgedHere() {
    assertThat(Arrays.stream(RuleIndicator.values()).map(RuleIndicator::word))
        .containsAll(AlertTransition.SHARES);
  }
}
