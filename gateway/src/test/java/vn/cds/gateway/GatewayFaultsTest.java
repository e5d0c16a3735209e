package vn.cds.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.Roster;
import vn.cds.gateway.source.Source;
import vn.cds.gateway.source.SourcesFile;

/**
 * Every event that was answered with 202 is in Kafka as it was sent, whatever is killed meanwhile.
 */
class GatewayFaultsTest {
  private static final String TOKEN = TestGateway.newToken();
  private static final int CLIENTS = 4;
  private static final int CLIENT_PROCESSES = 2;
  private static final int SLOW_CLIENTS = 500;

  /** So that none has more than its 100 requests open. */
  private static final int SLOW_SOURCES = 6;

  @TempDir private Path directory;

  private final Map<String, String> accepted = new ConcurrentHashMap<>();
  private final Set<String> unexpected = ConcurrentHashMap.newKeySet();
  private final List<SendingClient> senders = new ArrayList<>();
  private final AtomicBoolean done = new AtomicBoolean();
  private int gatewayPort;
  private int acceptedOfProcesses;

  /** A source of slow clients each; none: there are no slow clients. */
  private final List<String> slowTokens = new ArrayList<>();

  @Tag("slow")
  @Test
  void whatWasAcceptedIsInKafka() throws Exception {
    run(20_261_130L, enough(2));
  }

  @Tag("slow")
  @Test
  void whatWasAcceptedIsInKafkaAfterManyKills() throws Exception {
    run(System.nanoTime(), enough(25));
  }

  /**
   * Kafka, the gateway and clients are killed while 500 slow clients hold connections. {@code
   * -Dminutes=10} for a longer run than one minute, {@code -Dseed=N} for an earlier one.
   */
  @Tag("slow")
  @Test
  void whatWasAcceptedIsInKafkaBesideSlowClients() throws Exception {
    Instant end = Instant.now().plus(Duration.ofMinutes(Integer.getInteger("minutes", 1)));
    slowTokens.addAll(Stream.generate(TestGateway::newToken).limit(SLOW_SOURCES).toList());
    run(Long.getLong("seed", System.nanoTime()), kill -> Instant.now().isAfter(end));
  }

  private static IntPredicate enough(int kills) {
    return kill -> kill >= kills;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  /**
   * @param enough told how many were killed
   */
  private void run(long seed, IntPredicate enough) throws Exception {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int kafkaPort = freePort();
    gatewayPort = freePort();
    SourcesFile sources = new SourcesFile(directory.resolve("sources.yaml"), Roster.bundled());
    List<Source> known = new ArrayList<>();
    known.add(TestGateway.source("one", TOKEN, 100_000, Source.USUAL_BODY_BYTES));
    slowTokens.forEach(token -> known.add(TestGateway.source("slow-" + known.size(), token)));
    sources.change(true, none -> known);
    GatewayProcess kafka = GatewayProcess.kafka(directory.resolve("kafka"), kafkaPort);
    GatewayProcess gateway = GatewayProcess.gateway(kafkaPort, sources.path(), gatewayPort);
    List<GatewayProcess> victims = new ArrayList<>(List.of(gateway, kafka, gateway));
    List<GatewayProcess> clientProcesses = new ArrayList<>();
    kafka.start();
    gateway.start();
    List<Thread> clients = new ArrayList<>();
    SlowClients slow = null;
    int kills = 0;
    try {
      for (int i = 0; i < CLIENTS; i++) {
        SendingClient sender =
            new SendingClient(
                gatewayPort, TOKEN, new Random(random.nextLong()), done::get, new Accepted());
        senders.add(sender);
        Thread client = new Thread(sender, "client-" + i);
        clients.add(client);
        client.start();
      }
      if (!slowTokens.isEmpty()) {
        slow = new SlowClients(gatewayPort, SLOW_CLIENTS, slowTokens);
        for (int i = 0; i < CLIENT_PROCESSES; i++) {
          GatewayProcess client = GatewayProcess.client(gatewayPort, TOKEN, acceptedBy(i));
          client.start();
          clientProcesses.add(client);
          victims.add(client);
        }
      }
      awaitMore(50);
      for (; !enough.test(kills); kills++) {
        GatewayProcess victim =
            kills < 2 ? victims.get(kills) : victims.get(random.nextInt(victims.size()));
        victim.kill();
        victim.start();
        awaitMore(20 + random.nextInt(100));
      }
      if (slow != null) {
        SlowClients all = slow;
        await().atMost(Duration.ofMinutes(1)).until(() -> all.connected() == SLOW_CLIENTS);
        awaitMore(50); // quick ones are answered beside them
      }
      done.set(true);
      for (Thread client : clients) {
        client.join();
      }
      for (int i = 0; i < clientProcesses.size(); i++) {
        clientProcesses.get(i).kill();
        read(acceptedBy(i));
      }
      verify("127.0.0.1:" + kafkaPort, seed, kills);
    } finally {
      done.set(true);
      if (slow != null) {
        slow.close();
      }
      clientProcesses.forEach(GatewayProcess::kill);
      gateway.kill();
      kafka.kill();
    }
  }

  /** What threads of this process send. */
  private final class Accepted implements SendingClient.Listener {
    @Override
    public void accepted(Map<String, String> events) {
      accepted.putAll(events);
    }

    @Override
    public void unexpected(String answer) {
      unexpected.add(answer);
    }
  }

  private Path acceptedBy(int client) {
    return directory.resolve("accepted-" + client);
  }

  /** What a process sent; after its last whole line it may have been killed. */
  private void read(Path file) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
      int space = line.indexOf(' ');
      if (line.startsWith("!")) {
        unexpected.add(line);
      } else if (space > 0) {
        accepted.put(line.substring(0, space), line.substring(space + 1));
        acceptedOfProcesses++;
      }
    }
  }

  /** Waits until so many more events were accepted. */
  private void awaitMore(int events) {
    int before = accepted.size();
    await().atMost(Duration.ofMinutes(2)).until(() -> accepted.size() >= before + events);
  }

  private void verify(String kafka, long seed, int kills) {
    Map<String, Set<String>> stored = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : TestGateway.records(kafka, "cds.payments")) {
      String text = new String(record.value(), StandardCharsets.UTF_8);
      assertThat(record.key()).isEqualTo(TestEvents.COMMUNE);
      stored.computeIfAbsent(id(text), absent -> new TreeSet<>()).add(text);
    }
    assertThat(unexpected).as("seed %d", seed).isEmpty();
    assertThat(accepted).as("seed %d", seed).isNotEmpty();
    stored.forEach(
        (id, texts) -> assertThat(texts).as("seed %d, %s has one content", seed, id).hasSize(1));
    accepted.forEach(
        (id, sent) -> assertThat(stored.get(id)).as("seed %d, %s", seed, id).containsExactly(sent));
    System.out.printf(
        "seed %d: %d killed, %d events accepted (%d by clients that were killed), %d in Kafka, %d"
            + " requests sent again%n",
        seed,
        kills,
        accepted.size(),
        acceptedOfProcesses,
        stored.size(),
        senders.stream().mapToInt(sender -> sender.again.get()).sum());
  }

  private static String id(String event) {
    try {
      JsonNode json = TestGateway.JSON.readTree(event);
      return json.get("event_id").asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
