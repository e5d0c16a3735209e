package vn.cds.notifier.transport;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.text.NumberText;
import vn.cds.contract.text.PlainText;
import vn.cds.contract.time.VietnamTime;
import vn.cds.notifier.alert.BoardLink;
import vn.cds.notifier.alert.OwnAlert;

/** Messages in the language of their recipients, made from templates. */
final class MessageText {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("HH:mm dd/MM/yyyy").withZone(VietnamTime.ZONE);
  private static final Map<String, Template> TEMPLATES = new ConcurrentHashMap<>();

  private final URI board;
  private final Map<String, Province> provinces =
      Roster.bundled().provinces().stream().collect(Collectors.toMap(Province::code, p -> p));

  /** The text of a message. */
  record Written(String subject, String plain, String html) {}

  MessageText(URI board) {
    this.board = board;
  }

  Written write(OutgoingMessage message) {
    Locale locale = message.recipient().locale();
    Map<String, Object> view = view(message, locale);
    String subject = execute("subject", "txt", locale, view).strip();
    view.put("subject", subject);
    return new Written(
        subject, execute("message", "txt", locale, view), execute("message", "html", locale, view));
  }

  private static String execute(String name, String kind, Locale locale, Map<String, Object> view) {
    return TEMPLATES
        .computeIfAbsent(
            name + '_' + locale.getLanguage() + '.' + kind,
            file ->
                Mustache.compiler()
                    .escapeHTML(kind.equals("html"))
                    .emptyStringIsFalse(true)
                    .defaultValue("")
                    .withFormatter(value -> PlainText.clean(value.toString()))
                    .compile(resource(file)))
        .execute(view);
  }

  private static String resource(String file) {
    try (InputStream in = MessageText.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The template " + file + " cannot be read.", e);
    }
  }

  private Map<String, Object> view(OutgoingMessage message, Locale locale) {
    Map<String, List<OutgoingMessage.Entry>> byProvince = new TreeMap<>();
    for (OutgoingMessage.Entry entry : message.entries()) {
      byProvince
          .computeIfAbsent(entry.facts().province(), province -> new ArrayList<>())
          .add(entry);
    }
    long begun = message.entries().stream().filter(OutgoingMessage.Entry::begins).count();
    long over = message.entries().size() - begun;
    Map<String, Object> view = new HashMap<>();
    view.put("digest", message.delivery().kind() == Delivery.Kind.DIGEST);
    view.put("at", MOMENT.format(message.delivery().plannedAt()));
    view.put("begun", begun == 0 ? "" : begun);
    view.put("over", over == 0 ? "" : over);
    view.put("both", begun > 0 && over > 0);
    view.put("open", message.open());
    view.put("unknown", message.unknown() == 0 ? "" : message.unknown());
    view.put("board", board);
    view.put("delivery", message.delivery().id());
    view.put(
        "place",
        message.delivery().province() == null ? "" : name(message.delivery().province(), locale));
    if (message.entries().size() == 1) {
      view.put("single", entry(message.entries().get(0), locale));
    }
    List<Map<String, Object>> sections = new ArrayList<>();
    byProvince.forEach(
        (province, entries) ->
            sections.add(
                Map.of(
                    "province",
                    name(province, locale),
                    "entries",
                    entries.stream().sorted(ORDER).map(e -> entry(e, locale)).toList())));
    view.put("sections", sections);
    return view;
  }

  /** Beginnings before ends, the gravest first. */
  private static final Comparator<OutgoingMessage.Entry> ORDER =
      Comparator.comparing(OutgoingMessage.Entry::kind)
          .thenComparing(entry -> entry.facts().severity(), Comparator.reverseOrder())
          .thenComparing(entry -> entry.facts().unit())
          .thenComparing(entry -> entry.facts().rule());

  private String name(String province, Locale locale) {
    Province known = provinces.get(province);
    if (known == null) {
      return province.equals(OwnAlert.EVERYWHERE) ? "CĐS" : province;
    }
    return isVietnamese(locale) ? known.name() : known.englishName();
  }

  private static boolean isVietnamese(Locale locale) {
    return locale.getLanguage().equals("vi");
  }

  private Map<String, Object> entry(OutgoingMessage.Entry entry, Locale locale) {
    AlertTransition facts = entry.facts();
    NumberText text = NumberText.in(locale);
    DoubleFunction<String> figure = facts.isShare() ? text::percent : text::number;
    Map<String, Object> view = new HashMap<>();
    view.put("begins", entry.begins());
    view.put("unit", facts.unitName());
    view.put("rule", isVietnamese(locale) ? facts.nameVi() : facts.nameEn());
    view.put("rule_id", facts.rule());
    view.put("rule_version", facts.ruleVersion());
    view.put("critical", facts.severity() == Severity.CRITICAL);
    view.put("warning", facts.severity() == Severity.WARNING);
    view.put("since", MOMENT.format(facts.since()));
    view.put("link", BoardLink.of(board, facts));
    put(view, "measured", facts.value(), figure); // "value" is a field of String to JMustache
    put(view, "n", facts.n(), text::number);
    put(view, "lower", facts.lower(), figure);
    put(view, "upper", facts.upper(), figure);
    put(view, "target", facts.target(), figure);
    put(view, "peers_median", facts.peersMedian(), figure);
    put(view, "worst", facts.worst(), figure);
    view.put("removed", facts.ending() != null && facts.ending() != AlertTransition.Ending.CLEARED);
    Instant end = entry.alert().closedAt();
    if (!entry.begins() && end != null) {
      Duration lasted = Duration.between(facts.since(), end);
      view.put("end", MOMENT.format(end));
      view.put("hours", lasted.toHours());
      view.put("minutes", lasted.toMinutesPart());
    }
    return view;
  }

  private static void put(
      Map<String, Object> view, String name, Number value, DoubleFunction<String> format) {
    view.put(name, value == null ? "" : format.apply(value.doubleValue()));
  }
}
