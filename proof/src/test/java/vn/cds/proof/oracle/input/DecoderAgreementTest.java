package vn.cds.proof.oracle.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.codec.Decoded;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.simulator.SimulatedRecord;
import vn.cds.simulator.SimulationOptions;
import vn.cds.simulator.Simulator;
import vn.cds.simulator.fault.Faults;

/**
 * Two readings of docs/contract.md, written apart: the jobs' decoder and the oracle must agree on
 * every record, valid, broken or hostile.
 */
class DecoderAgreementTest {
  private static final Instant NOW = Instant.parse("2026-10-08T03:00:00Z");

  /** Pieces that broken sources and ill-meaning people put where something else belongs. */
  private static final List<String> HOSTILE =
      List.of(
          "null",
          "true",
          "0",
          "-0",
          "-1",
          "1.0",
          "1e2",
          "01",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "1".repeat(39),
          "1".repeat(40),
          "1".repeat(41),
          "-" + "1".repeat(39),
          "-" + "1".repeat(40),
          "0." + "1".repeat(38),
          "0." + "1".repeat(39),
          "1e" + "1".repeat(38),
          "1e" + "1".repeat(39),
          "NaN",
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\uD83D\\uDE00\"",
          "\"" + "a".repeat(4096) + "\"",
          "\"" + "a".repeat(4097) + "\"",
          "\"" + "Đ".repeat(4096) + "\"",
          "\"" + "Đ".repeat(4097) + "\"",
          "\"" + "\\u0061".repeat(4096) + "\"",
          "\"" + "\\u0061".repeat(4097) + "\"",
          "\"2026-10-08T09:30:00+07:00\"",
          "\"2026-10-08t09:30:00z\"",
          "\"2026-10-08 09:30:00Z\"",
          "\"2026-10-08T09:30Z\"",
          "\"2026-10-08T09:30:00\"",
          "\"2026-10-08T09:30:00.Z\"",
          "\"2026-10-08T02:30:00.123456789Z\"",
          "\"2026-10-08T02:30:00.1234567891Z\"",
          "\"2026-10-08T02:30:60Z\"",
          "\"2026-10-08T24:00:00Z\"",
          "\"2026-02-29T00:00:00Z\"",
          "\"2024-02-29T00:00:00Z\"",
          "\"2026-10-08T09:30:00+18:00\"",
          "\"2026-10-08T09:30:00+18:01\"",
          "\"2026-10-08T09:30:00+23:59\"",
          "\"2026-10-08T09:30:00-00:00\"",
          "\"2026-10-08T09:30:00+07\"",
          "\"2026-10-08T09:30:00+07:60\"",
          "\"1999-12-31T23:59:59.999Z\"",
          "\"2000-01-01T00:00:00Z\"",
          "\"2000-01-01T00:00:00+07:00\"",
          "\"2099-12-31T23:59:59.999Z\"",
          "\"2100-01-01T00:00:00Z\"",
          "\"2100-01-01T00:00:00.001Z\"",
          "\"0000-01-01T00:00:00Z\"",
          "\"9999-12-31T23:59:59Z\"",
          "\"2026-10-08\"",
          "\"2026-10-09\"",
          "\"2026-10-07\"",
          "\"1999-12-31\"",
          "\"2000-01-01\"",
          "\"2099-12-31\"",
          "\"2100-01-01\"",
          "\"9999-12-31\"",
          "\"2026-10-08Z\"",
          "\"2026-10-08+07:00\"",
          "\"2026-10-08T\"",
          "\" 2026-10-08\"",
          "\"2026-10-8\"",
          "\"2026-13-08\"",
          "\"+026-10-08\"",
          "\"２０２６-10-08\"",
          "\"2026-02-29\"",
          "\"2024-02-29\"",
          "\"0000-01-01\"",
          "\"20261008\"",
          "\"00000000-0000-0000-0000-000000000000\"",
          "\"ABCDEF01-2345-6789-abcd-EF0123456789\"",
          "\"1-1-1-1-1\"",
          "\"14758\"",
          "\"00000\"",
          "\"99999\"",
          "\"１４７５８\"",
          "\"done\"",
          "\"DONE\"",
          "\"H56.12.5-261008-0975\"",
          "\"H56-\"",
          "\"1.004616\"",
          "[]",
          "{}",
          "[".repeat(15) + "]".repeat(15),
          "[".repeat(16) + "]".repeat(16),
          "{\"a\":".repeat(15) + "1" + "}".repeat(15),
          "{\"a\":".repeat(16) + "1" + "}".repeat(16),
          "[{\"status\":1,\"status\":2}]",
          "'x'",
          "/* */ 1",
          "1 1",
          "");

