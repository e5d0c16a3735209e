package vn.cds.standalone.command.catalogue;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.contract.figure.Figures;

/** A file of indicators on the command line. */
final class CatalogueFile {

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The indicators, as indicators.yaml. Default: those of this version.")
  private Path file;

  @Option(
      names = "--figures",
      paramLabel = "FIGURES.CSV",
      description = "The figures that can be declared, when they are not those of the project.")
  private Path figuresFile;

  /** The checked content. */
  Catalogue read() {
    return file == null ? Catalogue.bundled() : Catalogue.read(file, figures());
  }

  boolean isGiven() {
    return file != null;
  }

  Figures figures() {
    return figuresFile == null ? Figures.bundled() : Figures.read(figuresFile);
  }

  String name() {
    return file == null ? "the " + Catalogue.FILE + " of this version" : file.toString();
  }
}
