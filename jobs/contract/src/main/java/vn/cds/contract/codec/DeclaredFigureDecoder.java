package vn.cds.contract.codec;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import vn.cds.contract.code.UnitLevel;
import vn.cds.contract.event.DeclaredFigure;
import vn.cds.contract.figure.Figure;
import vn.cds.contract.figure.Figures;
import vn.cds.contract.roster.FormerUnit;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.text.TextPattern;
import vn.cds.contract.time.ReportingPeriod;
import vn.cds.contract.time.VietnamTime;

/**
 * Reads declared figures as {@link EventDecoder} reads events: first the faults of single fields in
 * the order of docs/contract.md, then, in the same order, those of the whole. The texts of what it
 * gives are in NFC, its unit is spelled as in the roster.
 *
 * <p>Not thread-safe: each thread makes its own.
 */
public final class DeclaredFigureDecoder {

  private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);
  private static final LocalDate AFTER_LAST_DAY = LocalDate.of(2100, 1, 1);
  private static final LocalDate TWO_LEVELS_SINCE = LocalDate.of(2025, 7, 1);

  private final RecordReader<DeclaredFigure> reader;
  private final Roster roster;
  private final FormerUnits formerUnits;
  private final Figures figures;

  public DeclaredFigureDecoder(Roster roster, FormerUnits formerUnits, Figures figures) {
    this.reader = new RecordReader<>(FieldTable.DECLARED_FIGURES, "declaration_id", roster);
    this.roster = roster;
    this.formerUnits = formerUnits;
    this.figures = figures;
  }

  /**
   * Reads a record.
   *
   * @param value the bytes of the record, or null when it has none
   * @param appendTime when the broker took the record
   */
  public Decoded<DeclaredFigure> decode(byte[] value, Instant appendTime) {
    Rejection rejection = reader.read(value);
    if (rejection != null) {
      return new Decoded<>(null, rejection);
    }
    DeclaredFigure figure = reader.assemble();
    Fault fault = fault(figure, appendTime);
    if (fault != null) {
      return new Decoded<>(null, reader.rejection(fault.code(), fault.detail(), value.length));
    }
    return new Decoded<>(
        figure.with(unitOf(figure), nfc(figure.document()), nfc(figure.office())), null);
  }

  private record Fault(FaultCode code, String detail) {}

  private Fault fault(DeclaredFigure declared, Instant appendTime) {
    Figure figure = figures.find(declared.figure());
    ReportingPeriod period = ReportingPeriod.of(declared.period());
    if (figure == null) {
      return new Fault(
          FaultCode.UNKNOWN_ENUM_VALUE,
          "figure is not an id of figures.csv; correct it, or add the figure to the file.");
    }
    Fault fault = wrongForm(declared, figure);
    if (fault != null) {
      return fault;
    }
    if (period == null) {
      return new Fault(
          FaultCode.INVALID_FORMAT,
          "period is no period of the calendar; send " + TextPattern.PERIOD.expectation() + ".");
    }
    fault = outOfRange(declared, figure, period);
    return fault != null ? fault : fromFutureOrUnknown(declared, appendTime);
  }

  private static Fault wrongForm(DeclaredFigure declared, Figure figure) {
    boolean value = figure.form() == Figure.Form.VALUE;
    boolean complete =
        value
            ? declared.value() != null
            : declared.numerator() != null && declared.denominator() != null;
    if (!complete) {
      return new Fault(
          FaultCode.MISSING_FIELD,
          value
              ? "value is absent, but this figure is one number; send value."
              : "numerator or denominator is absent, but this figure is a ratio; send both.");
    }
    boolean superfluous =
        value
            ? declared.numerator() != null || declared.denominator() != null
            : declared.value() != null;
    return superfluous
        ? new Fault(
            FaultCode.INVALID_FORMAT,
            value
                ? "this figure is one number; send value without numerator and denominator."
                : "this figure is a ratio; send numerator and denominator without value.")
        : null;
  }

  private static Fault outOfRange(DeclaredFigure declared, Figure figure, ReportingPeriod period) {
    String detail = null;
    if (figure.form() == Figure.Form.RATIO
        && (declared.denominator().signum() == 0
            || declared.numerator().compareTo(declared.denominator()) > 0)) {
      detail = "numerator is more than denominator, or denominator is 0; correct the ratio.";
    } else if (figure.unit() == Figure.Unit.YES_NO
        && !List.of(BigDecimal.ZERO, BigDecimal.ONE).contains(declared.value())) {
      detail = "value must be 1 (yes) or 0 (no).";
    } else if (figure.unit() == Figure.Unit.RANK && declared.numerator().signum() == 0) {
      detail = "numerator is a rank; send 1 or more.";
    } else if (declared.observedOn().isBefore(FIRST_DAY)
        || !declared.observedOn().isBefore(AFTER_LAST_DAY)
        || !period.from().isBefore(AFTER_LAST_DAY)) {
      detail = "observed_on and period must lie from 2000 to 2099; correct them.";
    }
    return detail == null ? null : new Fault(FaultCode.OUT_OF_RANGE, detail);
  }

  private Fault fromFutureOrUnknown(DeclaredFigure declared, Instant appendTime) {
    if (declared.declaredAt().toEpochMilli()
        > appendTime.toEpochMilli() + EventDecoder.MAXIMUM_AHEAD_MILLIS) {
      return new Fault(
          FaultCode.FROM_FUTURE,
          "declared_at lies more than 5 minutes after the moment the broker took the record; check"
              + " the clock and the offset.");
    }
    if (declared.observedOn().isAfter(VietnamTime.localDay(appendTime))) {
      return new Fault(
          FaultCode.FROM_FUTURE, "observed_on lies in the future; send the day it was true.");
    }
    if (unitOf(declared) == null) {
      return new Fault(FaultCode.UNKNOWN_COMMUNE, unknownUnit(declared.unitLevel()));
    }
    if (!validOn(declared, declared.observedOn())) {
      return new Fault(
          FaultCode.UNIT_NOT_VALID,
          "the unit did not exist on observed_on; declare a figure from before 2025-07-01 for the"
              + " former unit, one from after for today's.");
    }
    return null;
  }

  private static String unknownUnit(UnitLevel level) {
    String expected =
        switch (level) {
          case COMMUNE -> "the five-digit code of a commune";
          case FORMER_COMMUNE -> "DISTRICT CODE/full name, such as 399/Xã Hoằng Lộc";
          case FORMER_DISTRICT -> "the code of a former district, such as 399";
          case PROVINCE -> "the two-digit code of a province";
          case FORMER_PROVINCE -> "the two-digit code of a former province, such as 36";
          case COUNTRY -> UnitLevel.COUNTRY_CODE;
        };
    return "unit is not known; send "
        + expected
        + ", or extend the roster or the list of former units.";
  }

  /** The unit as the roster spells it, or null when there is none. */
  private String unitOf(DeclaredFigure declared) {
    String unit = declared.unit();
    return switch (declared.unitLevel()) {
      case COMMUNE -> roster.contains(unit) ? unit : null;
      case PROVINCE ->
          roster.provinces().stream()
              .map(Province::code)
              .filter(unit::equals)
              .findAny()
              .orElse(null);
      case COUNTRY -> unit.equals(UnitLevel.COUNTRY_CODE) ? unit : null;
      case FORMER_COMMUNE, FORMER_DISTRICT, FORMER_PROVINCE -> {
        FormerUnit former = formerUnits.find(declared.unitLevel(), unit);
        yield former == null ? null : former.code();
      }
    };
  }

  private boolean validOn(DeclaredFigure declared, LocalDate day) {
    return switch (declared.unitLevel()) {
      // A code that was given to another unit means the one that has it last.
      case COMMUNE -> roster.latest(declared.unit()).validOn(day);
      case PROVINCE -> !day.isBefore(TWO_LEVELS_SINCE) || formerUnits.isUnchanged(declared.unit());
      case COUNTRY -> true;
      case FORMER_COMMUNE, FORMER_DISTRICT, FORMER_PROVINCE ->
          day.isBefore(formerUnits.find(declared.unitLevel(), declared.unit()).validTo());
    };
  }

  private static String nfc(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }
}
