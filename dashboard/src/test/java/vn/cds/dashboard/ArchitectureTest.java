package vn.cds.dashboard;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Which package may know which. A new package must be added here. */
@AnalyzeClasses(packages = "vn.cds.dashboard", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_KNOW_ONLY_WHAT_IS_BELOW =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .ensureAllClassesAreContainedInArchitecture()
          .layer("board")
          .definedBy("vn.cds.dashboard")
          .layer("metrics")
          .definedBy("vn.cds.dashboard.metrics")
          .layer("report")
          .definedBy("vn.cds.dashboard.report")
          .layer("api")
          .definedBy("vn.cds.dashboard.api..")
          .layer("cache")
          .definedBy("vn.cds.dashboard.cache")
          .layer("score")
          .definedBy("vn.cds.dashboard.score")
          .layer("access")
          .definedBy("vn.cds.dashboard.access..")
          .layer("json")
          .definedBy("vn.cds.dashboard.json")
          .whereLayer("board")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("metrics")
          .mayOnlyAccessLayers("api", "cache")
          .whereLayer("report")
          .mayOnlyAccessLayers("api", "score")
          .whereLayer("api")
          .mayOnlyAccessLayers("score", "access", "cache", "json")
          .whereLayer("cache")
          .mayOnlyAccessLayers("access")
          .whereLayer("score")
          .mayOnlyAccessLayers("access", "cache", "json")
          .whereLayer("access")
          .mayOnlyAccessLayers("json")
          .whereLayer("json")
          .mayNotAccessAnyLayer();

  /**
   * The pattern makes a slice of the root package, too: {@code vn.cds.dashboard.(*)..} would not.
   */
  @ArchTest
  static final ArchRule NO_CYCLES =
      SlicesRuleDefinition.slices().matching("vn.cds.(**)").should().beFreeOfCycles();
}
