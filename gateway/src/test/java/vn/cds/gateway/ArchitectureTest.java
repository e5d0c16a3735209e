package vn.cds.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Which package may know which. */
@AnalyzeClasses(packages = "vn.cds.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** Of the project it knows the contract alone. */
  @ArchTest
  static final ArchRule KNOWS_THE_CONTRACT_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat(
              JavaClass.Predicates.resideOutsideOfPackage("vn.cds..")
                  .or(
                      JavaClass.Predicates.resideInAnyPackage(
                          "vn.cds.gateway..", "vn.cds.contract.."))
                  .forSubtype());

  /** What a record is has nothing to do with HTTP or Kafka. */
  @ArchTest
  static final ArchRule RECORDS_AND_SOURCES_KNOW_NO_SERVER =
      classes()
          .that()
          .resideInAnyPackage("vn.cds.gateway.record", "vn.cds.gateway.source")
          .should()
          .onlyDependOnClassesThat(
              DescribedPredicate.not(
                  JavaClass.Predicates.resideInAnyPackage(
                      "io.javalin..", "org.eclipse.jetty..", "org.apache.kafka..")));

  /** Each package is a slice of its own, the outermost, too. */
  @ArchTest
  static final ArchRule NO_CYCLES =
      SlicesRuleDefinition.slices().matching("vn.cds.(**)").should().beFreeOfCycles();
}
