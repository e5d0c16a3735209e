package vn.cds.runtime;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

/** Which package may know which. */
@AnalyzeClasses(packages = "vn.cds.runtime", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** Each package is a slice of its own, the outermost, too. */
  @ArchTest
  static final ArchRule NO_CYCLES =
      SlicesRuleDefinition.slices().matching("vn.cds.(**)").should().beFreeOfCycles();

  /** An upgrade of a library may change whatever else it has. */
  @ArchTest
  static final ArchRule LIBRARIES_BY_THEIR_PUBLIC_API =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("..internal..")
                  .or(nameMatching("com\\.clickhouse\\.jdbc\\..*Impl"))
                  .or(
                      resideInAPackage("org.apache.flink.runtime..")
                          .and(not(annotatedWith(PublicEvolving.class)))));

  /** Operators and serializers extend classes that Flink calls internal; a sink need not. */
  @ArchTest
  static final ArchRule THE_SINK_KNOWS_NOTHING_INTERNAL =
      noClasses()
          .that()
          .resideInAPackage("vn.cds.runtime.clickhouse")
          .should()
          .dependOnClassesThat()
          .areAnnotatedWith(Internal.class);
}
