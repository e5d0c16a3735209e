package vn.cds.importer.file;

import java.util.List;

/**
 * What is known about files before they are read.
 *
 * @param encoding of text files: a name of Java's, {@code TCVN3} or {@code VNI}; null is found out
 * @param delimiter between columns of text files; null is found out
 * @param sheets names of the sheets to read; empty for all
 */
public record FileSettings(String encoding, Character delimiter, List<String> sheets) {

  /** Everything is found out. */
  public static final FileSettings UNKNOWN = new FileSettings(null, null, List.of());
}
