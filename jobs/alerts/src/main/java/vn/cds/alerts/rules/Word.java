package vn.cds.alerts.rules;

import java.util.Locale;

/** A value that stands in the rule file and in storage as a word, such as {@code no-events}. */
interface Word {

  /** The name of the constant. */
  String name();

  /** The word in files and storage; it never changes. */
  default String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
