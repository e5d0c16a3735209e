package vn.cds.notifier.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.Word;
import vn.cds.contract.time.VietnamTime;
import vn.cds.notifier.transport.Delivery;

/** A record of the ledger; docs/alerting.md describes the JSON. */
public sealed interface LedgerEntry {

  /** The record's key: a later entry with the same one takes its place. */
  String key();

  /** A delivery as it now stands. */
  record OfDelivery(Delivery delivery) implements LedgerEntry {
    @Override
    public String key() {
      return delivery.id().toString();
    }
  }

  /** Since when a recipient is configured. */
  record OfRecipient(String recipient, Instant since) implements LedgerEntry {
    @Override
    public String key() {
      return "recipient|" + recipient;
    }
  }

  /**
   * The last silence of the alert job.
   *
   * @param until null while it is silent
   */
  record OfSilence(Instant since, Instant until) implements LedgerEntry {
    @Override
    public String key() {
      return "alert-job";
    }
  }

  /** Compact JSON in UTF-8. */
  default byte[] encode() {
    ObjectNode json = Codec.JSON.createObjectNode().put("schema_version", 1);
    if (this instanceof OfDelivery entry) {
      Codec.write(json, entry.delivery());
    } else if (this instanceof OfRecipient entry) {
      json.put("recipient", entry.recipient()).put("since", Codec.time(entry.since()));
    } else if (this instanceof OfSilence entry) {
      json.put("silent_since", Codec.time(entry.since())).put("until", Codec.time(entry.until()));
    }
    json.properties().removeIf(field -> field.getValue().isNull());
    try {
      return Codec.JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree cannot fail to be written", e);
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalStateException when a later release wrote it
   * @throws InvalidLedgerEntry when it is something else
   */
  static LedgerEntry decode(byte[] value) {
    try {
      JsonNode json = Codec.JSON.readTree(value);
      int version = json.path("schema_version").asInt();
      if (version > 1) {
        throw new IllegalStateException(
            "The ledger has a record of schema_version %d; this release knows 1. Use the release that wrote it."
                .formatted(version));
      }
      if (version < 1) {
        throw new IllegalArgumentException("schema_version is not 1");
      }
      if (json.has("delivery")) {
        return new OfDelivery(Codec.delivery(json));
      }
      return json.has("recipient")
          ? new OfRecipient(Codec.text(json, "recipient"), Codec.time(json, "since"))
          : new OfSilence(Codec.time(json, "silent_since"), Codec.optionalTime(json, "until"));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new InvalidLedgerEntry("The entry of the ledger: " + e.getMessage(), e);
    }
  }

  /** Names and forms of the fields. */
  final class Codec {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Codec() {}

    private static void write(ObjectNode json, Delivery delivery) {
      json.put("delivery", delivery.id().toString())
          .put("recipient", delivery.recipient())
          .put("kind", delivery.kind().word())
          .put("province", delivery.province())
          .put("planned_at", time(delivery.plannedAt()))
          .put("status", delivery.status().word())
          .put("attempts", delivery.attempts())
          .put("last_error", delivery.lastError())
          .put("acknowledged_at", time(delivery.acknowledgedAt()));
      for (AlertTransition.Kind kind : AlertTransition.Kind.values()) {
        ArrayNode episodes = json.putArray(kind.word());
        delivery.items().stream()
            .filter(item -> item.kind() == kind)
            .forEach(item -> episodes.add(item.episode().toString()));
      }
    }

    private static Delivery delivery(JsonNode json) {
      List<Delivery.Item> items = new ArrayList<>();
      for (AlertTransition.Kind kind : AlertTransition.Kind.values()) {
        for (JsonNode episode : json.path(kind.word())) {
          items.add(new Delivery.Item(UUID.fromString(episode.asText()), kind));
        }
      }
      Delivery delivery =
          new Delivery(
              UUID.fromString(text(json, "delivery")),
              text(json, "recipient"),
              word(json, "kind", Delivery.Kind.values()),
              json.path("province").textValue(),
              time(json, "planned_at"),
              items.stream().sorted().toList(),
              word(json, "status", Delivery.Status.values()),
              json.path("attempts").asInt(),
              json.path("last_error").textValue(),
              optionalTime(json, "acknowledged_at"));
      if (!delivery.isOnItsWay() && delivery.acknowledgedAt() == null) {
        throw new IllegalArgumentException("acknowledged_at is absent");
      }
      return delivery;
    }

    private static String text(JsonNode json, String name) {
      String text = json.path(name).textValue();
      if (text == null) {
        throw new IllegalArgumentException(name + " is no text");
      }
      return text;
    }

    private static <W extends Word> W word(JsonNode json, String name, W[] words) {
      for (W word : words) {
        if (word.word().equals(json.path(name).textValue())) {
          return word;
        }
      }
      throw new IllegalArgumentException(name + " is " + json.path(name));
    }

    static String time(Instant time) {
      return time == null
          ? null
          : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atOffset(VietnamTime.OFFSET));
    }

    private static Instant time(JsonNode json, String name) {
      return OffsetDateTime.parse(text(json, name)).toInstant();
    }

    private static Instant optionalTime(JsonNode json, String name) {
      return json.has(name) ? time(json, name) : null;
    }
  }
}
