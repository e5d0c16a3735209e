package vn.cds.dashboard.api.request;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import vn.cds.contract.catalogue.frame.Frame;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.sql.Period;

/** Reads from the parameters of a request what its answer is about. Thread-safe. */
public final class Scopes {

  private static final List<String> PEERS = List.of("province", "kind", "former-district", "size");
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private final Catalogues catalogues;
  private final Roster roster;
  private final Clock clock;
  private final String defaultProvince;
  private final int minimumN;

  public Scopes(
      Catalogues catalogues, Roster roster, Clock clock, String defaultProvince, int minimumN) {
    this.catalogues = catalogues;
    this.roster = roster;
    this.clock = clock;
    this.defaultProvince = defaultProvince;
    this.minimumN = minimumN;
  }

  /**
   * The scope; parameters that are absent have their defaults.
   *
   * @throws BadParameter with the name of the parameter and what it may be
   */
  public Scope read(Parameters parameters) {
    String province = CommonParameters.province(parameters, defaultProvince, roster);
    Instant at = at(parameters);
    Period period = CommonParameters.period(parameters, Clock.fixed(at, ZoneOffset.UTC));
    String peers = parameters.choice("peers", PEERS.get(0), PEERS);
    Catalogues.Load loaded = catalogues.of(parameters.number("catalogue", 0, 0, Integer.MAX_VALUE));
    Catalogues.Load load = parameters.unverified() ? loaded : catalogues.forLeaders(loaded);
    List<Frame> frames = load.catalogue().frames();
    if (frames.isEmpty()) {
      throw new NotFound(
          "No frame of indicators is offered to leaders yet; an operator confirms one with the key"
              + " confirmed of the file of indicators.");
    }
    String frame =
        parameters.choice("frame", frames.get(0).id(), frames.stream().map(Frame::id).toList());
    return new Scope(
        province,
        period,
        at,
        parameters.text("at", null) == null,
        load,
        load.catalogue().frame(frame),
        peers,
        minimumN,
        parameters.whole());
  }

  /**
   * A unit that is valid on the last day of the period.
   *
   * @throws BadParameter when it is no code
   * @throws NotFound when there is no such unit
   */
  public Unit commune(String parameter, String code, Scope scope) {
    if (!code.matches("[0-9]{5}")) {
      throw new BadParameter(
          parameter, parameter + " must be the five-digit code of a commune, such as 14797.");
    }
    LocalDate day = scope.lastDay();
    Unit unit = roster.unit(code, day);
    if (unit == null) {
      throw new NotFound(parameter, "On " + day + " there is no commune " + code + ".");
    }
    return unit;
  }

  private Instant at(Parameters parameters) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String text = parameters.text("at", null);
    if (text == null) {
      return now;
    }
    Instant at;
    try {
      at = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException e) {
      throw new BadParameter(
          "at",
          "at must be a moment such as 2026-10-08T07:00:00Z or 2026-10-08T14:00:00%2B07:00 (the"
              + " plus sign written as %2B).");
    }
    if (at.isBefore(EARLIEST) || at.isAfter(now)) {
      throw new BadParameter("at", "at must lie between the year 2000 and now.");
    }
    return at;
  }
}
