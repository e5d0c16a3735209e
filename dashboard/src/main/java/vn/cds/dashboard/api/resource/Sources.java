package vn.cds.dashboard.api.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.query.SourceRecords;
import vn.cds.dashboard.api.query.SourceTopic;
import vn.cds.dashboard.api.request.NotFound;
import vn.cds.dashboard.api.request.Scope;
import vn.cds.dashboard.cache.AnswerCache;
import vn.cds.dashboard.cache.CachePolicy;

/**
 * The resources below {@code sources}: the systems that may send through a gateway, and what they
 * did. Thread-safe.
 */
public final class Sources {

  private static final String ALL = "";

  private final ResourceQueries reader;
  private final Supplier<SourceTopic> topic;
  private final Duration silence;
  private final Roster roster;
  private final Clock clock;
  private final AnswerCache<String, List<SourceRecords.Source>> known =
      new AnswerCache<>(CachePolicy.DATA_HEALTH, all -> read());

  /**
   * @param topic gives null while Kafka is not known
   * @param silence a source that was not seen for longer is silent
   */
  public Sources(
      ResourceQueries reader,
      Supplier<SourceTopic> topic,
      Duration silence,
      Roster roster,
      Clock clock) {
    this.reader = reader;
    this.topic = topic;
    this.silence = silence;
    this.roster = roster;
    this.clock = clock;
  }

  /** What stands behind the list of sources. */
  private enum Gateway {
    /** The board does not read Kafka. */
    NO_KAFKA,
    /** No gateway has said who may send. */
    NO_GATEWAY,
    KNOWN
  }

