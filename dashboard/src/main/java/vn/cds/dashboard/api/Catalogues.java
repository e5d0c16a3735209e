package vn.cds.dashboard.api;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.Database;

/** The loads of the indicator catalogue that ClickHouse holds. Thread-safe. */
public final class Catalogues {

  /** A new load judges within this time. */
  private static final Duration LATEST_KEPT = Duration.ofSeconds(2);

  private final Database database;

  /** Loads never change. */
  private final Map<Long, Load> loads = new ConcurrentHashMap<>();

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
   */
  public record Load(long number, Catalogue catalogue) {}

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

  private synchronized Load latest() {
    if (latest == null || System.nanoTime() - latestReadAt > LATEST_KEPT.toNanos()) {
      Optional<CatalogueLoader.Load> found = CatalogueLoader.latest(database);
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
        load.number(), number -> new Load(number, Catalogue.parse("load " + number, load.text())));
  }
}
