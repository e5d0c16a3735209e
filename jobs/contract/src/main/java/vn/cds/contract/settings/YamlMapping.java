package vn.cds.contract.settings;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import vn.cds.contract.text.PlainText;

/**
 * A mapping of a YAML file that may have listed keys only. The methods note a fault with its line
 * and give null, or an empty list, when something is not as it must be. No objects are made from
 * tags: every value is the text that stands in the file.
 */
public final class YamlMapping {

  private record Entry(int line, Node value) {}

  /** A text of a sequence. */
  public record Item(int line, String text) {}

  private final Faults faults;
  private final int line;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private YamlMapping(Faults faults, int line) {
    this.faults = faults;
    this.line = line;
  }

  /** The mapping that a file consists of; null after noting a fault. */
  public static YamlMapping root(String text, Faults faults, String... keys) {
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (root == null) {
        faults.add(1, "is empty; begin with format: 1.");
        return null;
      }
      return of(root, faults, keys);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      faults.add(line, "is not YAML (" + e.getProblem() + "); correct it.");
    } catch (YAMLException e) { // characters that YAML does not allow, or far too much of them
      faults.add(0, "is not YAML (" + e.getMessage() + "); correct it.");
    }
    return null;
  }

  private static YamlMapping of(Node node, Faults faults, String... keys) {
    YamlMapping mapping = withAnyKeys(node, faults, keys);
    if (mapping != null) {
      mapping.allow(List.of(keys));
    }
    return mapping;
  }

  /**
   * @param keys for the message when the node is no mapping
   */
  private static YamlMapping withAnyKeys(Node node, Faults faults, String... keys) {
    int line = node.getStartMark().getLine() + 1;
    if (!(node instanceof MappingNode mapping)) {
      faults.add(line, "must have the keys " + String.join(", ", keys) + "; write key: value.");
      return null;
    }
    YamlMapping result = new YamlMapping(faults, line);
    for (NodeTuple tuple : mapping.getValue()) {
      int keyLine = tuple.getKeyNode().getStartMark().getLine() + 1;
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      if (result.entries.put(key, new Entry(keyLine, tuple.getValueNode())) != null) {
        faults.add(keyLine, key + " stands twice; keep one.");
      }
    }
    return result;
  }

  /** Notes each key that is not one of these. */
  public void allow(List<String> keys) {
    entries.forEach(
        (key, entry) -> {
          if (!keys.contains(key)) {
            faults.add(
                entry.line,
                key + " is not a known key; use " + String.join(", ", keys) + ", or remove it.");
          }
        });
  }

  /** The line of a key, or of the mapping when it is absent. */
  public int line(String key) {
    Entry entry = entries.get(key);
    return entry == null ? line : entry.line;
  }

  public void fault(String key, String what) {
    faults.add(line(key), key + " " + what);
  }

  /** Whether the key is absent or has no value. */
  public boolean isEmpty(String key) {
    Entry entry = entries.get(key);
    return entry == null
        || entry.value.getTag().equals(Tag.NULL)
        || (entry.value instanceof ScalarNode scalar && scalar.getValue().isBlank());
  }

  /** A text that is not blank. */
  public String text(String key) {
    if (isEmpty(key)) {
      fault(key, "is empty; fill it in.");
      return null;
    }
    if (entries.get(key).value instanceof ScalarNode scalar) {
      return plain(line(key), key, scalar);
    }
    fault(key, "must be a single value.");
    return null;
  }

  /** The text, which people will read; null after noting a fault. */
  private String plain(int at, String key, ScalarNode scalar) {
    String text = scalar.getValue().strip();
    Optional<String> fault = PlainText.fault(text);
    fault.ifPresent(what -> faults.add(at, key + " " + what));
    return fault.isPresent() ? null : text;
  }

  /** The value that the function finds for the text; it gives null when there is none. */
  public <T> T known(String key, Function<String, T> find, String expected) {
    String text = text(key);
    T value = text == null ? null : find.apply(text);
    if (text != null && value == null) {
      fault(key, "is \"" + text + "\"; it must be " + expected + ".");
    }
    return value;
  }

  /** As {@link #known}, or the default without a fault when it is empty. */
  public <T> T optional(String key, T whenEmpty, Function<String, T> find, String expected) {
    return isEmpty(key) ? whenEmpty : known(key, find, expected);
  }

  /** A mapping below this one. */
  public YamlMapping mapping(String key, String... keys) {
    if (isEmpty(key)) {
      fault(key, "is empty; fill it in.");
      return null;
    }
    return of(entries.get(key).value, faults, keys);
  }

  /** The mappings of a sequence; those that are none are left out. */
  public List<YamlMapping> mappings(String key, String... keys) {
    List<YamlMapping> mappings = mappingsWithAnyKeys(key, keys);
    mappings.forEach(mapping -> mapping.allow(List.of(keys)));
    return mappings;
  }

  /**
   * As {@link #mappings}, when a value says which keys there may be: call {@link #allow}.
   *
   * @param keys for the message about an entry that is no mapping
   */
  public List<YamlMapping> mappingsWithAnyKeys(String key, String... keys) {
    List<YamlMapping> mappings = new ArrayList<>();
    for (Node node : sequence(key)) {
      YamlMapping mapping = withAnyKeys(node, faults, keys);
      if (mapping != null) {
        mappings.add(mapping);
      }
    }
    return mappings;
  }

  /** The texts of a sequence. */
  public List<Item> items(String key) {
    List<Item> items = new ArrayList<>();
    for (Node node : sequence(key)) {
      int itemLine = node.getStartMark().getLine() + 1;
      if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
        String text = plain(itemLine, key, scalar);
        if (text != null) {
          items.add(new Item(itemLine, text));
        }
      } else {
        faults.add(itemLine, key + " has an entry that is not a text; correct or remove it.");
      }
    }
    return items;
  }

  private List<Node> sequence(String key) {
    if (isEmpty(key)) {
      return List.of();
    }
    if (entries.get(key).value instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    fault(key, "must be a list; write one entry per line with - before it, or [a, b].");
    return List.of();
  }
}
