package vn.cds.testkit;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import vn.cds.standalone.kafka.EmbeddedKafka;

/**
 * One Kafka for all tests of a JVM, and so of a module. It ends with the JVM. Tests share its
 * topics, one after the other.
 */
public final class TestKafka {
  private static EmbeddedKafka shared;

  private TestKafka() {}

  /**
   * The broker without any topic. Producers that were made before must not be used any more: the
   * numbers that they give to their records go on across topics of one name, and the broker refuses
   * those of the new one for good.
   */
  public static synchronized EmbeddedKafka emptied() {
    if (shared == null) {
      TestDirectory directory = TestDirectory.make("kafka");
      shared = EmbeddedKafka.start(directory.path());
      directory.deleteAfter(shared::close);
      return shared;
    }
    Map<String, Object> client =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, shared.bootstrapServers());
    try (Admin admin = Admin.create(client)) {
      Set<String> topics = admin.listTopics().names().get();
      admin.deleteTopics(topics).all().get();
      while (!admin.listTopics().names().get().isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("The topics of the tests cannot be deleted", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return shared;
  }
}
