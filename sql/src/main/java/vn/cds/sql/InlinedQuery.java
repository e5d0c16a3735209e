package vn.cds.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query with the text of its views with parameters in their place. The server plans every view
 * within a view anew, which took longer than everything else; the rows are the same.
 *
 * <p>Views mark what not every question needs: lines between {@code -- [names} and {@code -- ]} are
 * left out when nothing of that name is needed, and a line that ends with {@code -- [names]} gives
 * 0. What asks for the latest load of the catalogue is marked as {@code latest} and always left
 * out: a query is given its number.
 */
final class InlinedQuery {

  /** Stands for the number of the latest load of the catalogue, where a text says 0. */
  static final String LATEST = "latest_catalogue";

  /** Says in which table the points of the running period are kept. */
  private static final String KEPT = "kept_points";

  /** Stands in for the view {@code commune_points}, in the terms of its parameters. */
  private static final String KEPT_POINTS =
      """

      SELECT *
      FROM %s
      WHERE ({province:String} = '' OR province_code = {province:String})
          AND frame = {frame:String} AND from_day = {from_day:Date} AND to_day = {to_day:Date}
          AND load = {catalogue:UInt32}
          AND as_of <= {at:DateTime64(3, 'UTC')}
          AND as_of >= {at:DateTime64(3, 'UTC')} - toIntervalSecond({lag_seconds:UInt32})
      """
          .formatted(KEPT);

  private static final Pattern COMMENT = Pattern.compile("(?m)--(?! \\[[\\w. ]+]?$| ]$).*$");
  private static final Pattern VIEW =
      Pattern.compile("CREATE OR REPLACE VIEW (\\w+) AS\\b(.*);\\s*$", Pattern.DOTALL);
  private static final Pattern MARK = Pattern.compile("(.*)-- \\[([\\w. ]+)(]?)");
  private static final Pattern LITERAL_OR_PARAMETER = Pattern.compile("'([^']*)'|\\{(\\w+):[^}]*}");

  /**
   * Whose formulas a query uses.
   *
   * @param frame {@code 'a literal'} or {@code {a_parameter:String}}
   * @param indicator likewise
   */
  record Rules(String frame, String indicator) {}

  private final Set<Rules> rules = new HashSet<>();
  private final Set<String> provinces = new HashSet<>();
  private final String text;
  private final String recent;

  private InlinedQuery(String query, Map<String, String> views) {
    String statement = withoutComments(query);
    Map<String, String> keptViews = new LinkedHashMap<>(views);
    keptViews.put("commune_points", KEPT_POINTS);
    this.text = inline(statement, views);
    this.recent = inline(statement, keptViews);
  }

  /** The queries by name, of the texts by file name. */
  static SortedMap<String, InlinedQuery> all(
      SortedMap<String, String> queryFiles, SortedMap<String, String> viewFiles) {
    Map<String, String> views = new LinkedHashMap<>();
    for (String file : viewFiles.values()) {
      Matcher view = VIEW.matcher(withoutComments(file));
      if (view.find()) {
        views.put(view.group(1), view.group(2));
      }
    }
    SortedMap<String, InlinedQuery> queries = new TreeMap<>();
    queryFiles.forEach(
        (file, query) -> queries.put(file.replace(".sql", ""), new InlinedQuery(query, views)));
    return queries;
  }

  /** The formulas it uses, empty when it uses none. */
  Set<Rules> rules() {
    return rules;
  }

  /** Whether it asks for the communes of one province, with these parameters. */
  boolean isOfProvince(Map<String, ?> parameters) {
    return provinces.stream().anyMatch(province -> !value(province, parameters).isEmpty());
  }

  /** The statement with nothing but what is needed. */
  String reading(Set<String> needs) {
    return reading(text, needs);
  }

  /** Whether it reads points that are also kept, see {@link #recent}. */
  boolean readsPoints() {
    return recent.contains(KEPT);
  }

  /**
   * The statement that reads a table of kept points instead, with one parameter more: {@code
   * lag_seconds}, how old they may be. Without rows when they are older, or of other days, another
   * frame or another load of the catalogue.
   */
  String recent(Set<String> needs, String table) {
    return reading(recent.replace(KEPT, table), needs);
  }

  private static String reading(String text, Set<String> needs) {
    StringBuilder result = new StringBuilder();
    Deque<Boolean> sections = new ArrayDeque<>(List.of(true));
    for (String line : text.split("\n")) {
      Matcher mark = MARK.matcher(line);
      if (line.strip().equals("-- ]")) {
        sections.pop();
      } else if (mark.matches()) {
        boolean needed = !Collections.disjoint(List.of(mark.group(2).split(" ")), needs);
        String marked = mark.group(1).strip();
        if (mark.group(3).isEmpty()) {
          sections.push(sections.element() && needed);
        } else if (sections.element()) {
          result.append(needed ? marked : marked.endsWith(",") ? "0," : "0").append('\n');
        }
      } else if (sections.element() && !line.isBlank()) {
        result.append(line).append('\n');
      }
    }
    return result.toString();
  }

  /** What a literal, or a parameter among these, stands for. */
  static String value(String literalOrParameter, Map<String, ?> parameters) {
    Matcher matcher = LITERAL_OR_PARAMETER.matcher(literalOrParameter);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Neither text nor parameter: " + literalOrParameter);
    }
    return matcher.group(1) != null
        ? matcher.group(1)
        : parameters.get(matcher.group(2)).toString();
  }

  private static String withoutComments(String sql) {
    return COMMENT.matcher(sql).replaceAll("");
  }

  private String inline(String sql, Map<String, String> views) {
    Pattern use =
        Pattern.compile("\\b(FROM|JOIN)\\s+(" + String.join("|", views.keySet()) + ")\\(");
    StringBuilder result = new StringBuilder();
    int end = 0;
    Matcher matcher = use.matcher(sql);
    while (matcher.find(end)) {
      result.append(sql, end, matcher.start());
      String body = views.get(matcher.group(2));
      Map<String, String> arguments = new LinkedHashMap<>();
      end = arguments(sql, matcher.end(), arguments);
      if (matcher.group(2).equals("scoring_rules")) {
        rules.add(new Rules(arguments.get("frame"), arguments.get("indicator")));
      } else if (matcher.group(2).equals("request_measures")) {
        provinces.add(arguments.get("province"));
      }
      for (Map.Entry<String, String> argument : arguments.entrySet()) {
        body =
            body.replaceAll(
                "\\{" + argument.getKey() + ":[^}]+}",
                Matcher.quoteReplacement(argument.getValue()));
      }
      result.append(matcher.group(1)).append(" (").append(inline(body, views)).append(')');
    }
    return result.append(sql, end, sql.length()).toString();
  }

  /** Reads {@code a = x, b = f(y, z))} from a place on; returns the place behind it. */
  private static int arguments(String sql, int from, Map<String, String> arguments) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = from;
    int i = from;
    for (; depth >= 0; i++) {
      char c = sql.charAt(i);
      if (c == '(' || c == '{') {
        depth++;
      } else if (c == ')' || c == '}') {
        depth--;
      }
      if (depth < 0 || (c == ',' && depth == 0)) {
        parts.add(sql.substring(start, i));
        start = i + 1;
      }
    }
    for (String part : parts) {
      String[] sides = part.split("=", 2);
      String name = sides[0].strip();
      String value = sides[1].strip();
      arguments.put(
          name, name.equals("catalogue") && value.equals("0") ? "{" + LATEST + ":UInt32}" : value);
    }
    return i;
  }
}
