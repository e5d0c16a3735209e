package vn.cds.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import vn.cds.standalone.kafka.EmbeddedKafka;

/**
 * A Kafka with a second listener that speaks TLS and asks for SCRAM-SHA-512, and with access
 * rights. Who comes by the first one may do everything.
 */
final class SecuredKafka implements AutoCloseable {
  private final EmbeddedKafka kafka;
  private final int port;
  private final Path directory;
  private final Path certificate;
  final Admin admin;

  SecuredKafka(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    TestKeys keys = TestKeys.make(directory);
    certificate = keys.certificate();
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    kafka =
        EmbeddedKafka.start(
            directory.resolve("kafka"),
            0,
            Map.of(
                "listeners",
                "SASL_SSL://127.0.0.1:" + port,
                "listener.security.protocol.map",
                "SASL_SSL:SASL_SSL",
                "sasl.enabled.mechanisms",
                "SCRAM-SHA-512",
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                keys.store().toString(),
                "ssl.keystore.password",
                TestKeys.PASSWORD,
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:ANONYMOUS"));
    admin = KafkaConnection.of(kafka.bootstrapServers()).admin();
  }

  /** Of the listener that asks nobody to log in. */
  String open() {
    return kafka.bootstrapServers();
  }

  /** Of the other one. */
  String servers() {
    return "127.0.0.1:" + port;
  }

  /** Adds a user, or gives it another password. */
  void user(String name, String password) throws ExecutionException, InterruptedException {
    admin
        .alterUserScramCredentials(
            List.of(
                new UserScramCredentialUpsertion(
                    name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
        .all()
        .get();
  }

  void allow(String user, ResourceType type, PatternType pattern, String name, AclOperation... may)
      throws ExecutionException, InterruptedException {
    for (AclOperation operation : may) {
      admin
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(type, name, pattern),
                      new AccessControlEntry(
                          "User:" + user, "*", operation, AclPermissionType.ALLOW))))
          .all()
          .get();
    }
  }

  /** Takes back all rights on what is of this type. */
  void forbid(ResourceType type) throws ExecutionException, InterruptedException {
    admin
        .deleteAcls(
            List.of(
                new AclBindingFilter(
                    new ResourcePatternFilter(type, null, PatternType.ANY),
                    AccessControlEntryFilter.ANY)))
        .all()
        .get();
  }

  /** A file with the settings of a client that logs in as the user. */
  Path client(String user, String password) throws IOException {
    return Files.writeString(
        directory.resolve(user + ".properties"),
        """
        security.protocol=SASL_SSL
        sasl.mechanism=SCRAM-SHA-512
        sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
          username="%s" password="%s";
        ssl.truststore.type=PEM
        ssl.truststore.location=%s
        """
            .formatted(user, password, certificate));
  }

  @Override
  public void close() {
    admin.close();
    kafka.close();
  }
}
