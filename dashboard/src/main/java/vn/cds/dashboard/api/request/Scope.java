package vn.cds.dashboard.api.request;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import vn.cds.contract.catalogue.frame.Frame;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.sql.Period;

/**
 * What an answer is about; stands at its head.
 *
 * @param province two digits, or '' for the whole country
 * @param period whole local days
 * @param at as it stood at this instant
 * @param now whether no moment was asked for, so that figures may be a little older
 * @param load the catalogue that judges, with what the reader is shown of it
 * @param frame one of its frames
 * @param peers scheme by which communes are compared
 * @param minimumN dossiers that a commune needs to be ranked
 * @param whole whether the reader is shown all figures of a province ('' is the country)
 */
public record Scope(
    String province,
    Period period,
    Instant at,
    boolean now,
    Catalogues.Load load,
    Frame frame,
    String peers,
    int minimumN,
    Predicate<String> whole) {

  public Scope in(String otherProvince) {
    return new Scope(otherProvince, period, at, now, load, frame, peers, minimumN, whole);
  }

  /** The same, as it stood at an instant. */
  public Scope asOf(Instant moment) {
    return new Scope(province, period, moment, false, load, frame, peers, minimumN, whole);
  }

  /** Whether the reader is shown all that the answer rests on. */
  public boolean isWhole() {
    return whole.test(province);
  }

  /** Two digits, or {@link CommonParameters#COUNTRY}. */
  String provinceOrCountry() {
    return province.isEmpty() ? CommonParameters.COUNTRY : province;
  }

  /** The last local day, inside the period. */
  public LocalDate lastDay() {
    return period.toDay().minusDays(1);
  }

  /** Whether the reader is shown an indicator, and it has a version on the last day. */
  public boolean shows(String indicator) {
    Indicator known = load.catalogue().indicator(indicator);
    return known != null && known.version(lastDay()) != null;
  }

  /** Values for those parameters of a named query that every score needs, but the moment. */
  public Map<String, Object> bound() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("province", province);
    values.put("from_day", period.fromDay());
    values.put("to_day", period.toDay());
    values.put("frame", frame.id());
    values.put("catalogue", load.number());
    values.put("peers", peers);
    values.put("minimum_n", minimumN);
    return values;
  }

  /** The period of an answer. */
  record PeriodOfAnswer(
      String label, String kind, LocalDate from, LocalDate to, boolean provisional) {}

  /** The head of an answer, without its moment. */
  public record Head(
      String province,
      PeriodOfAnswer period,
      long catalogue,
      String frame,
      String peers,
      int minimumN) {}

  public Head head() {
    return new Head(
        provinceOrCountry(),
        new PeriodOfAnswer(
            period.label(),
            period.kind().wireName(),
            period.fromDay(),
            lastDay(),
            period.provisional()),
        load.number(),
        frame.id(),
        peers,
        minimumN);
  }
}
