package vn.cds.notifier.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import vn.cds.notifier.alert.BoardLink;

/** The body of a webhook: the transitions as they stand in {@code cds.alerts}, each with a link. */
final class WebhookBody {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI board;

  WebhookBody(URI board) {
    this.board = board;
  }

  /** Compact JSON in UTF-8; the same for every attempt. */
  byte[] of(OutgoingMessage message) {
    Delivery delivery = message.delivery();
    ObjectNode json = JSON.createObjectNode();
    json.put("schema_version", 1);
    json.put("delivery", delivery.id().toString());
    json.put("recipient", delivery.recipient());
    json.put("kind", delivery.kind().word());
    if (delivery.province() != null) {
      json.put("province", delivery.province());
    }
    if (message.unknown() > 0) {
      json.put("unknown", message.unknown());
    }
    ArrayNode alerts = json.putArray("alerts");
    try {
      for (OutgoingMessage.Entry entry : message.entries()) {
        JsonNode transition = JSON.readTree(entry.facts().encode());
        alerts
            .addObject()
            .put("kind", entry.kind().word())
            .put("link", BoardLink.of(board, entry.facts()).toString())
            .set("transition", transition);
      }
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed.", e);
    }
  }
}
