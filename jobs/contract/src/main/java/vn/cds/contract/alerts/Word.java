package vn.cds.contract.alerts;

import java.util.Locale;

/** A value that stands in rule files, messages and storage as a word, such as {@code no-events}. */
public interface Word {

  /** The name of the constant. */
  String name();

  /** The word in files, messages and storage; it never changes. */
  default String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
