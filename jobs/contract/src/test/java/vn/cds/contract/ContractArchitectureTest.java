package vn.cds.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.FileInputStream;
import java.io.FileReader;
import java.nio.file.Files;
import vn.cds.contract.file.DataText;

/** The contract knows nobody: no Flink, no Kafka, no network, no other package of the project. */
@AnalyzeClasses(
    packagesOf = ContractArchitectureTest.class,
    importOptions = ImportOption.DoNotIncludeTests.class)
class ContractArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_JAVA_AND_FILE_FORMATS_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "vn.cds.contract..",
              "com.fasterxml.jackson.core..",
              "org.apache.commons.csv",
              "org.yaml.snakeyaml..",
              "java.io",
              "java.lang..",
              "java.math",
              "java.nio..",
              "java.text",
              "java.time..",
              "java.util..");

  @ArchTest
  static final ArchRule OPENS_FILES_IN_ONE_PLACE =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(DataText.class.getName())
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Files.class, FileInputStream.class, FileReader.class);

  /** Each package is a slice of its own, the outermost, too. */
  @ArchTest
  static final ArchRule NO_CYCLES =
      SlicesRuleDefinition.slices().matching("vn.cds.(**)").should().beFreeOfCycles();
}
