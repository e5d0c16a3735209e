package vn.cds.dashboard.access.suppression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.cds.dashboard.access.grant.AccessPolicy;
import vn.cds.dashboard.access.grant.Grant;
import vn.cds.dashboard.access.grant.Role;
import vn.cds.dashboard.access.grant.Visitor;

/** A field is hidden from others unless it says that it is shown. */
class ShownTest {

  private record Row(
      @Shown String communeCode,
      @Nullable Long undecided,
      @Shown(Shown.As.COUNT) @Nullable Long n,
      List<Part> parts,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  private record Part(@Shown String id, @Nullable Double points) {}

  @Shown
  private record Public(String document) {}

  @Shown(Shown.As.REFUSED)
  private record Refused(String dossier) {}

  private record Whole(@Shown String step, @Nullable String undecided, List<Row> rows) {}

  private static Suppression shownTo(String province, AccessPolicy rule) {
    Visitor visitor = Visitor.lasting("a", "a", List.of(new Grant(Role.VIEWER, Set.of(province))));
    return new Suppression(
        rule, visitor, commune -> "38", id -> null, Map::of, LocalDate.of(2026, 11, 20), 30);
  }

  private static Row row(long n) {
    return new Row("14797", 7L, n, List.of(new Part("a", 1.5)), null);
  }

  @Test
  void aFieldWithoutADecisionIsHiddenFromOthers() {
    Whole answer = new Whole("day", "x", List.of(row(3), row(27)));
    assertThat(shownTo("01", AccessPolicy.FIGURES).over(answer, "38"))
        .isEqualTo(
            new Whole(
                "day",
                null,
                List.of(
                    new Row("14797", null, null, List.of(new Part("a", null)), true),
                    new Row("14797", null, 20L, List.of(new Part("a", null)), true))));
  }

  @Test
  void thoseOfTheProvinceSeeAll() {
    Whole answer = new Whole("day", "x", List.of(row(3), row(27)));
    assertThat(shownTo("38", AccessPolicy.FIGURES).over(answer, "38")).isEqualTo(answer);
  }

  @Test
  void whatIsPublicIsShownAndWhatIsRefusedNeverIs() {
    Public open = new Public("QĐ 766");
    assertThat(shownTo("01", AccessPolicy.FIGURES).overRow(open, "38")).isEqualTo(open);
    Suppression others = shownTo("01", AccessPolicy.FIGURES);
    assertThatThrownBy(() -> others.overRow(new Refused("H56.1"), "38"))
        .isInstanceOf(IllegalStateException.class);
  }
}
