package vn.cds.proof.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How much memory a process has, as Linux counts it.
 *
 * @param process its name
 * @param residentMebibytes now
 * @param peakMebibytes the most that it ever had since its last start
 */
public record ProcessMemory(String process, long residentMebibytes, long peakMebibytes) {

  /** Empty when the process has ended, or this is not Linux. */
  static Optional<ProcessMemory> of(String name, long pid) {
    try {
      long resident = 0;
      long peak = 0;
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          resident = mebibytes(line);
        } else if (line.startsWith("VmHWM:")) {
          peak = mebibytes(line);
        }
      }
      return Optional.of(new ProcessMemory(name, resident, peak));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Of a line such as {@code VmRSS: 1234 kB}. */
  private static long mebibytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
  }
}
