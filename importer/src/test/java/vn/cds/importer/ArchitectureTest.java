package vn.cds.importer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * The importer knows the contract, file formats and JDBC alone: no Kafka, no Flink, no ClickHouse.
 */
@AnalyzeClasses(packages = "vn.cds.importer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_THE_CONTRACT_FILE_FORMATS_AND_JDBC_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "vn.cds.importer..",
              "vn.cds.contract..",
              "com.fasterxml.jackson.core..",
              "org.apache.commons.csv",
              "org.dhatim.fastexcel.reader",
              "java.io",
              "java.lang..",
              "java.math",
              "java.net",
              "java.nio..",
              "java.security",
              "java.sql",
              "java.text",
              "java.time..",
              "java.util..",
              "javax.xml.stream..");

  /** Each package is a slice of its own, the outermost, too. */
  @ArchTest
  static final ArchRule NO_CYCLES =
      SlicesRuleDefinition.slices().matching("vn.cds.(**)").should().beFreeOfCycles();
}
