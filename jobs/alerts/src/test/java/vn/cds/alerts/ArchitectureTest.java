package vn.cds.alerts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The rules decide without Flink, and the job goes one way. */
@AnalyzeClasses(packages = "vn.cds.alerts", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule RULES_ARE_PLAIN_JAVA =
      noClasses()
          .that()
          .resideInAPackage("vn.cds.alerts.rules..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "org.apache.kafka..",
              "vn.cds.runtime..",
              "vn.cds.alerts.input..",
              "vn.cds.alerts.judge..",
              "vn.cds.alerts.publish..");

  /** Each package is a slice of its own, the outermost, too. */
  @ArchTest
  static final ArchRule NO_CYCLES =
      SlicesRuleDefinition.slices().matching("vn.cds.(**)").should().beFreeOfCycles();
}
