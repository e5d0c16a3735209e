package vn.cds.dashboard.api.resource;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toMap;
import static vn.cds.dashboard.access.suppression.Shown.As.DENOMINATOR;
import static vn.cds.dashboard.access.suppression.Shown.As.NUMERATOR;
import static vn.cds.dashboard.access.suppression.Shown.As.RATE;
import static vn.cds.dashboard.access.suppression.Shown.As.REASON;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.query.Answer;
import vn.cds.dashboard.api.query.ResourceQueries;
import vn.cds.dashboard.api.request.Parameters;
import vn.cds.dashboard.api.request.Scope;

/** The resources {@code recognition} and {@code recognition/units}. */
public final class Recognition {

  private final ResourceQueries reader;

  public Recognition(ResourceQueries reader) {
    this.reader = reader;
  }

  /** A number that was declared for a whole province or district. */
  @Shown
  record DeclaredNumber(
      String figure,
      long number,
      String period,
      LocalDate observedOn,
      String document,
      String office) {}

  /** How far a province or former district is. */
  @Shown
  record RecognitionProgress(
      String provinceCode,
      String unitLevel,
      String unit,
      String name,
      int year,
      @Nullable Long target,
      @Nullable String targetDocument,
      long registered,
      long selfAssessed,
      long appraised,
      long recognised,
      long recognisedInAll,
      @Nullable Long declaredRegistered,
      @Nullable Long declaredSelfAssessed,
      @Nullable Long declaredAppraised,
      @Nullable Long declaredRecognised,
      @Nullable Long declaredRecognisedInAll,
      List<DeclaredNumber> declared) {}

  /**
   * The latest year of a whole place: of the country the sum of its provinces.
   *
   * @param year the latest of any province; those that have nothing of it count in all alone
   * @param target null when a province of that year has none
   * @param declaredRecognisedInAll null of several provinces
   */
  @Shown
  record LatestRecognition(
      int year,
      long recognised,
      @Nullable Long target,
      long recognisedInAll,
      @Nullable Long declaredRecognisedInAll) {

    /** Of what any provinces and districts have reached; null when no province has anything. */
    static LatestRecognition of(List<RecognitionProgress> progress) {
      List<RecognitionProgress> newest =
          List.copyOf(
              progress.stream()
                  .filter(row -> row.unitLevel().equals("province"))
                  .collect(
                      toMap(
                          RecognitionProgress::unit,
                          row -> row,
                          BinaryOperator.maxBy(comparing(RecognitionProgress::year))))
                  .values());
      if (newest.isEmpty()) {
        return null;
      }
      int year = newest.stream().mapToInt(RecognitionProgress::year).max().orElseThrow();
      List<RecognitionProgress> now = newest.stream().filter(row -> row.year() == year).toList();
      return new LatestRecognition(
          year,
          now.stream().mapToLong(RecognitionProgress::recognised).sum(),
          now.stream().anyMatch(row -> row.target() == null)
              ? null
              : (Long) now.stream().mapToLong(RecognitionProgress::target).sum(),
          newest.stream().mapToLong(RecognitionProgress::recognisedInAll).sum(),
          newest.size() == 1 ? newest.get(0).declaredRecognisedInAll() : null);
    }
  }

  /** A step that a unit took, 1 to 4. */
  @Shown
  record RecognitionStep(int step, LocalDate takenOn, String document) {}

  /** How far a unit is. */
  @Shown
  record RecognitionUnit(
      String provinceCode,
      String unitLevel,
      String unit,
      String name,
      String district,
      int year,
      String step,
      @Nullable LocalDate stepOn,
      String document,
      @Nullable Instant declaredAt,
      String office,
      long units,
      long registered,
      long selfAssessed,
      long appraised,
      long recognised,
      @Nullable LocalDate recognisedOn,
      boolean restated,
      List<String> formerUnits,
      List<RecognitionStep> steps) {}

  /** A criterion that a commune misses. */
  record MissingCriterion(
      @Shown String provinceCode,
      @Shown String communeCode,
      @Shown String name,
      @Shown String criterion,
      @Shown String criterionVi,
      @Shown String criterionEn,
      @Shown String criteriaGroup,
      @Shown(NUMERATOR) @Nullable Double numerator,
      @Shown(DENOMINATOR) @Nullable Double denominator,
      @Shown(RATE) @Nullable Double rate,
      @Shown @Nullable Double target,
      @Shown String better,
      @Shown(REASON) String reason,
      @Shown String source,
      @Shown boolean verified,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  record RecognitionAnswer(
      @Nullable LatestRecognition latest,
      List<RecognitionProgress> progress,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<MissingCriterion> criteriaMissing,
      List<RecognitionUnit> units) {}

  record RecognitionUnitsAnswer(List<RecognitionUnit> units) {}

  public Answer<RecognitionAnswer> recognition(Context context) {
    Parameters parameters =
        ResourceQueries.parameters(
            context, Set.of("province", "commune", "period", "at", "catalogue"));
    Scope asked = reader.withCommune(reader.scopes().read(parameters), parameters);
    String commune = parameters.text("commune", "");
    Map<String, Object> bound =
        Map.of("province", asked.province(), "to_day", asked.period().toDay());
    ResourceQueries.Read<RecognitionProgress> progress =
        reader.declared("recognition_progress", RecognitionProgress.class, asked, bound);
    Scope scope = progress.scope();
    List<RecognitionUnit> units =
        reader.declared("recognition_units", RecognitionUnit.class, scope, bound).rows();
    LatestRecognition latest = LatestRecognition.of(progress.rows());
    return new Answer<>(
        scope,
        commune.isEmpty()
            ? new RecognitionAnswer(latest, progress.rows(), null, units)
            : new RecognitionAnswer(
                latest,
                progress.rows(),
                criteriaMissing(scope, commune),
                units.stream().filter(unit -> commune.equals(unit.unit())).toList()),
        "progress");
  }

  /** None while the reader is not offered the frame. */
  private List<MissingCriterion> criteriaMissing(Scope scope, String commune) {
    if (scope.load().catalogue().frame("qd-1829") == null) {
      return List.of();
    }
    return reader
        .figures(
            "criteria_missing",
            MissingCriterion.class,
            scope,
            Map.of(
                "province", scope.province(),
                "commune", commune,
                "from_day", scope.period().fromDay(),
                "to_day", scope.period().toDay(),
                "catalogue", scope.load().number()))
        .rows()
        .stream()
        .filter(row -> scope.shows(row.criterion()))
        .toList();
  }

  public Answer<RecognitionUnitsAnswer> units(Context context) {
    Scope scope = reader.scope(context, "province", "period", "at");
    ResourceQueries.Read<RecognitionUnit> read =
        reader.declared(
            "recognition_units",
            RecognitionUnit.class,
            scope,
            Map.of("province", scope.province(), "to_day", scope.period().toDay()));
    return new Answer<>(read.scope(), new RecognitionUnitsAnswer(read.rows()), "units");
  }
}
