package vn.cds.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.cds.gateway.TestEvents.COMMUNE;
import static vn.cds.gateway.TestEvents.ELSEWHERE;
import static vn.cds.gateway.TestEvents.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.codec.Rejection;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;
import vn.cds.gateway.source.Source;
import vn.cds.gateway.source.SourceToken;

/** What a source is answered, and what is in Kafka afterwards. */
class GatewayTest {
  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final Instant NOW = Instant.parse("2026-10-09T00:00:00Z");
  private static final String TOKEN = TestGateway.newToken();
  private static final Path SAMPLES =
      Path.of(
          System.getProperty("cds.root"),
          "jobs/contract/src/main/resources/vn/cds/contract/samples/faults");

  private static TestGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        TestGateway.start(
            builder -> builder.clock(Clock.fixed(NOW, ZoneOffset.UTC)),
            TestGateway.source("one-stop", TOKEN),
            TestGateway.source("small", TOKEN + "s", 1_000, 2_048),
            TestGateway.source("slow", TOKEN + "r", 2, Source.USUAL_BODY_BYTES));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static UUID id() {
    return UUID.randomUUID();
  }

  /** By event id; of several copies the last one. */
  private static Map<String, ConsumerRecord<String, byte[]>> inKafka(UUID... ids) {
    List<String> wanted = Stream.of(ids).map(UUID::toString).toList();
    return TestGateway.records(TestGateway.kafka(), "cds.payments").stream()
        .filter(record -> wanted.stream().anyMatch(text(record.value())::contains))
        .collect(
            Collectors.toMap(
                record ->
                    wanted.stream()
                        .filter(text(record.value())::contains)
                        .findFirst()
                        .orElseThrow(),
                record -> record,
                (first, second) -> second));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void oneEventIsInKafkaByteForByteUnderItsCommune() {
    UUID id = id();
    String event = payment(id, COMMUNE).replace("\"status\"", "\"name\" :\t\"é\", \"status\"");

    HttpResponse<String> answer = gateway.post(TOKEN, JSON, " " + event + "\n");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"accepted\":1,\"refused\":0,\"faults\":[]}");
    ConsumerRecord<String, byte[]> record = inKafka(id).get(id.toString());
    assertThat(record.key()).isEqualTo(COMMUNE);
    assertThat(text(record.value())).isEqualTo(event);
    assertThat(text(record.headers().lastHeader("request_id").value()))
        .as("from the record in Kafka back to the request")
        .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
  }

  @Test
  void aProblemNamesItsRequest() throws Exception {
    HttpResponse<String> answer = gateway.post(TOKEN, JSON, "no JSON");
    assertThat(answer.headers().firstValue("X-Request-Id").orElseThrow())
        .matches("[0-9a-f]{32}")
        .isEqualTo(new ObjectMapper().readTree(answer.body()).get("request_id").asText());
  }

  @Test
  void everyFormatTakesTheSameEvents() {
    UUID[] ids = IntStream.range(0, 9).mapToObj(i -> id()).toArray(UUID[]::new);
    String[] events = Stream.of(ids).map(id -> payment(id, COMMUNE)).toArray(String[]::new);

    assertAccepted(1, JSON, events[0]);
    assertAccepted(2, JSON, "[" + events[1] + " ,\n" + events[2] + "]");
    assertAccepted(2, LINES, events[3] + "\r\n\n" + events[4]);
    assertAccepted(1, "application/cloudevents+json; charset=UTF-8", cloudEvent(events[5]));
    assertAccepted(
        2,
        "application/cloudevents-batch+json",
        "[" + cloudEvent(events[6]) + "," + cloudEvent(events[7]) + "]");
    assertAccepted(
        1,
        "application/cloudevents+json",
        cloudEvent("null")
            .replace(
                "\"data\": null",
                "\"data_base64\": \""
                    + Base64.getEncoder().encodeToString(TestEvents.bytes(events[8]))
                    + "\""));

    Map<String, ConsumerRecord<String, byte[]>> records = inKafka(ids);
    for (int i = 0; i < ids.length; i++) {
      assertThat(text(records.get(ids[i].toString()).value())).isEqualTo(events[i]);
    }
  }

  private static String cloudEvent(String data) {
    return """
        {"specversion": "1.0", "id": "%s", "source": "/one-stop", "type": "vn.cds.payment", \
        "datacontenttype": "application/json", "data": %s, "extension": {"a": [1]}}"""
        .formatted(UUID.randomUUID(), data);
  }

