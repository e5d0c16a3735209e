package vn.cds.simulator.lifecycle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import vn.cds.contract.code.ServiceLevel;
import vn.cds.simulator.random.Weighted;

/**
 * An administrative procedure of a commune.
 *
 * @param code such as 1.004616
 * @param limitHours working hours
 * @param feeVnd 0: free of charge
 */
public record Procedure(
    String code, int limitHours, long feeVnd, ServiceLevel level, boolean resultRequired) {

  long limitMillis() {
    return limitHours * 3_600_000L;
  }

  /** The procedures of procedures.csv with their weights. */
  public static Weighted<Procedure> catalogue() {
    List<Procedure> procedures = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    Procedure.class.getResourceAsStream("/vn/cds/simulator/procedures.csv")),
                StandardCharsets.UTF_8))) {
      file.readLine();
      for (String line = file.readLine(); line != null; line = file.readLine()) {
        String[] cells = line.split(",");
        weights.add(Double.valueOf(cells[1]));
        procedures.add(
            new Procedure(
                cells[0],
                Integer.parseInt(cells[2]),
                Long.parseLong(cells[3]),
                Objects.requireNonNull(ServiceLevel.of(cells[4]), line),
                Boolean.parseBoolean(cells[5])));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("procedures.csv cannot be read", e);
    }
    return new Weighted<>(procedures, weights.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
