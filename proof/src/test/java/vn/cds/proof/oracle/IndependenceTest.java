package vn.cds.proof.oracle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** An oracle that shares code with the jobs shares their mistakes. */
@AnalyzeClasses(
    packages = "vn.cds.proof.oracle",
    importOptions = ImportOption.DoNotIncludeTests.class)
class IndependenceTest {

  @ArchTest
  static final ArchRule SHARES_NO_CODE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "vn.cds.proof.oracle..",
              "java..",
              "com.fasterxml.jackson..",
              "org.apache.commons.csv");
}
