package vn.cds.gateway.source;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.settings.Faults;
import vn.cds.contract.settings.SettingsFile;
import vn.cds.contract.settings.YamlMapping;

/** Reads the file of the sources and notes every fault with its line. */
final class SourcesReader {

  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,39}");
  static final String NAME_RULE = "at most 40 small letters, digits, . and -";
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final SettingsFile file;
  private final Faults faults;
  private final Roster roster;

  SourcesReader(Path file, Roster roster) {
    this.file = new SettingsFile(file, Map.of());
    this.faults = this.file.faults();
    this.roster = roster;
  }

  List<Source> read() {
    YamlMapping root = file.root("format", "sources");
    root.known("format", value -> value.equals("1") ? value : null, "1");
    List<Source> sources = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> hashes = new HashSet<>();
    for (YamlMapping entry :
        root.mappings(
            "sources",
            "name",
            "kinds",
            "provinces",
            "communes",
            "records_per_second",
            "maximum_body_bytes",
            "ended",
            "tokens")) {
      sources.add(source(entry, names, hashes));
    }
    faults.throwIfAny();
    return List.copyOf(sources);
  }

  private Source source(YamlMapping entry, Set<String> names, Set<String> hashes) {
    String name = entry.known("name", matching(NAME), NAME_RULE);
    if (name != null && !names.add(name)) {
      entry.fault("name", "\"" + name + "\" stands twice; each source has a name of its own.");
    }
    SortedSet<EventStream> kinds = kinds(entry);
    if (kinds.isEmpty()) {
      entry.fault("kinds", "is empty; name documents, payments or service-requests.");
    }
    SortedSet<String> provinces = codes(entry, "provinces", this::isProvince, "province");
    SortedSet<String> communes = codes(entry, "communes", roster::contains, "commune");
    if (provinces.isEmpty() && communes.isEmpty()) {
      entry.fault("communes", "and provinces are empty; name the communes that the source serves.");
    }
    Instant ended =
        entry.optional(
            "ended", null, SourcesReader::instant, "a time such as 2026-11-30T08:00:00Z");
    List<SourceToken> tokens = tokens(entry, hashes);
    if (ended != null && !tokens.isEmpty()) {
      entry.fault("tokens", "must be empty: the source has ended.");
    }
    return new Source(
        name,
        kinds,
        provinces,
        communes,
        number(
            entry,
            "records_per_second",
            Source.USUAL_RECORDS_PER_SECOND,
            1,
            Source.MOST_RECORDS_PER_SECOND),
        number(
            entry,
            "maximum_body_bytes",
            Source.USUAL_BODY_BYTES,
            Source.LEAST_BODY_BYTES,
            Source.MOST_BODY_BYTES),
        tokens,
        ended);
  }

  private SortedSet<EventStream> kinds(YamlMapping entry) {
    SortedSet<EventStream> kinds = new TreeSet<>();
    for (YamlMapping.Item item : entry.items("kinds")) {
      EventStream kind = EventStream.of(item.text());
      if (kind == null) {
        faults.add(
            item.line(),
            "kinds has \""
                + item.text()
                + "\"; a kind is documents, payments or service-requests.");
      } else {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  private SortedSet<String> codes(
      YamlMapping entry, String key, Predicate<String> isKnown, String what) {
    SortedSet<String> codes = new TreeSet<>();
    for (YamlMapping.Item item : entry.items(key)) {
      if (isKnown.test(item.text())) {
        codes.add(item.text());
      } else {
        faults.add(
            item.line(),
            key + " has \"" + item.text() + "\"; it is no code of a " + what + " in the roster.");
      }
    }
    return codes;
  }

  private boolean isProvince(String code) {
    return roster.provinces().stream().anyMatch(province -> province.code().equals(code));
  }

  private List<SourceToken> tokens(YamlMapping entry, Set<String> hashes) {
    List<SourceToken> tokens = new ArrayList<>();
    for (YamlMapping token : entry.mappings("tokens", "sha256", "made", "until")) {
      String hash = token.text("sha256");
      if (hash != null && !SHA256.matcher(hash).matches()) {
        // Perhaps a token, which must not be repeated.
        token.fault("sha256", "is not 64 hexadecimal digits; ./cds sources rotate makes a token.");
      } else if (hash != null && !hashes.add(hash)) {
        token.fault("sha256", "stands twice; each source has a token of its own.");
      }
      tokens.add(
          new SourceToken(
              hash,
              token.known("made", SourcesReader::instant, "a time such as 2026-11-30T08:00:00Z"),
              token.optional(
                  "until", null, SourcesReader::instant, "a time such as 2026-11-30T08:00:00Z")));
    }
    return tokens;
  }

  private static int number(YamlMapping entry, String key, int usual, int least, int most) {
    Integer number =
        entry.optional(
            key,
            usual,
            text -> {
              if (!text.matches("\\d{1,9}")) {
                return null;
              }
              int value = Integer.parseInt(text);
              return value < least || value > most ? null : value;
            },
            "a number from " + least + " to " + most);
    return number == null ? usual : number;
  }

  private static Function<String, String> matching(Pattern pattern) {
    return text -> pattern.matcher(text).matches() ? text : null;
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