  private static void assertAccepted(int records, String type, String body) {
    HttpResponse<String> answer = gateway.post(TOKEN, type, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(TestGateway.json(answer).get("accepted").asInt()).isEqualTo(records);
  }

  @Test
  void whatIsWrongIsToldByRecordAndTheRestIsTaken() {
    UUID good = id();
    UUID wrong = id();
    UUID elsewhere = id();
    String body =
        String.join(
            ",",
            "[" + payment(wrong, COMMUNE).replace("\"fee\"", "\"gift\""),
            payment(good, COMMUNE),
            payment(elsewhere, ELSEWHERE),
            "{\"event_id\": tru}]");

    HttpResponse<String> answer = gateway.post(TOKEN, JSON, body);

    assertThat(answer.statusCode()).isEqualTo(202);
    JsonNode json = TestGateway.json(answer);
    assertThat(json.get("accepted").asInt()).isEqualTo(1);
    assertThat(json.get("refused").asInt()).isEqualTo(3);
    assertThat(json.get("faults").toString())
        .isEqualTo(
            """
            [{"index":0,"event_id":"%s","code":"UNKNOWN_ENUM_VALUE","detail":"category is not a \
            listed value; send one of fee, charge, tax, tuition, hospital_fee, electricity, water, \
            fine, social_insurance.","field":"category"},{"index":2,"event_id":"%s",\
            "code":"COMMUNE_NOT_ALLOWED","detail":"commune_code is none of the communes that this \
            token may send for; correct it, or ask the operator of the gateway to add the \
            commune.","field":"commune_code"},{"index":3,"code":"NOT_JSON","detail":"%s"}]"""
                .formatted(wrong, elsewhere, json.get("faults").get(2).get("detail").asText()));
    assertThat(inKafka(good, wrong, elsewhere)).containsOnlyKeys(good.toString());
  }

  /** The samples of the contract, all sent as they are. */
  @Test
  void faultsAreTheSameAsThoseOfTheJobs() throws IOException {
    int compared = 0;
    for (EventStream stream : List.of(EventStream.PAYMENTS, EventStream.SERVICE_REQUESTS)) {
      EventDecoder<?> decoder = EventDecoder.of(stream, Roster.bundled());
      try (Stream<Path> files = Files.list(SAMPLES)) {
        for (Path file :
            files.filter(f -> f.getFileName().toString().startsWith(stream.wireName())).toList()) {
          byte[] record = Files.readAllBytes(file);
          Rejection expected = decoder.decode(record, NOW).rejection();
          // What is no record of its own: several lines, an array, or nothing but white space
          // around.
          if (file.toString().endsWith(".jsonl")
              || record.length == 0
              || record.length > EventDecoder.MAXIMUM_BYTES
              || text(record).startsWith("[")) {
            continue;
          }
          HttpResponse<String> answer =
              gateway.post(TOKEN, stream.wireName(), "application/json", record);
          assertThat(answer.body()).as(file.toString()).contains("\"code\"");
          JsonNode fault = TestGateway.json(answer).get("faults").get(0);
          assertThat(fault.get("code").asText())
              .as(file.toString())
              .isEqualTo(expected.code().name());
          assertThat(fault.get("detail").asText()).isEqualTo(expected.detail());
          assertThat(fault.path("field").asText(null)).isEqualTo(expected.field());
          assertThat(fault.path("event_id").asText(null))
              .isEqualTo(expected.eventId() == null ? null : expected.eventId().toString());
          assertThat(answer.statusCode())
              .isEqualTo(
                  List.of("NOT_JSON", "NOT_AN_OBJECT").contains(fault.get("code").asText())
                      ? 400
                      : 422);
          assertThat(answer.headers().firstValue("Content-Type"))
              .contains("application/problem+json");
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(25);
  }

  @Test
  void aRecordThatIsTooLargeIsRefusedAlone() {
    String large = payment(id(), COMMUNE).replace("\"fee\"", "\"fee\"" + " ".repeat(66_000));
    HttpResponse<String> answer =
        gateway.post(TOKEN, JSON, "[" + large + "," + payment(id(), COMMUNE) + "]");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(TestGateway.json(answer).at("/faults/0/code").asText()).isEqualTo("TOO_LARGE");
  }

  @Test
  void theSameEventIsAcceptedAgain() {
    UUID id = id();
    assertAccepted(1, JSON, payment(id, COMMUNE));
    assertAccepted(1, JSON, payment(id, COMMUNE));
    assertThat(inKafka(id)).hasSize(1);
  }

  @Test
  void aRetractionIsAnEvent() {
    UUID id = id();
    assertAccepted(
        1, JSON, payment(id, COMMUNE).replace("\"fee\"", "\"fee\", \"retracted\": true"));
  }

  @Test
  void whoMayNotSendIsToldWhy() {
    String event = payment(id(), COMMUNE);
    assertRefused(401, "bad_token", gateway.post("cds_wrong", JSON, event));
    assertRefused(401, "bad_token", gateway.post("", JSON, event));
    assertThat(gateway.post("x", JSON, event).headers().firstValue("WWW-Authenticate"))
        .contains("Bearer");
    assertRefused(
        403, "kind_not_allowed", gateway.post(TOKEN, "documents", JSON, TestEvents.bytes(event)));
    assertRefused(403, "commune_not_allowed", gateway.post(TOKEN, JSON, payment(id(), ELSEWHERE)));
    assertRefused(404, "not_found", gateway.post(TOKEN, "people", JSON, TestEvents.bytes(event)));
    assertRefused(415, "unsupported_media_type", gateway.post(TOKEN, "text/plain", event));
    assertRefused(
        415,
        "unsupported_media_type",
        gateway.post(TOKEN, "application/json; charset=utf-16", event));
    assertRefused(400, "unreadable_body", gateway.post(TOKEN, JSON, "[" + event));
    assertRefused(400, "unreadable_body", gateway.post(TOKEN, JSON, "[]"));
    assertRefused(400, "unreadable_body", gateway.post(TOKEN, LINES, "\n \n"));
    assertRefused(400, "not_json", gateway.post(TOKEN, JSON, "{\"a\""));
    assertRefused(413, "too_many_records", gateway.post(TOKEN, LINES, "1\n".repeat(10_001)));
  }

  private static void assertRefused(int status, String error, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode problem = TestGateway.json(answer);
    assertThat(problem.get("error").asText()).isEqualTo(error);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("detail").asText()).endsWith(".");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    String body = "[" + payment(id(), COMMUNE) + " ".repeat(3_000) + "]";
    assertRefused(413, "body_too_large", gateway.post(TOKEN + "s", JSON, body));
  }

  @Test
  void whoSendsTooManyRecordsWaits() {
    String two = "[" + payment(id(), COMMUNE) + "," + payment(id(), COMMUNE) + "]";
    String many =
        IntStream.range(0, 100)
            .mapToObj(i -> payment(id(), COMMUNE))
            .collect(Collectors.joining("\n"));
    assertThat(gateway.post(TOKEN + "r", JSON, two).statusCode()).isEqualTo(202);
    assertThat(gateway.post(TOKEN + "r", LINES, many).statusCode()).isEqualTo(202);
    HttpResponse<String> later = gateway.post(TOKEN + "r", JSON, two);
    assertRefused(429, "too_many", later);
    assertThat(later.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(30L, 50L);
    assertAccepted(1, JSON, payment(id(), COMMUNE)); // others do not wait
  }

  @Test
  void theFileOfTheSourcesIsReadAgain() throws IOException {
    String fresh = TestGateway.newToken();
    String event = payment(id(), COMMUNE);
    assertThat(gateway.post(fresh, JSON, event).statusCode()).isEqualTo(401);
    gateway.file.change(
        false,
        sources ->
            Stream.concat(sources.stream(), Stream.of(TestGateway.source("fresh", fresh)))
                .toList());
    await().until(() -> gateway.post(fresh, JSON, event).statusCode() == 202);

    String whole = Files.readString(gateway.file.path());
    Files.writeString(gateway.file.path(), whole.replace("kinds", "kind"));
    await().until(() -> get("/readyz") == 503);
    assertThat(gateway.post(fresh, JSON, event).statusCode()).isEqualTo(202);
    Files.writeString(gateway.file.path(), whole);
    await().until(() -> get("/readyz") == 200);

    gateway.file.change(
        false,
        sources ->
            sources.stream()
                .map(source -> source.name().equals("fresh") ? source.ended(NOW) : source)
                .toList());
    await().until(() -> gateway.post(fresh, JSON, event).statusCode() == 401);
  }

  /** The key of a record and the commune in it are those that the jobs see. */
  @Test
  void theTokenOfOneProvinceWritesForNoOther() {
    String thanhHoa = TestGateway.newToken();
    String haNoi = TestGateway.newToken();
    try (TestGateway both =
        TestGateway.start(
            builder -> builder.instance("both"),
            TestGateway.source("of-38", thanhHoa),
            TestGateway.source("of-01", haNoi, "01"))) {
      assertThat(both.post(haNoi, JSON, payment(id(), ELSEWHERE)).statusCode()).isEqualTo(202);
      assertThat(both.post(thanhHoa, JSON, payment(id(), COMMUNE)).statusCode()).isEqualTo(202);
      UUID[] ids = {id(), id(), id(), id(), id()};
      String foreign = "\"commune_code\": \"" + ELSEWHERE + "\"";
      String own = "\"commune_code\": \"" + COMMUNE + "\"";
      String twice = foreign + ", " + own;
      String[] events = {
        payment(ids[0], ELSEWHERE),
        payment(ids[1], ELSEWHERE).replace("\"fee\"", "\"fee\", \"retracted\": true"),
        payment(ids[2], COMMUNE).replace(own, own + ", " + foreign),
        payment(ids[3], COMMUNE).replace(own, twice),
        payment(ids[4], COMMUNE)
            .replace(own, own.replace("commune", "\\u0063ommune") + ", " + foreign)
      };
      for (String event : events) {
        both.post(thanhHoa, JSON, event);
        both.post(thanhHoa, LINES, event + "\n");
        both.post(thanhHoa, "application/cloudevents+json", cloudEvent(event));
      }
      EventDecoder<?> decoder = EventDecoder.of(EventStream.PAYMENTS, Roster.bundled());
      for (ConsumerRecord<String, byte[]> record : inKafka(ids).values()) {
        assertThat(record.key()).isEqualTo(COMMUNE);
        assertThat(decoder.decode(record.value(), Instant.now()).event().communeCode())
            .as(text(record.value()))
            .isEqualTo(COMMUNE);
      }
      assertThat(inKafka(ids[0], ids[1])).isEmpty();
    }
  }

  private static int get(String path) throws IOException, InterruptedException {
    return gateway.get(path).statusCode();
  }

  @Test
  void whatASourceDidIsPublished() {
    Instant event = NOW.minusSeconds(60);
    String token = TestGateway.newToken();
    try (TestGateway other =
        TestGateway.start(
            builder -> builder.instance("other"), TestGateway.source("watched", token))) {
      other.post(token, JSON, payment(id(), COMMUNE, event.plusSeconds(30)));
      other.post(token, JSON, payment(id(), COMMUNE, event));
      other.post(token, JSON, payment(id(), ELSEWHERE));
      other.post(token, "text/plain", "");
    } // published at the end
    JsonNode json = json(lastOf("watched/other").value());
    assertThat(json.get("format").asInt()).isEqualTo(1);
    assertThat(json.get("accepted").asInt()).isEqualTo(2);
    assertThat(json.get("refused").toString()).isEqualTo("{\"COMMUNE_NOT_ALLOWED\":1}");
    assertThat(json.at("/last_details/COMMUNE_NOT_ALLOWED").asText()).startsWith("commune_code is");
    assertThat(json.get("refused_requests").toString()).isEqualTo("{\"unsupported_media_type\":1}");
    assertThat(json.get("last_event_time").asText()).isEqualTo(event.toString());
    assertThat(json.get("newest_event_at").asText()).isEqualTo(event.plusSeconds(30).toString());
    assertThat(json.get("newest_event_by_day").asBoolean()).isFalse();
    Instant appended = Instant.parse(json.get("last_append_time").asText());
    assertThat(json.get("behind_ms").asLong())
        .isEqualTo(appended.toEpochMilli() - event.toEpochMilli());
  }

  @Test
  void whatASourceMaySendIsPublishedWithoutItsTokens() throws IOException {
    String token = TestGateway.newToken();
    TestGateway other =
        TestGateway.start(
            TestGateway.source("known", token),
            TestGateway.source("over", TestGateway.newToken()),
            TestGateway.source("gone", TestGateway.newToken()));
    try (other) {
      await().until(() -> lastOf("gone") != null);
      other.file.change(
          false,
          sources -> List.of(sources.get(0), sources.get(1).ended(NOW.truncatedTo(SECONDS))));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> lastOf("gone").value() == null && json(lastOf("over").value()).has("ended"));
    }
    JsonNode scope = json(lastOf("known").value());
    assertThat(scope)
        .isEqualTo(
            TestGateway.JSON.readTree(
                """
                {"format": 1, "source": "known", "kinds": ["payments", "service-requests"],
                 "provinces": ["38"], "communes": []}
                """));
    assertThat(json(lastOf("over").value()).get("ended").asText())
        .isEqualTo(NOW.truncatedTo(SECONDS).toString());
    assertThat(lastOf("known/test")).as("it never sent anything").isNull();
    assertThat(TestGateway.records(TestGateway.kafka(), "cds.sources"))
        .allSatisfy(
            record ->
                assertThat(record.value() == null ? "" : new String(record.value(), UTF_8))
                    .doesNotContain("sha256", SourceToken.of(token, NOW).sha256(), token));
  }

  /** Null when there is none. */
  private static ConsumerRecord<String, byte[]> lastOf(String key) {
    return TestGateway.records(TestGateway.kafka(), "cds.sources").stream()
        .filter(record -> record.key().equals(key))
        .reduce((first, second) -> second)
        .orElse(null);
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return TestGateway.JSON.readTree(bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
