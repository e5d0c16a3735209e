package vn.cds.alerts.rules.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import vn.cds.alerts.rules.decision.BacklogRule;
import vn.cds.contract.file.InvalidDataFile;

class RuleSetTest {
  private static final String GOOD =
      """
      format: 1
      version: 3
      rules:
        - id: grows
          version: 2
          kind: backlog
          name_vi: Hồ sơ quá hạn tăng
          name_en: The backlog grows
          indicator: overdue
          scope: commune
          severity: warning
          clock: working
          hold: PT8H
          clear_hold: PT8H
          level: 4
          clear_level: 1
          days: 5
          minimum_days: 3
          minimum_n: 10
      """;

  @Test
  void theBundledRulesAreWellFormed() {
    RuleSet rules = RuleSet.bundled();
    assertThat(rules.rules()).hasSize(12);
    assertThat(rules.rule("on-time-below-target").mutedBy())
        .containsExactly("feed-all", "feed-service-requests", "no-service-requests");
    assertThat(rules.rule("unheard-of")).isNull();
  }

  @Test
  void aRuleIsWhatStandsInTheFile() {
    RuleSet rules = RuleSet.parse("rules.yaml", GOOD);
    assertThat(rules.version()).isEqualTo(3);
    Rule rule = rules.rule("grows");
    assertThat(rule.version()).isEqualTo(2);
    assertThat(rule.paused()).isFalse();
    assertThat(rule.nameVi()).isEqualTo("Hồ sơ quá hạn tăng");
    assertThat(rule.levels()).isEqualTo(new BacklogRule.Levels(4, 1, 5, 3, 10));
  }

  @Test
  void everyFaultIsToldWithItsLine() {
    String bad =
        GOOD.replace("version: 2", "version: two")
            .replace("name_en: The backlog grows", "name_en:")
            .replace("hold: PT8H\n    clear_hold: PT8H", "hold: 8h\n    clear_hold: PT8H")
            .replace("minimum_days: 3", "minimum_days: 6")
            .replace("minimum_n: 10", "minimum_n: 10\n    target: 0.9\n    muted_by: feed");
    assertThat(faults(bad))
        .containsExactly(
            "r.yaml:5: version is \"two\"; it must be a whole number from 1 to 1000000.",
            "r.yaml:8: name_en is empty; fill it in.",
            "r.yaml:13: hold is \"8h\"; it must be a duration such as PT4H, from PT1M to 30 days.",
            "r.yaml:18: minimum_days is \"6\"; it must be a whole number from 1 to 5.",
            "r.yaml:20: target is not a known key; use id, version, kind, name_vi, name_en,"
                + " indicator, scope, severity, clock, hold, clear_hold, muted_by, paused, level,"
                + " clear_level, days, minimum_days, minimum_n, or remove it.",
            "r.yaml:21: muted_by names feed, which is no rule above this one; move it up.");
  }

  @Test
  void aRuleMustClearAtABetterLevelThanItFires() {
    assertThat(faults(GOOD.replace("clear_level: 1", "clear_level: 4")))
        .containsExactly("r.yaml:16: clear_level is not below level; lower it.");
  }

  @Test
  void whatIsNoRuleFileIsSaidToBeNone() {
    assertThat(faults("")).containsExactly("r.yaml:1: is empty; begin with format: 1.");
    assertThat(faults("a: [b")).hasSize(1).first().asString().startsWith("r.yaml:1: is not YAML");
    assertThat(faults("format: 2\nversion: 1\nrules: none\n"))
        .containsExactly(
            "r.yaml:1: format is \"2\"; it must be 1.",
            "r.yaml:3: rules must be a list; write one entry per line with - before it, or [a, b].");
    assertThat(faults(GOOD + GOOD.substring(GOOD.indexOf("  - id"))))
        .containsExactly("r.yaml:20: id grows is taken by another rule; choose another one.");
  }

  @Test
  void namesWithLineBreaksOrHiddenCharactersAreRefused() {
    assertThat(faults(GOOD.replace("The backlog grows", "\"a\\nb\"")))
        .containsExactly("r.yaml:8: name_en has a line break or a tab; write one line.");
    assertThat(faults(GOOD.replace("The backlog grows", "The \u202ebacklog")))
        .containsExactly(
            "r.yaml:8: name_en has the character U+202E, which cannot be seen; remove it.");
  }

  private static List<String> faults(String text) {
    return catchThrowableOfType(InvalidDataFile.class, () -> RuleSet.parse("r.yaml", text))
        .errors();
  }
}
