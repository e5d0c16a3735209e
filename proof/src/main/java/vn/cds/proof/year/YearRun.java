package vn.cds.proof.year;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import vn.cds.metrics.MetricJob;
import vn.cds.runtime.options.JobOptions;
import vn.cds.simulator.SimulatedRecord;
import vn.cds.simulator.SimulationOptions;
import vn.cds.simulator.Simulator;
import vn.cds.simulator.fault.Lateness;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;
import vn.cds.standalone.EmbeddedStack;
import vn.cds.standalone.TopicWriter;
import vn.cds.standalone.kafka.Topics;

/** Sends the year, counts it as history, and compares the year's view with what was sent. */
record YearRun(long events, Path data, PrintWriter out) {
  private static final String PROVINCE = "38";
  private static final int YEAR = 2022;
  private static final long PROGRESS_EVERY = 500_000;
  private static final Duration LONGEST_RUN = Duration.ofHours(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether no sum differs. */
  boolean run() throws InterruptedException, IOException {
    try (EmbeddedStack stack =
        EmbeddedStack.builder(data).reset(true).logToFile().parallelism(2).start()) {
      Map<String, Long> sent = send(stack);
      out.printf(Locale.ROOT, "sent %,d exchanges%n", sent.get("documents"));
      long start = System.nanoTime();
      JobID job =
          stack.submit(
              MetricJob.DOCUMENTS,
              Map.of(
                  JobOptions.START.key(), "earliest",
                  JobOptions.BOUNDED.key(), "true",
                  JobOptions.LATENESS_LIMITED.key(), "false"),
              Optional.empty());
      stack.awaitFinished(job, LONGEST_RUN);
      out.printf(Locale.ROOT, "counted in %.1f s%n", (System.nanoTime() - start) / 1e9);
      return compare(sent, read(stack));
    }
  }

  /** Sends all records and counts them from their text, with nothing of the jobs'. */
  private Map<String, Long> send(EmbeddedStack stack) throws IOException {
    Map<String, Long> sums = new LinkedHashMap<>();
    for (String sum :
        List.of(
            "documents",
            "secret",
            "electronic",
            "outgoing",
            "signed_personally",
            "signed_by_organisation")) {
      sums.put(sum, 0L);
    }
    Simulator simulator =
        Simulator.of(
            SimulationOptions.builder("thanh-hoa-2022")
                .events(events)
                .lateness(Lateness.NONE)
                .build());
    try (TopicWriter writer =
        TopicWriter.open(stack.kafka().bootstrapServers(), List.of(Topics.DOCUMENTS))) {
      while (simulator.hasNext()) {
        SimulatedRecord record = simulator.next();
        add(sums, JSON.readTree(record.value()));
        writer.send(
            record.stream().topic(), record.key().getBytes(StandardCharsets.UTF_8), record.value());
        if (sums.get("documents") % PROGRESS_EVERY == 0) {
          out.printf(Locale.ROOT, "sent %,d%n", sums.get("documents"));
          out.flush();
        }
      }
      writer.flush();
    }
    return sums;
  }

  private static void add(Map<String, Long> sums, JsonNode event) {
    sums.merge("documents", 1L, Long::sum);
    if (event.path("secret").asBoolean()) {
      sums.merge("secret", 1L, Long::sum);
      return;
    }
    if (event.path("medium").asText().equals("electronic")) {
      sums.merge("electronic", 1L, Long::sum);
    }
    if (event.path("direction").asText().equals("outgoing")) {
      sums.merge("outgoing", 1L, Long::sum);
      sums.merge(
          "signed_personally", event.path("signed_personally").asBoolean() ? 1L : 0L, Long::sum);
      sums.merge(
          "signed_by_organisation",
          event.path("signed_by_organisation").asBoolean() ? 1L : 0L,
          Long::sum);
    }
  }

  private static Row read(EmbeddedStack stack) {
    try (NamedQueries queries = NamedQueries.of(stack.database())) {
      return queries.run("documents_year", Map.of("province", PROVINCE, "year", YEAR)).get(0);
    }
  }

  private boolean compare(Map<String, Long> sent, Row read) {
    long differences = 0;
    for (Map.Entry<String, Long> sum : sent.entrySet()) {
      long stored = read.integer(sum.getKey());
      out.printf(
          Locale.ROOT,
          "%-24s sent %,10d   year's view %,10d%n",
          sum.getKey(),
          sum.getValue(),
          stored);
      differences += stored == sum.getValue() ? 0 : 1;
    }
    double outgoing = read.integer("outgoing");
    out.printf(
        Locale.ROOT,
        "signed personally %.2f %%, by the organisation %.2f %%%n",
        100 * read.integer("signed_personally") / outgoing,
        100 * read.integer("signed_by_organisation") / outgoing);
    out.println(differences + " differences");
    return differences == 0;
  }
}
