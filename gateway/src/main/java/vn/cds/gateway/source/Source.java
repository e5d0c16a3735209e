package vn.cds.gateway.source;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import vn.cds.contract.event.EventStream;

/**
 * A system that may send events, and what it may send.
 *
 * @param name small letters, digits, {@code .} and {@code -}
 * @param kinds streams that it may write to
 * @param provinces codes; it may send for every commune in them
 * @param communes codes of further communes
 * @param recordsPerSecond on average; five seconds' worth may come at once
 * @param maximumBodyBytes of one request
 * @param tokens those that may be valid; empty once the source has ended
 * @param ended since when it may not send any more; null: it may
 */
public record Source(
    String name,
    SortedSet<EventStream> kinds,
    SortedSet<String> provinces,
    SortedSet<String> communes,
    int recordsPerSecond,
    int maximumBodyBytes,
    List<SourceToken> tokens,
    Instant ended) {

  public static final int USUAL_RECORDS_PER_SECOND = 1_000;
  public static final int MOST_RECORDS_PER_SECOND = 100_000;
  public static final int USUAL_BODY_BYTES = 4 << 20;
  public static final int LEAST_BODY_BYTES = 1 << 10;
  public static final int MOST_BODY_BYTES = 16 << 20;

  public Source {
    tokens = List.copyOf(tokens);
  }

  /** With a further token; those that it had hold until a moment, unless they end before. */
  public Source rotated(SourceToken token, Instant othersUntil) {
    List<SourceToken> changed = new ArrayList<>();
    for (SourceToken old : tokens) {
      boolean endsBefore = old.until() != null && old.until().isBefore(othersUntil);
      if (old.isValidAt(token.made()) && token.made().isBefore(othersUntil)) {
        changed.add(endsBefore ? old : new SourceToken(old.sha256(), old.made(), othersUntil));
      }
    }
    changed.add(token);
    return withTokens(changed, null);
  }

  /** Without tokens. */
  public Source ended(Instant moment) {
    return withTokens(List.of(), moment);
  }

  private Source withTokens(List<SourceToken> changed, Instant end) {
    return new Source(
        name, kinds, provinces, communes, recordsPerSecond, maximumBodyBytes, changed, end);
  }
}
