package vn.cds.contract.catalogue;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import vn.cds.contract.catalogue.frame.Frame;
import vn.cds.contract.catalogue.frame.FrameKind;
import vn.cds.contract.catalogue.frame.Group;
import vn.cds.contract.catalogue.indicator.GroupReference;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.catalogue.indicator.IndicatorVersion;
import vn.cds.contract.catalogue.indicator.Input;
import vn.cds.contract.catalogue.indicator.ZeroDenominator;
import vn.cds.contract.file.DataText;

/** What stands in the file that comes with this library; the figures are those of the decisions. */
class BundledCatalogueTest {

  private static final LocalDate DAY = LocalDate.of(2026, 10, 8);
  private final Catalogue catalogue = Catalogue.bundled();

  @Test
  void decision766HasItsGroupsAndClasses() {
    Frame frame = catalogue.frame("qd-766");
    assertThat(frame.kind()).isEqualTo(FrameKind.POINTS);
    assertThat(frame.points()).isEqualByComparingTo("100");
    assertThat(frame.groups().stream().map(group -> group.id() + " " + group.points()))
        .containsExactly(
            "openness 18",
            "progress 20",
            "online-service 12",
            "online-payment 10",
            "digitisation 22",
            "satisfaction 18");
    assertThat(frame.classes().stream().map(c -> c.name().vi() + " " + c.from()))
        .containsExactly("Xuất sắc 90", "Tốt 80", "Khá 70", "Trung bình 50", "Yếu 0");
  }

  /** Indicator, target, points; 50 of them from single dossiers, 2 (3.5b) from their procedures. */
  @Test
  void decision766HasThePublishedPointsAndTargets() {
    assertThat(weights(Input.MEASURED))
        .isEqualTo(
            Map.of(
                "2.1", "1 20",
                "3.5b", "0.8 2",
                "3.6", "1 6",
                "4.1", "1 6",
                "4.2", "1 4",
                "4.3", "0.8 2",
                "4.4", "1 4",
                "4.5b", "1 2",
                "5.4", "0.9 6"));
    assertThat(weights(Input.DECLARED))
        .isEqualTo(
            Map.of(
                "1.1-1.3", "1 12",
                "1.4", "1 6",
                "3.1-3.3", "1 12",
                "3.5a", "1 2",
                "4.5a", "1 2",
                "certified-copies", "1 2",
                "5.2-5.3", "1 12"));
    IndicatorVersion online = catalogue.indicator("3.3").version(DAY);
    assertThat(online.points()).as("the split among 3.1 to 3.3 was not published").isNull();
    assertThat(online.target()).isEqualByComparingTo("0.5");
    assertThat(online.verified()).isFalse();
  }

  private Map<String, String> weights(Input input) {
    return catalogue.indicators().stream()
        .filter(indicator -> indicator.input() == input)
        .filter(indicator -> indicator.version(DAY).points() != null)
        .collect(
            toMap(
                Indicator::id,
                indicator ->
                    indicator.version(DAY).target() + " " + indicator.version(DAY).points()));
  }

  @Test
  void everyGroupOfDecision766CanBeReachedInFull() {
    Frame frame = catalogue.frame("qd-766");
    for (Group group : frame.groups()) {
      BigDecimal points =
          catalogue.indicators(new GroupReference(frame.id(), group.id())).stream()
              .map(indicator -> indicator.version(DAY).points())
              .filter(Objects::nonNull)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(points).as(group.id()).isEqualByComparingTo(group.points());
    }
  }

  @Test
  void zeroDenominatorsAreAsTheDecisionSays() {
    for (Indicator indicator : catalogue.indicators()) {
      ZeroDenominator expected =
          switch (indicator.id()) {
            case "5.4" -> ZeroDenominator.ZERO;
            case "5.2-5.3" -> ZeroDenominator.FULL;
            default -> ZeroDenominator.NO_DATA;
          };
      assertThat(indicator.version(DAY).zeroDenominator()).as(indicator.id()).isEqualTo(expected);
    }
  }

