package vn.cds.alerts.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.time.VietnamTime;
import vn.cds.runtime.kafka.InputRecord;

/**
 * Reads the messages of the metric jobs. One that cannot be read is skipped, logged and counted,
 * and stays in its topic: a stray record must not stop the job.
 */
abstract class ReadMessages extends RichFlatMapFunction<InputRecord, Observation> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ReadMessages.class);
  private static final JsonFactory JSON = new JsonFactory();

  private transient Map<String, String> fields;
  private transient Counter unreadable;

  @Override
  public void open(OpenContext context) {
    fields = new HashMap<>();
    unreadable = getRuntimeContext().getMetricGroup().counter("unreadableMessages");
  }

  @Override
  public final void flatMap(InputRecord record, Collector<Observation> out) {
    Observation observation;
    try {
      observation = record.value() == null ? null : read(record);
    } catch (IOException | DateTimeException | ArithmeticException | IllegalArgumentException e) {
      unreadable.inc();
      LOG.warn(
          "Passed over {}/{}/{}, which is no message of a job: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
      return;
    }
    if (observation != null) {
      out.collect(observation);
    }
  }

  private Observation read(InputRecord record) throws IOException {
    fields.clear();
    try (JsonParser json = JSON.createParser(record.value())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is no JSON object");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        JsonToken token = json.nextToken();
        if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
          fields.put(name, json.getText());
        } else {
          json.skipChildren();
        }
        if (!goesOn(name)) {
          return null;
        }
      }
    }
    return observation(record);
  }

  /** Whether the rest is of interest, after a field. */
  boolean goesOn(String name) {
    return true;
  }

  /** Makes an observation of the fields; null when the message is of no interest. */
  abstract Observation observation(InputRecord record);

  /** Null when absent. */
  final String optional(String name) {
    return fields.get(name);
  }

  final String text(String name) {
    String text = fields.get(name);
    if (text == null) {
      throw new IllegalArgumentException(name + " is absent");
    }
    return text;
  }

  final long number(String name) {
    return Long.parseLong(text(name));
  }

  /**
   * The number of the hour of a time. More than a day in the future is refused: such an hour would
   * stay the latest one.
   */
  final long hour(String name, InputRecord record) {
    long millis = Instant.parse(text(name)).toEpochMilli();
    if (millis > record.appendTime() + VietnamTime.DAY_MILLIS) {
      throw new IllegalArgumentException(name + " lies in the future");
    }
    return Math.floorDiv(millis, Observation.HOUR_MILLIS);
  }
}
