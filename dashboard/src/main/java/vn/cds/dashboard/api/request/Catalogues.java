package vn.cds.dashboard.api.request;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.dashboard.cache.CachePolicy;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.Database;
import vn.cds.sql.SqlFailure;

/** The loads of the indicator catalogue that ClickHouse holds. Thread-safe. */
public final class Catalogues {

  private final Database database;

  /** Loads never change. */
  private final Map<Long, Load> loads = new ConcurrentHashMap<>();

  private final Map<Long, Load> forLeaders = new ConcurrentHashMap<>();

  private Load latest;
  private long latestReadAt;

  /** The loads of a migrated database; nothing is read yet. */
  public Catalogues(Database database) {
    this.database = database;
  }

  /**
   * A load.
   *
   * @param number 1, 2, ...
   * @param catalogue what was loaded
   * @param why as told by who loaded it
   * @param sha256 of the file, in hexadecimal digits
   */
  public record Load(
      long number, Catalogue catalogue, Instant loadedAt, String by, String why, String sha256) {

    /** The same with what leaders are shown of it, see {@link Catalogue#forLeaders}. */
    public Load forLeaders() {
      return new Load(number, catalogue.forLeaders(), loadedAt, by, why, sha256);
    }
  }

  /**
   * The load with a number, or the latest for 0.
   *
   * @throws BadParameter when there is none with that number
   * @throws NotFound when there is none at all
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  public Load of(long number) {
    if (number == 0) {
      return latest();
    }
    Load known = loads.get(number);
    if (known != null) {
      return known;
    }
    return CatalogueLoader.find(database, number)
        .map(this::keep)
        .orElseThrow(
            () ->
                new BadParameter(
                    "catalogue",
                    "There is no load %d of the catalogue; the latest is %d, 0 stands for it."
                        .formatted(number, latest().number())));
  }

  /** As {@link Load#forLeaders}, made once. */
  public Load forLeaders(Load load) {
    return forLeaders.computeIfAbsent(load.number(), number -> load.forLeaders());
  }

  /**
   * All loads, the first one first. Numbers of loads that were interrupted are left out.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  public List<Load> all() {
    List<Load> all = new ArrayList<>();
    for (long number = 1; number <= latest().number(); number++) {
      Load known = loads.get(number);
      Optional<Load> load =
          known != null
              ? Optional.of(known)
              : CatalogueLoader.find(database, number).map(this::keep);
      load.ifPresent(all::add);
    }
    return all;
  }

  private synchronized Load latest() {
    if (latest == null
        || System.nanoTime() - latestReadAt > CachePolicy.LATEST_CATALOGUE.toNanos()) {
      Optional<CatalogueLoader.Load> found;
      try {
        found = CatalogueLoader.latest(database);
      } catch (SqlFailure failure) {
        if (latest == null) {
          throw failure;
        }
        // Names and targets outlast an absence of ClickHouse; whoever asks for figures hears of it.
        return latest;
      }
      latest =
          found
              .map(this::keep)
              .orElseThrow(
                  () ->
                      new NotFound(
                          "No indicators are loaded yet. The command ./cds migrate loads those of"
                              + " this version."));
      latestReadAt = System.nanoTime();
    }
    return latest;
  }

  private Load keep(CatalogueLoader.Load load) {
    return loads.computeIfAbsent(
        load.number(),
        number ->
            new Load(
                number,
                Catalogue.parse("load " + number, load.text()),
                load.loadedAt(),
                load.by(),
                load.why(),
                load.sha256()));
  }
}
