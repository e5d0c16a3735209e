package vn.cds.proof.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import vn.cds.standalone.clickhouse.FreePort;

/**
 * Tries what docs/faults.md says: what board, gateway and jobs do while another process is away,
 * and that all goes on, with figures that the oracle confirms, once it is back.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class FaultTableTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private OperatedStack stack;
  private String board;
  private String gateway;
  private String token;
  private int events;

  @BeforeAll
  void start() throws Exception {
    stack = new OperatedStack("fault-table", OperatedStack.JOBS.size());
    stack.run("docker compose up -d");
    stack.awaitJobs(OperatedStack.JOBS);
    int boardPort = FreePort.choose();
    int gatewayPort = FreePort.choose();
    board = "http://127.0.0.1:" + boardPort;
    gateway = "http://127.0.0.1:" + gatewayPort;
    stack.startInBackground(
        "./cds board --clickhouse http://clickhouse:8123 --user reader --kafka kafka-1:9092 --port "
            + boardPort,
        "board.log");
    token =
        stack
            .run(
                "./cds sources add --file sources.yaml --name vendor --kind service-requests"
                    + " --province 38")
            .strip();
    stack.startInBackground(
        "./cds gateway --sources sources.yaml --kafka kafka-1:9092 --port " + gatewayPort,
        "gateway.log");
    await().atMost(PATIENCE).until(() -> status(board + "/readyz").equals("200"));
    await().atMost(PATIENCE).until(() -> status(gateway + "/readyz").equals("200"));
  }

  @AfterAll
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  /** Everything goes on by itself, and nothing was lost or counted twice. */
  @AfterEach
  void allIsWell() throws Exception {
    stack.awaitJobs(OperatedStack.JOBS);
    await().atMost(PATIENCE).until(() -> status(board + "/readyz").equals("200"));
    await().atMost(PATIENCE).until(() -> status(gateway + "/readyz").equals("200"));
    await().atMost(PATIENCE).until(() -> send().equals("202"));
    String audit =
        stack.run(
            "./cds audit --kafka kafka-1:9092 --clickhouse http://clickhouse:8123 --user reader"
                + " --options my.properties");
    assertThat(audit).endsWith("\n0 differences\n");
  }

  @Test
  void clickHouseIsAway() throws Exception {
    assertThat(send()).isEqualTo("202");
    stack.run("docker compose rm --stop --force clickhouse");
    await().atMost(PATIENCE).until(() -> status(board + "/readyz").equals("503"));
    assertThat(status(board + "/healthz")).isEqualTo("200");
    assertThat(status(board + "/")).isEqualTo("200");
    await().atMost(PATIENCE).until(() -> status(board + "/api/v1/data-health").equals("503"));
    assertThat(status(gateway + "/readyz")).isEqualTo("200");
    assertThat(send()).as("the gateway needs no ClickHouse").isEqualTo("202");
    stack.run("docker compose up -d clickhouse");
  }

  @Test
  void kafkaIsAway() throws Exception {
    assertThat(send()).isEqualTo("202");
    stack.run("docker compose rm --stop --force kafka");
    await().atMost(PATIENCE).until(() -> status(gateway + "/readyz").equals("503"));
    assertThat(send()).isEqualTo("503");
    assertThat(status(gateway + "/livez")).isEqualTo("200");
    assertThat(status(board + "/readyz")).as("the board reads ClickHouse").isEqualTo("200");
    assertThat(status(board + "/api/v1/board")).isEqualTo("200");
    stack.run("docker compose up -d kafka");
  }

  @Test
  void theTaskManagerIsAway() throws Exception {
    assertThat(send()).isEqualTo("202");
    stack.run("docker compose restart taskmanager");
    assertThat(send()).isEqualTo("202");
    assertThat(status(board + "/readyz")).isEqualTo("200");
  }

  @Test
  void theKeeperIsAway() throws Exception {
    stack.run("docker compose stop jobs");
    assertThat(send()).isEqualTo("202");
    assertThat(stack.runningJobs().keySet())
        .as("jobs go on without it")
        .containsAll(OperatedStack.JOBS);
    stack.run("docker compose up -d jobs");
  }

  private String status(String address) throws Exception {
    return stack.attempt("curl -s -o answer -m 30 -w '%{http_code}' " + address).out();
  }

  private String send() throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
    Files.writeString(
        stack.directory().resolve("event.json"),
        """
        {"schema_version": 1, "event_id": "00000000-0000-4000-8000-%012d", "occurred_at": "%s", \
        "commune_code": "14758", "status": "accepted", "dossier_code": "H56-%d", \
        "procedure_code": "1.004616", "submitted_at": "%s"}"""
            .formatted(++events, now, events, now));
    return stack
        .attempt(
            "curl -s -o answer -m 60 -w '%{http_code}' -H 'Authorization: Bearer "
                + token
                + "' -H 'Content-Type: application/json' --data-binary @event.json "
                + gateway
                + "/v1/events/service-requests")
        .out();
  }
}
