package vn.cds.notifier.alert;

import java.net.URI;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.RuleScope;

/** Where the board shows what an alert is about. */
public final class BoardLink {
  private BoardLink() {}

  public static URI of(URI board, AlertTransition transition) {
    if (OwnAlert.isOwn(transition)) {
      return board;
    }
    String province = "?province=" + transition.province();
    return board.resolve(
        transition.scope() == RuleScope.COMMUNE
            ? province + "&open=" + transition.unit()
            : province);
  }
}
