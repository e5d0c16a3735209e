package vn.cds.contract.text;

import java.util.Locale;

/** A value that stands in the catalogue's file and tables as a word, such as {@code no-data}. */
public interface Word {

  /** The name of the constant. */
  String name();

  /** The word in files and storage; it never changes. */
  default String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
