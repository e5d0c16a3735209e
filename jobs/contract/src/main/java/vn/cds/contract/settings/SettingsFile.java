package vn.cds.contract.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import vn.cds.contract.file.DataText;
import vn.cds.contract.file.InvalidDataFile;

/** A YAML file of settings, which may name files beside it, and where secrets are. */
public final class SettingsFile {
  private final Path file;
  private final Map<String, String> environment;
  private final Faults faults;

  public SettingsFile(Path file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
    this.faults = new Faults(file.getFileName().toString());
  }

  /** What was found wrong so far. */
  public Faults faults() {
    return faults;
  }

  /**
   * The mapping that the file consists of; other keys are noted as faults.
   *
   * @throws InvalidDataFile when it cannot be read, or is no mapping
   */
  public YamlMapping root(String... keys) {
    YamlMapping root = YamlMapping.root(DataText.read(file), faults, keys);
    if (root == null) {
      faults.throwIfAny();
    }
    return root;
  }

  /** A path, from the directory of the file on; null after noting a fault. */
  public Path path(YamlMapping mapping, String key) {
    return mapping.known(
        key,
        text -> {
          try {
            return file.toAbsolutePath().resolveSibling(text);
          } catch (InvalidPathException e) {
            return null;
          }
        },
        "a path");
  }

  /**
   * A secret, which stands in the environment or in a file of its own, never in this one; null
   * after noting a fault.
   */
  public Secret secret(YamlMapping mapping, String key) {
    String reference = mapping.text(key);
    if (reference == null) {
      return null;
    }
    if (reference.startsWith("env:")) {
      String value = environment.get(reference.substring(4));
      if (value == null || value.isBlank()) {
        mapping.fault(key, "names the variable " + reference.substring(4) + ", which is not set.");
        return null;
      }
      return new Secret(value);
    }
    if (reference.startsWith("file:")) {
      try {
        String value = DataText.read(file.toAbsolutePath().resolveSibling(reference.substring(5)));
        if (!value.isBlank()) {
          return new Secret(value.strip());
        }
      } catch (InvalidDataFile | InvalidPathException e) {
        // told below, as an empty file is
      }
      mapping.fault(key, "names a file that is empty or cannot be read.");
      return null;
    }
    mapping.fault(
        key,
        "must not stand here itself; write env:NAME of a variable, or file:PATH of a file with it.");
    return null;
  }
}
