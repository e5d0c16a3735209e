package vn.cds.contract.event;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import vn.cds.contract.code.UnitLevel;
import vn.cds.contract.codec.DeclaredFigureDecoder;
import vn.cds.contract.figure.Figure;
import vn.cds.contract.time.ReportingPeriod;

/**
 * A figure that no stream tells, as an office declared it. A declaration is never changed: a later
 * one about the same unit, figure and period takes its place and leaves it in the history.
 * Components stand in the order of docs/contract.md.
 *
 * @param declarationId the same for every copy of the declaration, different for every other one
 * @param declaredAt when the office declared it, to the millisecond
 * @param unit code of the unit; see {@link UnitLevel}
 * @param figure id of a {@link Figure}
 * @param period text of a {@link ReportingPeriod}
 * @param value of a figure of the form value, else null
 * @param numerator of a figure of the form ratio, else null
 * @param denominator of a figure of the form ratio, else null
 * @param observedOn the local day on which it was true
 * @param document the source document
 * @param office who declares
 */
public record DeclaredFigure(
    UUID declarationId,
    Instant declaredAt,
    UnitLevel unitLevel,
    String unit,
    String figure,
    String period,
    BigDecimal value,
    BigDecimal numerator,
    BigDecimal denominator,
    LocalDate observedOn,
    String document,
    String office) {

  /** Name of the Kafka topic. */
  public static final String TOPIC = "cds.declared-figures";

  public static final int SCHEMA_VERSION = Event.SCHEMA_VERSION;

  /**
   * Refuses a null in a required component; nothing else is checked here but in {@link
   * DeclaredFigureDecoder}.
   */
  public DeclaredFigure {
    Objects.requireNonNull(declarationId, "declarationId");
    Objects.requireNonNull(declaredAt, "declaredAt");
    Objects.requireNonNull(unitLevel, "unitLevel");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(figure, "figure");
    Objects.requireNonNull(period, "period");
    Objects.requireNonNull(observedOn, "observedOn");
    Objects.requireNonNull(document, "document");
    Objects.requireNonNull(office, "office");
  }

  /** What all copies of the declaration and all other figures of the unit have in common. */
  public String key() {
    return unitLevel.wireName() + '/' + unit;
  }

  /**
   * The hash of every listed field but {@code declaration_id}, by the algorithm of {@link
   * Event#contentHash()}; a number counts as its text without exponent.
   */
  public int contentHash() {
    long hash = ContentHash.START;
    hash = ContentHash.add(hash, declaredAt);
    hash = ContentHash.add(hash, unitLevel);
    hash = ContentHash.add(hash, unit);
    hash = ContentHash.add(hash, figure);
    hash = ContentHash.add(hash, period);
    hash = ContentHash.add(hash, text(value));
    hash = ContentHash.add(hash, text(numerator));
    hash = ContentHash.add(hash, text(denominator));
    hash = ContentHash.add(hash, observedOn);
    hash = ContentHash.add(hash, document);
    hash = ContentHash.add(hash, office);
    return ContentHash.fold(hash);
  }

  private static String text(BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }

  /** This declaration with another spelling of its texts. */
  public DeclaredFigure with(String newUnit, String newDocument, String newOffice) {
    return new DeclaredFigure(
        declarationId,
        declaredAt,
        unitLevel,
        newUnit,
        figure,
        period,
        value,
        numerator,
        denominator,
        observedOn,
        newDocument,
        newOffice);
  }
}
