package vn.cds.proof.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Random;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.VietnamTime;

/**
 * Two exports of a one-stop system, an older one and a newer one that says something else of most
 * dossiers, and the mapping that reads them.
 *
 * @param files the older one first
 */
record SimulatedExports(Path mapping, List<Path> files) {
  /** Of the code of every dossier; no other dossier has it. */
  static final String DOSSIER_PREFIX = "IMPORTED-";

  private static final String MAPPING =
      """
      kind = service-requests
      source = verify
      export.date_in_name = yyyy-MM-dd
      dossier_code.column = Mã hồ sơ
      dossier_code.prefix = %s
      commune_code.column = Mã xã
      procedure_code.constant = 1.004616
      channel.column = Hình thức
      submitted_at.column = Ngày tiếp nhận
      due_at.column = Ngày hẹn trả
      done_at.column = Ngày trả
      event.registered.at = submitted_at
      event.done.at = done_at
      """
          .formatted(DOSSIER_PREFIX);
  private static final String HEADER =
      "Mã hồ sơ;Mã xã;Hình thức;Ngày tiếp nhận;Ngày hẹn trả;Ngày trả\n";

  private static final int COMMUNES = 50;

  /** How many days before today an export was taken: the older one, the newer one. */
  private static final List<Integer> AGES = List.of(10, 1);

  /** Of a dossier, in days before the older export. */
  private static final int NEWEST = 20;

  private static final int OLDEST = 300;

  /**
   * Writes them.
   *
   * @param directory made when it is not there
   * @param seed decides what the exports say
   * @param dossiers of each export
   */
  static SimulatedExports write(Path directory, long seed, int dossiers) {
    LocalDate today = LocalDate.now(VietnamTime.OFFSET);
    List<Unit> communes = Roster.bundled().units(today).subList(0, COMMUNES);
    Random random = new Random(seed);
    StringBuilder older = new StringBuilder(HEADER);
    StringBuilder newer = new StringBuilder(HEADER);
    for (int i = 0; i < dossiers; i++) {
      LocalDateTime received =
          today
              .minusDays(AGES.get(0) + NEWEST + random.nextInt(OLDEST - NEWEST))
              .atTime(8 + random.nextInt(9), random.nextInt(60));
      String dossier =
          "%06d;%s;%s;%s;%s;"
              .formatted(
                  i,
                  communes.get(random.nextInt(COMMUNES)).code(),
                  random.nextBoolean() ? "Trực tuyến" : "Trực tiếp",
                  received,
                  received.plusDays(1 + random.nextInt(NEWEST)));
      // Open or not, and if not, when: the newer export says it anew.
      older.append(dossier).append(end(received, random)).append('\n');
      newer.append(dossier).append(end(received, random)).append('\n');
    }
    try {
      Files.createDirectories(directory);
      return new SimulatedExports(
          Files.writeString(directory.resolve("mapping.properties"), MAPPING),
          List.of(
              Files.writeString(export(directory, today.minusDays(AGES.get(0))), older),
              Files.writeString(export(directory, today.minusDays(AGES.get(1))), newer)));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write exports into " + directory + ": " + e.getMessage(), e);
    }
  }

  private static String end(LocalDateTime received, Random random) {
    return random.nextInt(3) == 0
        ? ""
        : received.plusMinutes(random.nextInt(NEWEST * 24 * 60)).toString();
  }

  private static Path export(Path directory, LocalDate date) {
    return directory.resolve("export-" + date + ".csv");
  }
}
