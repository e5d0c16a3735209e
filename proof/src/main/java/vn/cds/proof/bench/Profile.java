package vn.cds.proof.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** The packages in which the time is spent, as Flight Recorder samples them. */
final class Profile implements AutoCloseable {
  private static final String SAMPLE = "jdk.ExecutionSample";
  private static final int SHOWN = 20;
  private static final int PACKAGE_DEPTH = 4;
  private static final List<String> JDK = List.of("java.", "jdk.", "sun.", "com.sun.");

  private final Recording recording = new Recording();
  private final Path file;

  private Profile(Path file) {
    this.file = file;
  }

  static Profile start(Path file) {
    Profile profile = new Profile(file);
    profile.recording.enable(SAMPLE).withPeriod(Duration.ofMillis(10));
    profile.recording.enable("jdk.GarbageCollection");
    profile.recording.enable("jdk.CPULoad");
    profile.recording.start();
    return profile;
  }

  /** Ends the recording, writes the file and prints the packages with most samples. */
  void finish(PrintWriter out) throws IOException {
    recording.stop();
    recording.dump(file);
    Map<String, Integer> samples = new HashMap<>();
    int all = 0;
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        String type = event.getEventType().getName();
        if (type.equals(SAMPLE) && event.getStackTrace() != null) {
          samples.merge(packageOf(event.getStackTrace().getFrames()), 1, Integer::sum);
          all++;
        }
      }
    }
    out.printf("  profile %s, %,d samples by the package that pays:%n", file, all);
    int total = Math.max(1, all);
    samples.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(SHOWN)
        .forEach(
            entry ->
                out.printf(
                    Locale.ROOT,
                    "    %5.1f %%  %s%n",
                    100.0 * entry.getValue() / total,
                    entry.getKey()));
  }

  /**
   * The package of the innermost frame outside the JDK: time spent in the JDK counts for its
   * caller.
   */
  private static String packageOf(List<RecordedFrame> frames) {
    for (RecordedFrame frame : frames) {
      String type = frame.getMethod().getType().getName();
      if (JDK.stream().noneMatch(type::startsWith)) {
        String[] parts = type.split("\\.");
        int depth = Math.min(PACKAGE_DEPTH, parts.length - 1);
        return String.join(".", Arrays.copyOf(parts, depth));
      }
    }
    return "the JDK alone";
  }

  @Override
  public void close() {
    recording.close();
  }
}
