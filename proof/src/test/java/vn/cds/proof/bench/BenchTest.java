package vn.cds.proof.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchTest {

  @Test
  void theMedianIsTheRunInTheMiddle() {
    Measurement slow = new Measurement(1_000_000, 4_000_000_000L, 2_000_000_000L, 500_000_000L);
    Measurement middle = new Measurement(1_000_000, 2_000_000_000L, 1_500_000_000L, 0);
    Measurement fast = new Measurement(1_000_000, 1_000_000_000L, 1_000_000_000L, 0);

    assertThat(Measurement.median(List.of(fast, slow, middle))).isEqualTo(middle);
    assertThat(Measurement.median(List.of(fast, slow))).isEqualTo(slow);
    assertThat(Measurement.medianRatio(List.of(slow, fast, middle), List.of(middle, fast, fast)))
        .isEqualTo(0.5);
    assertThat(middle).hasToString("500 k events/s, 1.50 CPU s per million events");
    assertThat(slow)
        .hasToString("250 k events/s, 2.00 CPU s per million events and 0.50 of ClickHouse");
  }

  @Test
  @Tag("slow")
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void aSmallRunEndsWithARatioForEachVariant(@TempDir Path directory) {
    StringWriter out = new StringWriter();

    int code =
        new CommandLine(new BenchCommand())
            .setOut(new PrintWriter(out))
            .execute(
                "--events=5000",
                "--runs=1",
                "--data=" + directory.resolve("data"),
                "--profile=" + directory.resolve("bench.jfr"));

    System.out.println(out);
    assertThat(code).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).filteredOn(line -> line.startsWith("ratio ")).hasSize(3);
    assertThat(lines.get(lines.size() - 3))
        .matches("ratio heap \\d+\\.\\d\\d of poll-and-decode \\(.* k events/s, .*\\)");
    assertThat(lines.get(lines.size() - 2)).startsWith("ratio rocksdb ");
    assertThat(lines.get(lines.size() - 1)).startsWith("ratio heap-all ");
    assertThat(Files.exists(directory.resolve("bench-heap.jfr"))).isTrue();
  }
}
