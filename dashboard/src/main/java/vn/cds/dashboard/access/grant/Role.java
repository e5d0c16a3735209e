package vn.cds.dashboard.access.grant;

import vn.cds.contract.text.Word;

/** What somebody is on the board, from the least to the most. */
public enum Role implements Word {
  VIEWER,
  OPERATOR,
  ADMINISTRATOR;

  boolean isAtLeast(Role other) {
    return compareTo(other) >= 0;
  }
}
