package vn.cds.proof.verify;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.kafka.clients.consumer.Consumer;
import vn.cds.notifier.Notifier;
import vn.cds.runtime.kafka.KafkaInput;
import vn.cds.standalone.Consumers;

/** Whoever reads a topic reads what was committed: few classes make sources and consumers. */
@AnalyzeClasses(packages = "vn.cds", importOptions = ImportOption.DoNotIncludeTests.class)
class CommittedRecordsTest {

  @ArchTest
  static final ArchRule SOURCES_READ_COMMITTED =
      noClasses()
          .that()
          .doNotBelongToAnyOf(KafkaInput.class)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(KafkaSourceBuilder.class)
          .because("KafkaInput sets the isolation level");

  /** The notifier, which knows no other module, makes its own two, as read_committed. */
  @ArchTest
  static final ArchRule CONSUMERS_READ_COMMITTED =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Consumers.class, Notifier.class)
          .and()
          .doNotHaveFullyQualifiedName("vn.cds.notifier.ledger.NotifierGroup")
          .and()
          .resideOutsideOfPackages("vn.cds.proof.bench", "vn.cds.testkit")
          .should()
          .callConstructorWhere(target(owner(assignableTo(Consumer.class))))
          .because("Consumers sets the isolation level");
}
