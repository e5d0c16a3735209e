package vn.cds.alerts.rules;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
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
import vn.cds.contract.InvalidDataFile;
import vn.cds.contract.text.PlainText;

/**
 * The YAML of a rule file, with the line of every key, and its faults. No objects are made from
 * tags: every value is the text that stands in the file.
 */
final class RuleFile {
  private record Fault(int line, String what) {}

  private record Value(int line, Node node) {}

  private final String name;
  private final List<Fault> faults = new ArrayList<>();

  RuleFile(String name) {
    this.name = name;
  }

  /** The number of faults until now. */
  int size() {
    return faults.size();
  }

  /** Ends the reading when there are faults, with all of them by line. */
  void throwIfAny() {
    if (!faults.isEmpty()) {
      throw new InvalidDataFile(
          faults.stream()
              .sorted(Comparator.comparingInt(Fault::line))
              .map(fault -> name + ":" + fault.line + ": " + fault.what)
              .toList());
    }
  }

  /** The mapping that the file consists of; null after a fault. */
  Entry root(String text, String... keys) {
    try {
      Node node = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (node instanceof MappingNode mapping) {
        Entry root = new Entry(mapping);
        root.allow(List.of(keys));
        return root;
      }
      faults.add(new Fault(1, "has no keys; begin with format: 1."));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      faults.add(new Fault(line, "is not YAML (" + e.getProblem() + "); correct it."));
    } catch (YAMLException e) { // characters that YAML does not allow, or far too much of them
      faults.add(new Fault(1, "is not YAML (" + e.getMessage() + "); correct it."));
    }
    return null;
  }

  /** A mapping of single values. */
  final class Entry {
    private final int line;
    private final Map<String, Value> values = new LinkedHashMap<>();

    private Entry(MappingNode mapping) {
      this.line = line(mapping);
      for (NodeTuple tuple : mapping.getValue()) {
        int keyLine = line(tuple.getKeyNode());
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        if (values.put(key, new Value(keyLine, tuple.getValueNode())) != null) {
          faults.add(new Fault(keyLine, key + " stands twice; keep one."));
        }
      }
    }

    /** Notes every key that is not one of these. */
    void allow(List<String> keys) {
      values.forEach(
          (key, value) -> {
            if (!keys.contains(key)) {
              String known = String.join(", ", keys);
              faults.add(
                  new Fault(
                      value.line, key + " is not a known key; use " + known + ", or remove it."));
            }
          });
    }

    void fault(String key, String what) {
      Value value = values.get(key);
      faults.add(new Fault(value == null ? line : value.line, key + " " + what));
    }

    boolean isEmpty(String key) {
      Value value = values.get(key);
      return value == null
          || (value.node instanceof ScalarNode scalar && scalar.getValue().isBlank());
    }

    /** A text that is not blank; null after a fault. */
    String text(String key) {
      if (isEmpty(key)) {
        fault(key, "is empty; fill it in.");
      } else if (values.get(key).node instanceof ScalarNode scalar) {
        String text = scalar.getValue().strip();
        Optional<String> fault = PlainText.fault(text);
        if (fault.isEmpty()) {
          return text;
        }
        fault(key, fault.get());
      } else {
        fault(key, "must be a single value.");
      }
      return null;
    }

    /** What the function finds for the text; null after a fault. */
    <T> T known(String key, Function<String, T> find, String expected) {
      String text = text(key);
      T found = text == null ? null : find.apply(text);
      if (text != null && found == null) {
        fault(key, "is \"" + text + "\"; it must be " + expected + ".");
      }
      return found;
    }

    /** The mappings of a list; what is none is noted and left out. */
    List<Entry> entries(String key) {
      List<Entry> entries = new ArrayList<>();
      Value value = values.get(key);
      if (value == null || !(value.node instanceof SequenceNode sequence)) {
        fault(key, "must be a list; write - id: before each rule.");
        return entries;
      }
      for (Node node : sequence.getValue()) {
        if (node instanceof MappingNode mapping) {
          entries.add(new Entry(mapping));
        } else {
          faults.add(new Fault(line(node), key + " has an entry without keys; correct it."));
        }
      }
      return entries;
    }

    private static int line(Node node) {
      return node.getStartMark().getLine() + 1;
    }
  }
}
