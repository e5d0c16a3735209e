package vn.cds.importer.mapping;

import java.util.Map;
import vn.cds.importer.value.CellText;

/**
 * Where the value of a field comes from.
 *
 * @param column null for a constant
 * @param constant null for a column
 * @param prefix put before the value; may be empty
 * @param upperCase whether the value with its prefix is written in capitals
 * @param values from the words of the export, as {@link CellText#key} has them, to those of the
 *     contract; empty when they are the same. An empty value stands for none
 * @param fallback the value of an empty cell; null leaves the field out
 * @param midnightIsDay whether a time of 00:00 means the day
 * @param place of the column's name in the mapping file
 */
public record FieldRule(
    String column,
    String constant,
    String prefix,
    boolean upperCase,
    Map<String, String> values,
    String fallback,
    boolean midnightIsDay,
    Place place) {

  /** A place in the mapping file: both counted from 1. */
  public record Place(int line, int column) {}

  /** What a word of the export means; null when the mapping does not say. */
  public String meaning(String word) {
    return values.isEmpty() ? null : values.get(CellText.key(word));
  }
}
