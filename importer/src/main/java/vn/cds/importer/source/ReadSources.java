package vn.cds.importer.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.Sha256;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.mapping.ViewRule;
import vn.cds.importer.state.StateChange;

/**
 * What was imported of one kind and source: files by content, and how far views were read. It lies
 * beside the states, and is written behind those that it led to, so that it is never known without
 * them.
 */
public final class ReadSources {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String FORMAT = "1";

  private final SourceKey keys;
  private final Map<String, ImportedFile> files = new HashMap<>();
  private final Map<String, ViewPosition> views = new HashMap<>();

  /** Nothing is known yet. */
  public ReadSources(Mapping mapping) {
    keys = new SourceKey(mapping.kind(), mapping.export().source());
  }

  /**
   * Takes a record of the topic of states, in their order; those of other kinds, sources and things
   * are passed over.
   *
   * @throws UnusableInput when a later version wrote it
   */
  public void load(String key, byte[] value) {
    String file = keys.file(key);
    String view = keys.view(key);
    if (file == null && view == null) {
      return;
    }
    if (value == null) {
      files.remove(file);
      views.remove(view);
      return;
    }
    Map<String, String> fields = read(value);
    try {
      if (file != null) {
        files.put(
            file,
            new ImportedFile(
                fields.get("name"),
                fields.get("date"),
                fields.get("mapping"),
                Instant.parse(fields.get("imported_at"))));
      } else {
        views.put(
            view,
            new ViewPosition(
                fields.get("mapping"),
                Instant.parse(fields.get("read_at")),
                fields.get("from"),
                fields.get("last")));
      }
    } catch (DateTimeException | NullPointerException e) {
      throw UnusableInput.leftInKafka(e);
    }
  }

  /**
   * The file with this content; null when it was not imported.
   *
   * @param digest of its content
   */
  public ImportedFile file(String digest) {
    return files.get(digest);
  }

  /** How far a view was read; null when it was not. */
  public ViewPosition view(ViewRule view) {
    return views.get(digest(view));
  }

  /**
   * What is to be written when a file was imported.
   *
   * @param digest of its content
   */
  public StateChange imported(String digest, ImportedFile file) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("name", file.name());
    fields.put("date", file.date());
    fields.put("mapping", file.mapping());
    fields.put("imported_at", file.at().toString());
    return new StateChange(keys.ofFile(digest), write(fields), List.of());
  }

  /** What is to be written when a view was read. */
  public StateChange read(ViewRule view, ViewPosition position) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("mapping", position.mapping());
    fields.put("read_at", position.readAt().toString());
    if (position.from() != null) {
      fields.put("from", position.from());
    }
    if (position.last() != null) {
      fields.put("last", position.last());
    }
    return new StateChange(keys.ofView(digest(view)), write(fields), List.of());
  }

  /** What is to be written when all that was imported is taken back: nothing was read. */
  public List<StateChange> forgotten() {
    List<StateChange> changes = new ArrayList<>();
    files.keySet().forEach(digest -> changes.add(nothing(keys.ofFile(digest))));
    views.keySet().forEach(digest -> changes.add(nothing(keys.ofView(digest))));
    return changes;
  }

  private static StateChange nothing(String key) {
    return new StateChange(key, null, List.of());
  }

  private static String digest(ViewRule view) {
    return Sha256.of(view.url() + '|' + view.from());
  }

  private static byte[] write(Map<String, String> fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("format", Integer.parseInt(FORMAT));
      for (Map.Entry<String, String> field : fields.entrySet()) {
        json.writeStringField(field.getKey(), field.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static Map<String, String> read(byte[] value) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = JSON.createParser(value)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        fields.put(name, json.getText());
      }
    } catch (IOException e) {
      throw UnusableInput.leftInKafka(e);
    }
    if (!FORMAT.equals(fields.get("format"))) {
      throw UnusableInput.leftInKafka(new IllegalArgumentException("its format is not " + FORMAT));
    }
    return fields;
  }
}
