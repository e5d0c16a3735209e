package vn.cds.contract.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import vn.cds.contract.code.WireEnum;
import vn.cds.contract.event.DeclaredFigure;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.WireText;

/** Writes events as the contract says. Thread-safe. */
public final class EventEncoder {

  private static final JsonFactory JSON = new JsonFactory();

  private EventEncoder() {}

  /**
   * Compact JSON in UTF-8: the fields in the order of docs/contract.md, absent ones left out, times
   * with the offset +07:00 and with milliseconds only when they are not 0. Does not check the
   * values.
   */
  public static byte[] encode(Event event) {
    if (event instanceof DocumentEvent document) {
      return encode(FieldTable.DOCUMENTS, document);
    } else if (event instanceof PaymentEvent payment) {
      return encode(FieldTable.PAYMENTS, payment);
    } else {
      return encode(FieldTable.SERVICE_REQUESTS, (ServiceRequestEvent) event);
    }
  }

  /** As {@link #encode(Event)}, for a declared figure. */
  public static byte[] encode(DeclaredFigure figure) {
    return encode(FieldTable.DECLARED_FIGURES, figure);
  }

  private static <E> byte[] encode(FieldTable<E> table, E record) {
    return encode(table, table.values(record));
  }

  /** The values stand in the order of the table; null ones are left out. */
  static byte[] encode(FieldTable<?> table, Object[] values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(768);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (int i = 0; i < values.length; i++) {
        if (values[i] != null) {
          json.writeFieldName(table.fields().get(i).name());
          write(json, values[i]);
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof WireEnum named) {
      json.writeString(named.wireName());
    } else if (value instanceof Instant time) {
      json.writeString(WireText.time(time.toEpochMilli()));
    } else if (value instanceof Integer number) {
      json.writeNumber((int) number);
    } else if (value instanceof Long number) {
      json.writeNumber((long) number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number.toPlainString());
    } else {
      // UUID, LocalDate and TimeOrDay: their text is that of the contract.
      json.writeString(value.toString());
    }
  }
}
