package vn.cds.standalone.watch;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.source.ReadSources;
import vn.cds.importer.view.JdbcDrivers;
import vn.cds.importer.view.ViewSource;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.history.HistoryImport;
import vn.cds.standalone.history.PreviewReport;
import vn.cds.standalone.history.RunningSummary;

/** Sends exports to the Kafka of a board that runs, each as {@code ./cds import} does. */
public record ExportSender(
    KafkaConnection kafka, Roster roster, FormerUnits former, JdbcDrivers drivers, Clock clock) {

  /** What earlier imports of the mapping's kind and source read. */
  ReadSources read(Mapping mapping) throws InterruptedException {
    return HistoryImport.readBefore(kafka, mapping);
  }

  RunningSummary sendFile(Mapping mapping, Path file) throws InterruptedException {
    return HistoryImport.ofFiles(mapping, List.of(file), ExportDate.NONE, false, roster, former)
        .send(kafka);
  }

  /** What a file comes to, held against what earlier imports left in Kafka; nothing is sent. */
  PreviewReport previewFile(Mapping mapping, Path file) throws InterruptedException {
    return HistoryImport.ofFiles(mapping, List.of(file), ExportDate.NONE, false, roster, former)
        .preview(kafka);
  }

  RunningSummary sendView(Mapping mapping) throws InterruptedException {
    return HistoryImport.ofView(mapping, new ViewSource(mapping, drivers, clock), roster, former)
        .send(kafka);
  }
}
