package vn.cds.gateway.activity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.event.EventStream;
import vn.cds.gateway.publish.KafkaPublisher;
import vn.cds.gateway.source.Source;

/**
 * What each source may send, as records of {@link Activities#TOPIC} whose key is its name: so that
 * readers of the topic know sources that never sent anything, too. Holds no token and no hash.
 * docs/gateway.md says what stands in a record. Thread-safe.
 */
public final class Scopes {

  private static final int FORMAT = 1;
  private static final JsonFactory JSON = new JsonFactory();
  private static final Logger LOG = LoggerFactory.getLogger(Scopes.class);

  /** What Kafka has taken from this gateway, by source. */
  private final Map<String, String> published = new ConcurrentHashMap<>();

  /**
   * Publishes what has changed, and takes back those that the file has no longer; what fails is
   * published the next time.
   *
   * @param sources those of the file, also those that have ended
   */
  public void publish(List<Source> sources, KafkaPublisher publisher) {
    Set<String> gone = new HashSet<>(published.keySet());
    for (Source source : sources) {
      gone.remove(source.name());
      String value = value(source);
      if (!value.equals(published.put(source.name(), value))) {
        send(source.name(), value.getBytes(StandardCharsets.UTF_8), publisher);
      }
    }
    for (String name : gone) {
      published.remove(name);
      send(name, null, publisher);
    }
  }

  private void send(String source, byte[] value, KafkaPublisher publisher) {
    publisher
        .send(Activities.TOPIC, List.of(new KafkaPublisher.Outgoing(source, value)))
        .whenComplete(
            (taken, failure) -> {
              if (failure != null) {
                published.put(source, ""); // is sent again, or taken back again
                LOG.debug("The scope of {} was not published: {}", source, failure.toString());
              }
            });
  }

  private static String value(Source source) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("source", source.name());
      array(json, "kinds", source.kinds().stream().map(EventStream::wireName));
      array(json, "provinces", source.provinces().stream());
      array(json, "communes", source.communes().stream());
      if (source.ended() != null) {
        json.writeStringField("ended", source.ended().toString());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toString();
  }

  private static void array(JsonGenerator json, String name, Stream<String> values)
      throws IOException {
    json.writeFieldName(name);
    String[] all = values.toArray(String[]::new);
    json.writeArray(all, 0, all.length);
  }
}
