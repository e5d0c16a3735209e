package vn.cds.standalone.command.option;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import vn.cds.importer.view.JdbcDrivers;

/** Where operators put JDBC drivers that are not bundled. */
public final class DriverFolder {
  @Option(
      names = "--drivers",
      paramLabel = "DIR",
      description =
          "The folder with JDBC drivers of SQL Server, MySQL, Oracle and others, a jar each;"
              + " PostgreSQL needs none. Default: drivers, where ./cds lies.")
  private Path folder;

  /** Those that are there when one is wanted. */
  public JdbcDrivers drivers() {
    return new JdbcDrivers(
        folder != null ? folder : Path.of(System.getProperty("cds.root", "."), "drivers"));
  }
}