  private static final RecordReader READER = new RecordReader(Units.bundled());
  private static final Map<EventStream, EventDecoder<? extends Event>> DECODERS =
      new EnumMap<>(EventStream.class);

  @BeforeAll
  static void decoders() {
    for (EventStream stream : EventStream.values()) {
      DECODERS.put(stream, EventDecoder.of(stream, Roster.bundled()));
    }
  }

  private static List<SimulatedRecord> simulated(long seed, int events, String faults) {
    return Simulator.of(
            SimulationOptions.builder("mixed")
                .seed(seed)
                .events(events)
                .until(NOW)
                .faults(Faults.parse(faults))
                .build())
        .stream()
        .toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void onWhatTheSimulatorBreaks(long seed) {
    for (SimulatedRecord record :
        simulated(
            seed, 1_000, "malformed=0.5,canaries=0.2,corrected=0.3,retractions=0.2,by-day=0.5")) {
      agree(record.stream(), record.value());
    }
  }

  /** Every listed field of every stream gets every hostile value, alone and twice. */
  @Test
  void onHostileValuesInEveryField() {
    Map<EventStream, SimulatedRecord> samples = new EnumMap<>(EventStream.class);
    simulated(3, 300, "none").forEach(record -> samples.put(record.stream(), record));
    samples.forEach(
        (stream, record) -> {
          String json = new String(record.value(), StandardCharsets.UTF_8);
          OracleStream.ofTopic(stream.topic())
              .fields
              .forEach(
                  field -> {
                    String without =
                        json.replaceFirst(
                            "\"" + field.name() + "\":(\"[^\"]*\"|[^,}]*)", "\"unlisted\":0");
                    for (String value : HOSTILE) {
                      String listed = "\"" + field.name() + "\":" + value;
                      agree(stream, without.replaceFirst("\\{", quoted("{" + listed + ",")));
                      agree(stream, json.replaceFirst("\\{", quoted("{" + listed + ",")));
                      String unlisted = "{\"unlisted\":" + value + ",";
                      agree(stream, json.replaceFirst("\\{", quoted(unlisted)));
                    }
                  });
        });
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22, 23})
  void onRandomDamage(long seed) {
    Random random = new Random(seed);
    for (SimulatedRecord record : simulated(seed, 1_000, "retractions=0.2,by-day=0.5")) {
      byte[] bytes = record.value().clone();
      int damages = 1 + random.nextInt(3);
      for (int i = 0; i < damages; i++) {
        bytes = damaged(bytes, random);
      }
      agree(record.stream(), bytes);
    }
  }

