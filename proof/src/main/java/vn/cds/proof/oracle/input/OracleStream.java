package vn.cds.proof.oracle.input;

import static vn.cds.proof.oracle.input.Field.code;
import static vn.cds.proof.oracle.input.Field.integer;
import static vn.cds.proof.oracle.input.Field.money;
import static vn.cds.proof.oracle.input.Field.of;
import static vn.cds.proof.oracle.input.Field.oneOf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.cds.proof.oracle.input.Field.Kind;

/** The three streams with the field tables of docs/contract.md, copied by hand. */
public enum OracleStream {
  DOCUMENTS(
      "cds.documents",
      "sent_at",
      "arrived",
      List.of("issuer_code", "document_number", "document_date", "direction"),
      Set.of("done", "refused", "recalled"),
      oneOf(
          "status",
          "arrived",
          "refused",
          "received",
          "assigned",
          "in_progress",
          "done",
          "recalled",
          "update_accepted",
          "update_refused"),
      code("issuer_code", "[A-Z0-9][A-Z0-9.\\-]{0,39}").mandatory(),
      code("document_number", "[0-9A-ZĐ][0-9A-ZĐ./\\-]{0,59}").mandatory(),
      of("document_date", Kind.DATE).mandatory(),
      oneOf("direction", "incoming", "outgoing").mandatory(),
      of("sent_at", Kind.TIME).mandatory(),
      oneOf("medium", "electronic", "paper"),
      of("secret", Kind.BOOLEAN),
      of("signed_personally", Kind.BOOLEAN),
      of("signed_by_organisation", Kind.BOOLEAN),
      of("due_at", Kind.TIME)),

  SERVICE_REQUESTS(
      "cds.service-requests",
      "submitted_at",
      "registered",
      List.of("dossier_code"),
      Set.of("done", "result_returned", "refused", "withdrawn", "stopped"),
      oneOf(
          "status",
          "registered",
          "accepted",
          "refused",
          "in_progress",
          "supplement_requested",
          "fee_requested",
          "withdrawn",
          "stopped",
          "done",
          "result_returned"),
      code("dossier_code", "[A-Z0-9][A-Z0-9.]{0,29}(-[0-9A-Z]{1,20}){1,3}").mandatory(),
      code("procedure_code", "[0-9]\\.[0-9]{6}").mandatory(),
      of("submitted_at", Kind.TIME).mandatory(),
      oneOf("level", "full", "partial"),
      oneOf("channel", "counter", "online", "postal"),
      of("accepted_at", Kind.TIME),
      of("due_at", Kind.TIME),
      of("previous_due_at", Kind.TIME),
      of("done_at", Kind.TIME),
      integer("handling_limit_hours", 1, 10_000),
      of("attachments_digitised", Kind.BOOLEAN),
      of("component_reused", Kind.BOOLEAN),
      of("personal_store", Kind.BOOLEAN),
      of("identity_verified", Kind.BOOLEAN),
      of("result_required", Kind.BOOLEAN),
      of("electronic_result", Kind.BOOLEAN),
      money("fee_due_vnd"),
      of("satisfied", Kind.BOOLEAN),
      of("synchronised_at", Kind.TIME),
      of("outside_territory", Kind.BOOLEAN)),

  PAYMENTS(
      "cds.payments",
      "started_at",
      "started",
      List.of("payment_id"),
      Set.of("succeeded", "failed", "reversed", "mismatched"),
      oneOf("status", "started", "succeeded", "failed", "reversed", "mismatched"),
      code("payment_id", "[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}").mandatory(),
      of("started_at", Kind.TIME).mandatory(),
      oneOf(
              "category",
              "fee",
              "charge",
              "tax",
              "tuition",
              "hospital_fee",
              "electricity",
              "water",
              "fine",
              "social_insurance")
          .mandatory(),
      oneOf("method", "qr", "card", "wallet", "transfer", "mobile_money", "cash").mandatory(),
      money("amount_vnd").mandatory(),
      oneOf("gateway", "national", "provincial"),
      code("dossier_code", "[A-Z0-9][A-Z0-9.]{0,29}(-[0-9A-Z]{1,20}){1,3}"),
      of("payer_id", Kind.UUID));

  public final String topic;

  /** The name of the field that says when the matter began. */
  public final String startField;

  /** The status with which an entity begins. */
  final String firstStatus;

  /** The fields that together name the entity. */
  final List<String> entityFields;

  /** The statuses that end the matter. */
  final Set<String> endStatuses;

  /** All listed fields, the common ones first, {@code retracted} last. */
  public final List<Field> fields;

  private final Map<String, Integer> indexes = new HashMap<>();

  OracleStream(
      String topic,
      String startField,
      String firstStatus,
      List<String> entityFields,
      Set<String> endStatuses,
      Field status,
      Field... own) {
    this.topic = topic;
    this.startField = startField;
    this.firstStatus = firstStatus;
    this.entityFields = entityFields;
    this.endStatuses = endStatuses;
    List<Field> all = new ArrayList<>();
    all.add(of("schema_version", Kind.VERSION).mandatory());
    all.add(of("event_id", Kind.UUID).mandatory());
    all.add(of("occurred_at", Kind.TIME).mandatory());
    all.add(code("commune_code", "[0-9]{5}").mandatory());
    all.add(status.mandatory());
    all.addAll(List.of(own));
    all.add(of("retracted", Kind.BOOLEAN));
    this.fields = List.copyOf(all);
    for (int i = 0; i < fields.size(); i++) {
      indexes.put(fields.get(i).name(), i);
    }
  }

  /** The stream of a topic, live or of imports; null for any other topic. */
  public static OracleStream ofTopic(String topic) {
    for (OracleStream stream : values()) {
      if (stream.topic.equals(topic) || stream.importTopic().equals(topic)) {
        return stream;
      }
    }
    return null;
  }

  /** Where records lie that an import sent. */
  String importTopic() {
    return topic.replace("cds.", "cds.import.");
  }

  public int index(String fieldName) {
    Integer index = indexes.get(fieldName);
    if (index == null) {
      throw new IllegalArgumentException("no field " + fieldName + " in " + topic);
    }
    return index;
  }

  boolean has(String fieldName) {
    return indexes.containsKey(fieldName);
  }
}
