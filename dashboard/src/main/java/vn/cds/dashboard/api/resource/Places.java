package vn.cds.dashboard.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.boundaries.Boundaries;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.Scope;

/** The resource {@code communes}: where they lie. */
public final class Places {

  private final ResourceQueries reader;
  private final Roster roster;
  private final Boundaries boundaries;

  public Places(ResourceQueries reader, Roster roster, Boundaries boundaries) {
    this.reader = reader;
    this.roster = roster;
    this.boundaries = boundaries;
  }

  /** A commune. */
  @Shown
  record Place(
      String provinceCode,
      String communeCode,
      String name,
      String kind,
      @Nullable String formerDistrict,
      @Nullable Double latitude,
      @Nullable Double longitude,
      @Nullable Double areaKm2,
      @Nullable JsonNode boundary) {}

  record CommunesAnswer(List<Place> communes) {}

  public Answer<CommunesAnswer> communes(Context context) {
    Scope scope = reader.scope(context, "province", "period", "at");
    List<Unit> units =
        scope.province().isEmpty()
            ? roster.units(scope.lastDay())
            : roster.units(scope.province(), scope.lastDay());
    return new Answer<>(scope, new CommunesAnswer(units.stream().map(this::place).toList()));
  }

  private Place place(Unit unit) {
    return new Place(
        unit.provinceCode(),
        unit.code(),
        unit.name(),
        unit.kind().name().toLowerCase(Locale.ROOT),
        unit.formerDistrict(),
        numberOrNull(unit.latitude()),
        numberOrNull(unit.longitude()),
        numberOrNull(unit.areaKm2()),
        boundaries.of(unit.code()));
  }

  private static Double numberOrNull(double value) {
    return Double.isNaN(value) ? null : (Double) value;
  }
}
