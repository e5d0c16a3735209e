package vn.cds.standalone;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.kafka.EmbeddedKafka;

/**
 * A Kafka with access rights and two listeners that speak TLS: one asks for SCRAM-SHA-512, the
 * other for a certificate. Who comes by the usual one may do everything.
 */
final class SecuredKafka implements AutoCloseable {
  private final EmbeddedKafka kafka;
  private final int saslPort = freePort();
  private final int tlsPort = freePort();
  private final Path directory;
  private final TestAuthority authority;
  final Admin admin;

  SecuredKafka(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    authority = new TestAuthority(directory.resolve("keys"));
    kafka =
        EmbeddedKafka.start(
            directory.resolve("kafka"),
            0,
            Map.ofEntries(
                entry(
                    "listeners",
                    "SASL_SSL://127.0.0.1:%d,SSL://127.0.0.1:%d".formatted(saslPort, tlsPort)),
                entry("listener.security.protocol.map", "SASL_SSL:SASL_SSL,SSL:SSL"),
                entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                entry(
                    "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
                // Who is connected logs in anew within this time.
                entry("listener.name.sasl_ssl.scram-sha-512.connections.max.reauth.ms", "10000"),
                entry("ssl.keystore.type", "PKCS12"),
                entry("ssl.keystore.location", authority.keys("broker").toString()),
                entry("ssl.keystore.password", TestAuthority.PASSWORD),
                entry("ssl.truststore.type", "PEM"),
                entry("ssl.truststore.location", authority.certificate().toString()),
                entry("listener.name.ssl.ssl.client.auth", "required"),
                entry(
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                entry("super.users", "User:ANONYMOUS")));
    admin = KafkaConnection.of(kafka.bootstrapServers()).admin();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the listener that asks nobody to log in. */
  String open() {
    return kafka.bootstrapServers();
  }

  /** Of the one that asks for a password. */
  String servers() {
    return "127.0.0.1:" + saslPort;
  }

  /** Of the one that asks for a certificate. */
  String tlsServers() {
    return "127.0.0.1:" + tlsPort;
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

  /** Gives all programs their rights; their accounts are called cds-NAME, or as the pairs say. */
  void allowAll(Object... options) {
    List<Object> arguments =
        new ArrayList<>(List.of("topics", "acls", "--apply", "--kafka", open()));
    arguments.addAll(List.of(options));
    CommandLine given = CommandLine.run(arguments.toArray());
    assertThat(given.exitCode()).as(given.err()).isEqualTo(ExitCode.OK);
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
            .formatted(user, password, authority.certificate()));
  }

  /** A file with the settings of a client that shows a new certificate. */
  Path certified(String owner) throws IOException, InterruptedException {
    return certified(owner, authority);
  }

  /** As {@link #certified(String)}, with a certificate of another authority. */
  Path certified(String owner, TestAuthority by) throws IOException, InterruptedException {
    return Files.writeString(
        directory.resolve(owner + "-certified.properties"),
        """
        security.protocol=SSL
        ssl.truststore.type=PEM
        ssl.truststore.location=%s
        ssl.keystore.type=PKCS12
        ssl.keystore.location=%s
        ssl.keystore.password=%s
        """
            .formatted(authority.certificate(), by.keys(owner), TestAuthority.PASSWORD));
  }

  /** What a file of settings says. */
  static Map<String, String> settings(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, properties::getProperty));
  }

  @Override
  public void close() {
    admin.close();
    kafka.close();
  }
}
