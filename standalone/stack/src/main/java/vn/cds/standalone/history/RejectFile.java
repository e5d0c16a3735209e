package vn.cds.standalone.history;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Rejects as a CSV file, a line for each row. */
public final class RejectFile {
  private RejectFile() {}

  /** Writes them over what was there. */
  public static void write(Path file, List<Reject> rejects) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        CSVPrinter csv =
            CSVFormat.DEFAULT
                .builder()
                .setHeader("source", "code", "detail", "dossier", "channel", "month")
                .get()
                .print(writer)) {
      for (Reject reject : rejects) {
        for (String source : reject.sources()) {
          csv.printRecord(
              source,
              reject.code(),
              reject.detail(),
              reject.dossier(),
              reject.channel(),
              reject.month());
        }
      }
    }
  }
}
