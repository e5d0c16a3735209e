package vn.cds.importer.value;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Words that stand where nothing is known. Not thread-safe. */
public final class NoneWords {
  private static final List<String> ANYWHERE =
      List.of(
          "null",
          "(null)",
          "<null>",
          "[null]",
          "n/a",
          "#n/a",
          "na",
          "nan",
          "nat",
          "none",
          "nil",
          "\\n",
          "-",
          "--",
          "---",
          "–",
          "—",
          "không có",
          "chưa có",
          "trống",
          "(trống)",
          "không xác định",
          "chưa xác định");

  private static final List<String> OF_TIMES =
      List.of(
          "không",
          "chưa",
          "chưa trả",
          "chưa trả kết quả",
          "chưa xử lý",
          "chưa xong",
          "chưa hoàn thành",
          "chưa kết thúc",
          "không hẹn",
          "không có hẹn",
          "không quy định",
          "không thời hạn",
          "0");

  private static final int LONGEST = 40;

  private static final int MOST_KEYS = 1_000;

  /** Of the first cells: words repeat, and taking their marks apart is slow. */
  private final Map<String, String> keys = new HashMap<>();

  private final Set<String> anywhere = new HashSet<>(ANYWHERE);
  private final Set<String> ofTimes = new HashSet<>(OF_TIMES);

  /**
   * @param more of the mapping
   */
  public NoneWords(List<String> more) {
    more.forEach(word -> anywhere.add(CellText.key(word)));
  }

  /**
   * Whether a cell says that there is nothing.
   *
   * @param time whether the field is a time
   */
  public boolean contains(String cell, boolean time) {
    if (cell.length() > LONGEST) {
      return false;
    }
    char first = cell.charAt(0);
    if (first >= '1' && first <= '9') {
      return false; // most cells
    }
    String key = keys.get(cell);
    if (key == null) {
      key = CellText.key(cell);
      if (keys.size() < MOST_KEYS) {
        keys.put(cell, key);
      }
    }
    return anywhere.contains(key) || time && ofTimes.contains(key);
  }
}