  @Test
  void decision1829HasThreeVerifiedLevelsAndThirtyFourEmptyCriteria() {
    Frame frame = catalogue.frame("qd-1829");
    assertThat(frame.kind()).isEqualTo(FrameKind.CRITERIA);
    int empty = 0;
    Map<String, BigDecimal> levels = new HashMap<>();
    for (Group group : frame.groups()) {
      List<Indicator> criteria = catalogue.indicators(new GroupReference(frame.id(), group.id()));
      assertThat(criteria).as(group.id()).hasSize(group.criteria());
      for (Indicator criterion : criteria) {
        IndicatorVersion version = criterion.version(DAY);
        if (criterion.input() == Input.MISSING) {
          empty++;
          assertThat(version.target()).isNull();
          assertThat(version.verified()).isFalse();
          assertThat(criterion.name().vi()).endsWith("(chưa kiểm chứng)");
        } else {
          levels.put(criterion.id(), version.target());
          assertThat(version.verified()).isTrue();
        }
      }
    }
    assertThat(frame.groups().stream().map(Group::criteria)).containsExactly(11, 6, 12, 8);
    assertThat(empty).isEqualTo(34);
    assertThat(levels)
        .isEqualTo(
            Map.of(
                "1829.electricity-cashless", new BigDecimal("0.6"),
                "1829.digital-signature", new BigDecimal("0.3"),
                "1829.health-records", new BigDecimal("0.95")));
  }

  @Test
  void theThreeNoAreGroupingsOfTheSameIndicators() {
    assertThat(ids("three-no", "no-repeated-declaration")).containsExactly("4.3");
    assertThat(ids("three-no", "no-cash")).containsExactly("cashless-by-count");
    assertThat(ids("three-no", "no-visit")).containsExactly("3.3");
    assertThat(catalogue.frame("pillars").groups().stream().map(group -> group.name().vi()))
        .containsExactly("Chính quyền số", "Kinh tế số", "Xã hội số");
    for (Group group : catalogue.frame("pillars").groups()) {
      assertThat(ids("pillars", group.id())).as(group.id()).isNotEmpty();
    }
  }

  private List<String> ids(String frame, String group) {
    return catalogue.indicators(new GroupReference(frame, group)).stream()
        .map(Indicator::id)
        .toList();
  }

  /** A watched indicator has no points; one that is configured is not verified. */
  @Test
  void whatIsConfiguredIsNotVerified() {
    Set<String> watched = new TreeSet<>();
    for (Indicator indicator : catalogue.indicators()) {
      IndicatorVersion version = indicator.version(DAY);
      if (version.source().startsWith("cấu hình")) {
        watched.add(indicator.id());
        assertThat(version.verified()).as(indicator.id()).isFalse();
        assertThat(version.points()).as(indicator.id()).isNull();
      }
    }
    assertThat(watched)
        .containsExactly(
            "accepted-in-8-hours",
            "cashless-by-amount",
            "cashless-by-count",
            "documents-done-on-time",
            "documents-electronic",
            "documents-recalled",
            "documents-receipt-delay",
            "documents-refused",
            "documents-signed-by-organisation",
            "documents-signed-personally",
            "due-within-24-hours",
            "electricity-cashless",
            "mean-handling-time",
            "multiple-supplements",
            "outside-territory",
            "overdue",
            "payments-failed",
            "payments-mismatched");
  }

  @Test
  void isReadFromTheFileWordForWord() {
    assertThat(catalogue.text()).isEqualTo(DataText.bundled(Catalogue.FILE));
    assertThat(Normalizer.isNormalized(catalogue.text(), Normalizer.Form.NFC)).isTrue();
  }

  @Test
  void leadersAreOfferedTheFramesOfWhichHalfIsVerified() {
    Catalogue shown = Catalogue.bundled().forLeaders();
    assertThat(shown.frames())
        .extracting(Frame::id)
        .containsExactly("qd-766", "pillars", "three-no");
    assertThat(shown.indicators()).extracting(Indicator::id).contains("1.4", "2.1");
    assertThat(shown.indicators())
        .extracting(Indicator::id)
        .doesNotContain(
            "1.1-1.3",
            "3.3",
            "1829.digital-government-01",
            "1829.health-records",
            "cashless-by-count");
  }
}
