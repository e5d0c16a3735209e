package vn.cds.standalone.command;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.standalone.command.option.KafkaAddress;
import vn.cds.standalone.error.ExitCode;

/** What this machine has, and what to do about what it lacks. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Check what ./cds demo and the build need on this machine, and say what to do about what is"
            + " missing.",
    footer = {
      "",
      "Examples:",
      "  ./cds doctor",
      "  ./cds doctor --port 8090 --data /srv/cds",
      "",
      "Exit codes: 0 all is well, or only hints; 3 something is missing."
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final long GIB = 1L << 30;
  private static final int PROGRAM_TIMEOUT_SECONDS = 20;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "The board's port. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = KafkaAddress.DEFAULT_DATA,
      description = "The data directory. Default: ${DEFAULT-VALUE}.")
  private Path data;

  private enum Level {
    OK("ok  "),
    HINT("hint"),
    MISSING("FAIL");

    private final String word;

    Level(String word) {
      this.word = word;
    }
  }

  private record Finding(Level level, String what, String advice) {
    static Finding ok(String what) {
      return new Finding(Level.OK, what, null);
    }

    static Finding hint(String what, String advice) {
      return new Finding(Level.HINT, what, advice);
    }

    static Finding missing(String what, String advice) {
      return new Finding(Level.MISSING, what, advice);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    boolean missing = false;
    for (Finding finding : findings()) {
      out.println(finding.level.word + "  " + finding.what);
      if (finding.advice != null) {
        out.println("      " + finding.advice);
      }
      missing |= finding.level == Level.MISSING;
    }
    return missing ? ExitCode.ENVIRONMENT : ExitCode.OK;
  }

  private List<Finding> findings() throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(
        program(
            "mvn", "--version", "Maven 3.8 or later builds the project", "apt-get install maven"));
    findings.add(program("node", nodeVersion(), "Node builds the board", "see https://nodejs.org"));
    findings.add(
        program(
            "npm", "--version", "npm fetches the board's parts and ClickHouse", "comes with Node"));
    findings.add(memory());
    findings.add(disk("data directory", data.toAbsolutePath().normalize(), 5));
    findings.add(clickHouse());
    findings.add(port());
    findings.add(localhost());
    return findings;
  }

  private static Finding java() {
    int version = Runtime.version().feature();
    String what = "Java " + Runtime.version() + " in " + System.getProperty("java.home");
    return version >= 17
        ? Finding.ok(what)
        : Finding.missing(what, "Install a JDK 17 or later and point JAVA_HOME to it.");
  }

  /** What has Node tell its version; where the sources are, it fails when they need another. */
  private static String nodeVersion() {
    Path check = Path.of(System.getProperty("cds.root", ""), "dashboard/web/node-version.cjs");
    return Files.isReadable(check) ? check.toString() : "--version";
  }

  private static Finding program(String name, String version, String purpose, String advice)
      throws InterruptedException {
    try {
      Process process = new ProcessBuilder(name, version).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor(PROGRAM_TIMEOUT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
        // Maven colours its version.
        String told = text.lines().findFirst().orElse("").replaceAll("\u001B\\[[0-9;]*m", "");
        return Finding.ok(told.startsWith(name) ? told : name + " " + told);
      }
      return Finding.missing(name + " fails: " + text.strip(), purpose + ": " + advice);
    } catch (IOException e) {
      return Finding.missing(name + " is not on the PATH", purpose + ": " + advice);
    }
  }

  private static Finding memory() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double gib = (double) system.getTotalMemorySize() / GIB;
    String what = String.format(java.util.Locale.ROOT, "%.1f GiB of memory", gib);
    return gib >= 3.5
        ? Finding.ok(what)
        : Finding.missing(what, "The demo needs about 3 GiB, beside what the system uses.");
  }

  private static Finding disk(String name, Path directory, int needed) throws IOException {
    Path existing = directory;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isWritable(existing)) {
      return Finding.missing(
          name + " " + directory + " cannot be written", "Choose another with --data.");
    }
    double free = (double) Files.getFileStore(existing).getUsableSpace() / GIB;
    String what =
        String.format(java.util.Locale.ROOT, "%.0f GiB free for the %s %s", free, name, directory);
    return free >= needed
        ? Finding.ok(what)
        : Finding.missing(what, "It needs " + needed + " GiB. Free some, or choose another disk.");
  }

  /** The same places the embedded ClickHouse looks in. */
  private static Finding clickHouse() throws IOException {
    String url = System.getenv("CDS_CLICKHOUSE_URL");
    if (url != null && !url.isBlank()) {
      return Finding.ok("ClickHouse is the server at CDS_CLICKHOUSE_URL");
    }
    String cacheVariable = System.getenv("CDS_CACHE");
    Path cache =
        cacheVariable == null || cacheVariable.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache", "cds")
            : Path.of(cacheVariable);
    if (Files.isDirectory(cache)) {
      try (Stream<Path> files = Files.list(cache)) {
        if (files.anyMatch(
            f ->
                f.getFileName().toString().matches("chdb-.*(?<!\\.part)")
                    && Files.isDirectory(f))) {
          return Finding.ok("the ClickHouse library is in " + cache);
        }
      }
    }
    Finding room = disk("ClickHouse library", cache, 1);
    return room.level == Level.MISSING
        ? room
        : Finding.hint(
            "the ClickHouse library is not in " + cache + " yet",
            "The first ./cds demo fetches it with npm (about 180 MB).");
  }

  private Finding port() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress("127.0.0.1", port));
      return Finding.ok("port " + port + " is free for the board");
    } catch (IOException e) {
      return Finding.hint(
          "port " + port + " is taken", "Give the board another: ./cds demo --port 8090");
    }
  }

  private static Finding localhost() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress("127.0.0.1", 0));
      return Finding.ok("programs can listen on 127.0.0.1");
    } catch (IOException e) {
      return Finding.missing(
          "nothing can listen on 127.0.0.1: " + e.getMessage(),
          "Check the firewall and the limits of this account.");
    }
  }
}
