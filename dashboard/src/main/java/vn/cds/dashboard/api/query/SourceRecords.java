package vn.cds.dashboard.api.query;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.dashboard.json.Json;

/**
 * What stands in the records of {@link SourceTopic}: the scope of a source under its name, what it
 * did under {@code SOURCE/INSTANCE}, for each gateway. Fields that nobody here asks for are passed
 * over.
 */
public final class SourceRecords {

  private static final Logger LOG = LoggerFactory.getLogger(SourceRecords.class);
  private static final int FORMAT = 1;

  private SourceRecords() {}

  /**
   * A system that sends through gateways.
   *
   * @param did null: it was never seen
   */
  public record Source(Scope scope, @Nullable Activity did) {}

  /**
   * What a source may send.
   *
   * @param provinces all of whose communes it may send for, two digits each
   * @param communes further ones, five digits each
   * @param ended since when it may not send any more; null: it may
   */
  public record Scope(
      int format,
      String source,
      List<String> kinds,
      List<String> provinces,
      List<String> communes,
      @Nullable Instant ended) {

    public Scope {
      known(format);
      kinds = List.copyOf(kinds);
      provinces = List.copyOf(provinces);
      communes = List.copyOf(communes);
      Objects.requireNonNull(source);
    }
  }

  /**
   * What a source did since its gateways started.
   *
   * @param since the start of the gateway; of several, the earliest
   * @param at when this was written
   * @param refused records by code
   * @param lastDetails the sentence about the record that was refused last, by code
   * @param refusedRequests whole requests by the word of their problem
   * @param lastAppendTime of what was accepted last; null: nothing was
   * @param newestEventAt latest event time of all that was accepted; null: nothing was
   * @param newestEventByDay whether only the day of it is known
   */
  public record Activity(
      int format,
      String source,
      Instant since,
      Instant at,
      Instant lastSeen,
      long accepted,
      Map<String, Long> refused,
      Map<String, String> lastDetails,
      Map<String, Long> refusedRequests,
      @Nullable Instant lastAppendTime,
      @Nullable Instant newestEventAt,
      boolean newestEventByDay) {

    public Activity {
      known(format);
      Objects.requireNonNull(source);
      Objects.requireNonNull(since);
      Objects.requireNonNull(at);
      Objects.requireNonNull(lastSeen);
      refused = Map.copyOf(refused);
      lastDetails = Map.copyOf(lastDetails);
      refusedRequests = Map.copyOf(refusedRequests);
    }

    /** The same source at two gateways, taken together; this is what was written last. */
    private Activity and(Activity earlier) {
      boolean newer = isLater(newestEventAt, earlier.newestEventAt);
      Map<String, String> details = new HashMap<>(earlier.lastDetails);
      details.putAll(lastDetails);
      return new Activity(
          format,
          source,
          since.isBefore(earlier.since) ? since : earlier.since,
          at,
          isLater(lastSeen, earlier.lastSeen) ? lastSeen : earlier.lastSeen,
          accepted + earlier.accepted,
          sum(refused, earlier.refused),
          details,
          sum(refusedRequests, earlier.refusedRequests),
          isLater(lastAppendTime, earlier.lastAppendTime) ? lastAppendTime : earlier.lastAppendTime,
          newer ? newestEventAt : earlier.newestEventAt,
          newer ? newestEventByDay : earlier.newestEventByDay);
    }

    private static boolean isLater(@Nullable Instant one, @Nullable Instant other) {
      return other == null || one != null && one.isAfter(other);
    }

    private static Map<String, Long> sum(Map<String, Long> some, Map<String, Long> others) {
      Map<String, Long> sum = new HashMap<>(some);
      others.forEach((name, count) -> sum.merge(name, count, Long::sum));
      return sum;
    }
  }

  private static void known(int format) {
    if (format != FORMAT) {
      throw new IllegalArgumentException("format is " + format + ", known is " + FORMAT);
    }
  }

  /** The sources whose scope is known, by name. Records that cannot be read are logged. */
  public static List<Source> read(Map<String, byte[]> latest) {
    Map<String, Scope> scopes = new TreeMap<>();
    List<Activity> activities = new ArrayList<>();
    latest.forEach(
        (key, value) -> {
          try {
            if (key.contains("/")) {
              activities.add(Json.read(value, Activity.class));
            } else {
              scopes.put(key, Json.read(value, Scope.class));
            }
          } catch (IOException e) {
            LOG.warn(
                "The record {} of the sources cannot be read; the gateway that wrote it must be of"
                    + " the same release as the board: {}",
                key,
                e.getMessage());
          }
        });
    Map<String, Activity> did = new HashMap<>();
    activities.stream()
        .sorted(Comparator.comparing(Activity::at))
        .forEach(next -> did.merge(next.source(), next, (earlier, later) -> later.and(earlier)));
    return scopes.values().stream()
        .map(scope -> new Source(scope, did.get(scope.source())))
        .toList();
  }
}