  /** Overlong forms, surrogates and cut sequences are not UTF-8, wherever they stand. */
  @Test
  void onBytesThatAreNotUtf8() {
    SimulatedRecord record = simulated(4, 100, "none").get(0);
    byte[][] wrong = {
      {(byte) 0xC0, (byte) 0x80},
      {(byte) 0xC1, (byte) 0xBF},
      {(byte) 0xE0, (byte) 0x80, (byte) 0x80},
      {(byte) 0xE0, (byte) 0x9F, (byte) 0xBF},
      {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
      {(byte) 0xED, (byte) 0xBF, (byte) 0xBF},
      {(byte) 0xF0, (byte) 0x80, (byte) 0x80, (byte) 0x80},
      {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
      {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
      {(byte) 0xFF},
      {(byte) 0x80},
      {(byte) 0xC3},
      {(byte) 0xE2, (byte) 0x82},
      {(byte) 0xC4, (byte) 0x90}, // Đ, which is right
      {(byte) 0xF0, (byte) 0x9F, (byte) 0x98, (byte) 0x80}, // an emoji, which is right
      {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, // a byte order mark
      {0},
      {0x1F},
      {0x7F}
    };
    String json = new String(record.value(), StandardCharsets.UTF_8);
    for (byte[] piece : wrong) {
      for (String[] around :
          new String[][] {
            {"{\"unlisted\":\"", "\"," + json.substring(1)},
            {"{\"", "\":0," + json.substring(1)},
            {"{\"unlisted\":{\"a\":[\"", "\"]}," + json.substring(1)},
            {"", json},
            {json, ""},
            {"{\"status\":\"", "\"}"}
          }) {
        agree(
            record.stream(),
            join(
                around[0].getBytes(StandardCharsets.UTF_8),
                piece,
                around[1].getBytes(StandardCharsets.UTF_8)));
      }
    }
    for (var charset :
        List.of(
            StandardCharsets.UTF_16,
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE,
            java.nio.charset.Charset.forName("UTF-32BE"),
            java.nio.charset.Charset.forName("UTF-32LE"))) {
      agree(record.stream(), json.getBytes(charset));
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    if (bytes.length < 2) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(12));
    byte[] head = java.util.Arrays.copyOf(bytes, at);
    byte[] rest = java.util.Arrays.copyOfRange(bytes, at + length, bytes.length);
    byte[] piece =
        switch (random.nextInt(4)) {
          case 0 -> new byte[0];
          case 1 -> new byte[] {(byte) random.nextInt(256)};
          case 2 -> HOSTILE.get(random.nextInt(HOSTILE.size())).getBytes(StandardCharsets.UTF_8);
          default ->
              new byte[] {(byte) "\"\\{}[]:,0159-+.eETZ \tnullab".charAt(random.nextInt(27))};
        };
    return join(head, piece, rest);
  }

  private static byte[] join(byte[]... parts) {
    java.io.ByteArrayOutputStream joined = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static String quoted(String replacement) {
    return java.util.regex.Matcher.quoteReplacement(replacement);
  }

  private static void agree(EventStream stream, String json) {
    agree(stream, json.getBytes(StandardCharsets.UTF_8));
  }

  private static void agree(EventStream stream, byte[] value) {
    Decoded<? extends Event> decoded = DECODERS.get(stream).decode(value, NOW);
    RecordReader.Reading reading = READER.read(new RawRecord(stream.topic(), 0, 0, NOW, value));
    String record = value == null ? "null" : new String(value, StandardCharsets.UTF_8);
    String decoder = decoded.rejection() == null ? "valid" : decoded.rejection().code().name();
    String oracle = reading.fault() == null ? "valid" : reading.fault().name();

    assertThat(decoder).as("the decoder's view of %s", record).isEqualTo(oracle);
    if (decoded.event() != null) {
      OracleEvent event = reading.event();
      agree(decoded.event().occurredAt(), event.occurredAt(), record);
      agree(decoded.event().startedAt(), event.startedAt(), record);
      assertThat(decoded.event().retracted()).as(record).isEqualTo(event.isRetraction());
      assertThat(decoded.event().eventId()).asString().isEqualTo(event.text("event_id"));
      assertThat(decoded.event().entityKey()).as(record).isEqualTo(event.entityKey());
      // What the decoder has read, written anew, says the same to the oracle.
      byte[] written = EventEncoder.encode(decoded.event());
      OracleEvent again = READER.read(new RawRecord(stream.topic(), 0, 1, NOW, written)).event();
      assertThat(again.sameContent(event)).as(record).isTrue();
      assertThat(again.isRetraction()).as(record).isEqualTo(event.isRetraction());
    }
  }

  private static void agree(TimeOrDay decoder, Moment oracle, String record) {
    assertThat(decoder.isDay()).as(record).isEqualTo(oracle.byDay());
    assertThat(decoder.localDay()).as(record).isEqualTo(oracle.day());
    assertThat(decoder.first()).as(record).isEqualTo(oracle.first());
    assertThat(decoder.last()).as(record).isEqualTo(oracle.last());
  }
}
