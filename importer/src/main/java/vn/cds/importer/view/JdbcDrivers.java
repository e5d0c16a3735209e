package vn.cds.importer.view;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import vn.cds.importer.UnusableInput;

/** JDBC drivers: PostgreSQL's, and those whose jars an operator has put into a folder. */
public final class JdbcDrivers {
  private final Path folder;

  /**
   * @param folder whose jars are looked at when a driver is wanted; need not exist
   */
  public JdbcDrivers(Path folder) {
    this.folder = folder;
  }

  /**
   * The driver for an address.
   *
   * @param kind the start of the address, which may be printed
   * @throws UnusableInput when there is none
   */
  Driver find(String url, String kind) {
    List<URL> jars = jars();
    // Not closed: a driver loads its classes when it needs them.
    ClassLoader loader =
        jars.isEmpty()
            ? JdbcDrivers.class.getClassLoader()
            : new URLClassLoader(jars.toArray(URL[]::new), JdbcDrivers.class.getClassLoader());
    List<String> broken = new ArrayList<>();
    Iterator<Driver> drivers = ServiceLoader.load(Driver.class, loader).iterator();
    while (true) {
      try {
        if (!drivers.hasNext()) {
          break;
        }
        Driver driver = drivers.next();
        if (driver.acceptsURL(url)) {
          return driver;
        }
      } catch (ServiceConfigurationError | SQLException e) {
        broken.add(String.valueOf(e.getMessage()));
      }
    }
    throw new UnusableInput(
        "there is no driver for "
            + kind
            + " here. Put the jar of "
            + Dialect.of(kind).driver()
            + " into the folder "
            + folder.toAbsolutePath()
            + ", for Java 17, and try again"
            + (broken.isEmpty() ? "" : ". A driver there cannot be loaded: " + broken.get(0)));
  }

  private List<URL> jars() {
    List<URL> jars = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return jars;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path file : files) {
        jars.add(file.toUri().toURL());
      }
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a file has an address", e);
    } catch (IOException e) {
      throw new UnusableInput(
          "the folder of drivers " + folder + " cannot be read: " + e.getMessage(), e);
    }
    return jars;
  }
}