  /** How a source does; those that need somebody come first. */
  private enum State {
    /** Not seen for longer than a source may be silent. */
    SILENT,
    /** It sends, but nothing was accepted for as long. */
    NOT_ACCEPTED,
    NEVER_SEEN,
    ON_TIME,
    /** It may not send any more. */
    ENDED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A system that may send. Numbers count from the start of its gateways, see {@code countedSince}.
   *
   * @param provinces all of whose communes it serves, of those that are asked for
   * @param communes that it serves there
   * @param elsewhere whether it serves other provinces, too: its figures are of them as well
   * @param newestEventAt latest event time of all that was accepted
   * @param lastAcceptedAt when Kafka took records of it last
   * @param rejected records
   * @param countedSince null: it was never seen
   */
  record GatewaySource(
      @Shown String name,
      @Shown String state,
      @Shown List<String> kinds,
      @Shown List<String> provinces,
      @Shown int communes,
      @Shown boolean elsewhere,
      @Shown @Nullable Instant endedAt,
      @Shown @Nullable Instant lastSeenAt,
      @Nullable Instant newestEventAt,
      @Shown boolean newestEventByDay,
      @Nullable Instant lastAcceptedAt,
      @Nullable Long accepted,
      @Nullable Long rejected,
      @Nullable Long refusedRequests,
      @Nullable Instant countedSince,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  /** A commune that a source may send for. */
  @Shown
  record ServedCommune(String provinceCode, String communeCode, String name) {}

  /**
   * Records that were rejected for one reason.
   *
   * @param lastDetail the contract's sentence about the last one; it holds no value of the record
   */
  @Shown
  record RejectedRecords(String code, long records, @Nullable String lastDetail) {}

  /** Requests that were refused as a whole, by the word of their problem. */
  @Shown
  record RefusedRequests(String error, long requests) {}

  /** Why something was not accepted, the most frequent first. */
  @Shown
  record Reasons(List<RejectedRecords> records, List<RefusedRequests> requests) {}

  record SourceDetail(
      @JsonUnwrapped GatewaySource source, List<ServedCommune> served, @Nullable Reasons reasons) {}

  record SourcesAnswer(
      @Shown String gateway, @Shown long silentAfterSeconds, List<GatewaySource> rows) {}

  record SourceAnswer(@Shown long silentAfterSeconds, SourceDetail source) {}

  /** Those that serve the place that is asked for. */
  public Answer<SourcesAnswer> sources(Context context) {
    Scope scope = reader.scope(context, "province");
    List<SourceRecords.Source> all = all();
    Gateway gateway =
        all == null ? Gateway.NO_KAFKA : all.isEmpty() ? Gateway.NO_GATEWAY : Gateway.KNOWN;
    List<GatewaySource> rows =
        Stream.ofNullable(all)
            .flatMap(Collection::stream)
            .filter(source -> serves(source, scope))
            .sorted(
                Comparator.comparing(this::state).thenComparing(source -> source.scope().source()))
            .map(source -> row(source, scope))
            .toList();
    return new Answer<>(
        scope,
        new SourcesAnswer(gateway.name().toLowerCase(Locale.ROOT), silence.toSeconds(), rows),
        "rows");
  }

  /** One of them. */
  public Answer<SourceAnswer> source(Context context) {
    Scope scope = reader.scope(context, "province");
    String name = context.pathParam("source");
    SourceRecords.Source source =
        Stream.ofNullable(all())
            .flatMap(Collection::stream)
            .filter(one -> one.scope().source().equals(name) && serves(one, scope))
            .findFirst()
            .orElseThrow(
                () ->
                    new NotFound(
                        "source",
                        "No gateway knows a source of this name that serves this place; see"
                            + " /api/v1/sources for those there are."));
    return new Answer<>(
        scope,
        new SourceAnswer(
            silence.toSeconds(),
            new SourceDetail(row(source, scope), served(source, scope), reasons(source.did()))));
  }

  /** Null while Kafka is not known. */
  private List<SourceRecords.Source> all() {
    return topic.get() == null ? null : known.get(ALL);
  }

  private List<SourceRecords.Source> read() {
    return SourceRecords.read(topic.get().latest());
  }

  private boolean serves(SourceRecords.Source source, Scope scope) {
    return scope.province().isEmpty() || provincesOf(source).anyMatch(scope.province()::equals);
  }

  /** The provinces that it reaches into. */
  private Stream<String> provincesOf(SourceRecords.Source source) {
    return Stream.concat(
        source.scope().provinces().stream(),
        source.scope().communes().stream()
            .map(roster::latest)
            .filter(Objects::nonNull)
            .map(Unit::provinceCode));
  }

  private State state(SourceRecords.Source source) {
    SourceRecords.Activity did = source.did();
    Instant since = clock.instant().minus(silence);
    if (source.scope().ended() != null) {
      return State.ENDED;
    }
    if (did == null) {
      return State.NEVER_SEEN;
    }
    if (did.lastSeen().isBefore(since)) {
      return State.SILENT;
    }
    return did.lastAppendTime() == null || did.lastAppendTime().isBefore(since)
        ? State.NOT_ACCEPTED
        : State.ON_TIME;
  }

  private GatewaySource row(SourceRecords.Source source, Scope scope) {
    SourceRecords.Scope may = source.scope();
    SourceRecords.Activity did = source.did();
    String province = scope.province();
    return new GatewaySource(
        may.source(),
        state(source).word(),
        may.kinds(),
        may.provinces().stream().filter(code -> isIn(code, province)).toList(),
        served(source, scope).size(),
        provincesOf(source).anyMatch(code -> !isIn(code, province)),
        may.ended(),
        did == null ? null : did.lastSeen(),
        did == null ? null : did.newestEventAt(),
        did != null && did.newestEventByDay(),
        did == null ? null : did.lastAppendTime(),
        did == null ? 0 : did.accepted(),
        did == null ? 0 : sum(did.refused()),
        did == null ? 0 : sum(did.refusedRequests()),
        did == null ? null : did.since(),
        null);
  }

  private static boolean isIn(String code, String province) {
    return province.isEmpty() || code.equals(province);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The communes of the place that is asked for, by code. */
  private List<ServedCommune> served(SourceRecords.Source source, Scope scope) {
    LocalDate day = scope.lastDay();
    return Stream.concat(
            source.scope().provinces().stream().flatMap(code -> roster.units(code, day).stream()),
            source.scope().communes().stream().map(code -> roster.unit(code, day)))
        .filter(unit -> unit != null && isIn(unit.provinceCode(), scope.province()))
        .distinct()
        .sorted(Comparator.comparing(Unit::code))
        .map(unit -> new ServedCommune(unit.provinceCode(), unit.code(), unit.name()))
        .toList();
  }

  private static Reasons reasons(SourceRecords.Activity did) {
    if (did == null) {
      return new Reasons(List.of(), List.of());
    }
    return new Reasons(
        byCount(did.refused())
            .map(
                entry ->
                    new RejectedRecords(
                        entry.getKey(), entry.getValue(), did.lastDetails().get(entry.getKey())))
            .toList(),
        byCount(did.refusedRequests())
            .map(entry -> new RefusedRequests(entry.getKey(), entry.getValue()))
            .toList());
  }

  private static Stream<Map.Entry<String, Long>> byCount(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()));
  }
}
