package vn.cds.gateway.source;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.roster.Roster;

/**
 * The sources as the file says. A changed file counts once {@link #refresh} has read it; while it
 * cannot be read, the last one that could be read holds. Thread-safe.
 */
public final class KnownSources {

  private static final Logger LOG = LoggerFactory.getLogger(KnownSources.class);

  private final SourcesFile file;
  private final Roster roster;
  private final InstantSource clock;
  private volatile List<Source> all;
  private volatile List<KnownSource> sources;
  private volatile String fault;

  /** What was read last, whether it was right or not; null: nothing. Guarded by this. */
  private byte[] seen;

  /**
   * Reads the file.
   *
   * @throws InvalidDataFile when it cannot be read
   */
  public KnownSources(SourcesFile file, Roster roster, InstantSource clock) {
    this.file = file;
    this.roster = roster;
    this.clock = clock;
    try {
      seen = file.bytes();
    } catch (IOException e) {
      seen = null; // reading it says why
    }
    take(file.read());
    LOG.info("{} sources may send, by {}", sources.size(), file.path());
  }

  private void take(List<Source> read) {
    all = read;
    sources =
        read.stream()
            .filter(source -> source.ended() == null)
            .map(source -> new KnownSource(source, roster))
            .toList();
  }

  /** Reads the file again when it has changed. */
  public synchronized void refresh() {
    try {
      byte[] now = file.bytes();
      if (!Arrays.equals(now, seen)) {
        seen = now;
        take(file.read());
        tell(null);
        LOG.info("{} sources may send, by the changed {}", sources.size(), file.path());
      }
    } catch (IOException e) {
      seen = null;
      tell("it cannot be read (" + e + ")");
    } catch (InvalidDataFile e) {
      tell(e.getMessage());
    }
  }

  private void tell(String why) {
    if (why != null && !why.equals(fault)) {
      LOG.warn(
          "The file of the sources {} cannot be used, the last one that could be holds: {}",
          file.path(),
          why);
    }
    fault = why;
  }

  /** Why the file cannot be used; null when it can. */
  public String fault() {
    return fault;
  }

  /** The source that a token belongs to. Compares it with those of all sources. */
  public Optional<KnownSource> find(String token) {
    byte[] hash = Token.hash(token);
    KnownSource found = null;
    for (KnownSource known : sources) {
      for (SourceToken kept : known.source().tokens()) {
        boolean matches = kept.matches(hash);
        if (matches && kept.isValidAt(clock.instant())) {
          found = known;
        }
      }
    }
    return Optional.ofNullable(found);
  }

  /** Those of the file in its order, also those that have ended. */
  public List<Source> all() {
    return all;
  }
}
