package vn.cds.runtime.options;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import vn.cds.contract.settings.Nearest;

/** The keys an options file may hold: ours, and those of Flink that belong to a job. */
final class KnownKeys {
  private static final List<Class<?>> FLINK =
      List.of(
          CheckpointingOptions.class,
          StateBackendOptions.class,
          StateRecoveryOptions.class,
          ExecutionOptions.class,
          PipelineOptions.class,
          RestartStrategyOptions.class,
          CoreOptions.class,
          TaskManagerOptions.class,
          MetricOptions.class);
  private static final KnownKeys INSTANCE = new KnownKeys();

  private final Map<String, ConfigOption<?>> options = new TreeMap<>();

  private KnownKeys() {
    JobOptions.ALL.forEach(option -> options.put(option.key(), option));
    // Of Flink's processes among each other, but a leader that takes over reads it from the job.
    options.put(RpcOptions.ASK_TIMEOUT_DURATION.key(), RpcOptions.ASK_TIMEOUT_DURATION);
    for (Class<?> holder : FLINK) {
      for (Field field : holder.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
          try {
            ConfigOption<?> option = (ConfigOption<?>) field.get(null);
            options.putIfAbsent(option.key(), option);
          } catch (IllegalAccessException e) {
            throw new IllegalStateException("A public option of " + holder + " cannot be read", e);
          }
        }
      }
    }
  }

  static KnownKeys get() {
    return INSTANCE;
  }

  /** What is wrong with this entry, in a sentence; empty when nothing is. */
  Optional<String> fault(String key, String value) {
    ConfigOption<?> option = options.get(key);
    if (option == null) {
      // RocksDB's options live in a module that a job need not have; Flink checks them itself.
      return key.startsWith("state.backend.rocksdb.")
          ? Optional.empty()
          : Optional.of(
              "unknown key " + key + "; did you mean " + Nearest.of(key, options.keySet()) + "?");
    }
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      Configuration.fromMap(Map.of(key, value)).get(option);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(key + " does not have a value of its type: " + rootMessage(e));
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}
