package vn.cds.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Which package may know which. */
@AnalyzeClasses(packages = "vn.cds", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule JOBS_KNOW_NOTHING_ABOVE_THEM =
      noClasses()
          .that()
          .resideInAnyPackage("vn.cds.metrics..", "vn.cds.runtime..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "vn.cds.sql..",
              "vn.cds.dashboard..",
              "vn.cds.standalone..",
              "vn.cds.simulator..",
              "vn.cds.proof..");

  @ArchTest
  static final ArchRule THE_RUNTIME_KNOWS_NO_JOB =
      noClasses()
          .that()
          .resideInAPackage("vn.cds.runtime..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("vn.cds.metrics..");

  @ArchTest
  static final ArchRule RULES_RUN_WITHOUT_FLINK =
      noClasses()
          .that()
          .resideInAPackage("vn.cds.metrics.rules..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink.streaming..",
              "org.apache.flink.runtime..",
              "org.apache.flink.api..");

  /** Each package is a slice of its own, the outermost, too. */
  @ArchTest
  static final ArchRule NO_CYCLES =
      SlicesRuleDefinition.slices().matching("vn.cds.(**)").should().beFreeOfCycles();
}
