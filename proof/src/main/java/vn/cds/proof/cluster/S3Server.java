package vn.cds.proof.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import vn.cds.standalone.clickhouse.FreePort;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.flink.FlinkProcesses;

/**
 * An S3 server in a process of its own: S3Proxy, which keeps the objects as files, so that they
 * outlive a kill. Clients must sign their requests.
 */
final class S3Server {
  /** The bucket that it holds. */
  static final String BUCKET = "flink";

  private static final String KEY_ID = "cds";
  private static final int SECRET_BYTES = 16;

  private final ClusterProcess process;
  private final String secret;

  private S3Server(ClusterProcess process, String secret) {
    this.process = process;
    this.secret = secret;
  }

  /**
   * One that is not started yet, on a free port, with a secret of its own.
   *
   * @param directory of its objects and configuration; other accounts must not read it
   * @param jar S3Proxy with all that it needs, which the build fetches; it stays off the class path
   *     of everything else
   * @throws UserError when there is no such jar
   */
  static S3Server in(Path directory, Path logs, Path jar) throws IOException {
    if (!Files.isReadable(jar)) {
      throw UserError.environment("there is no S3 server " + jar + ". Say ./cds build");
    }
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    int port = FreePort.choose();
    Path objects = directory.resolve("objects");
    Files.createDirectories(objects.resolve(BUCKET));
    Path configuration =
        Files.writeString(
            directory.resolve("s3proxy.properties"),
            """
            s3proxy.endpoint=http://127.0.0.1:%d
            s3proxy.authorization=aws-v2-or-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            jclouds.provider=filesystem-nio2
            jclouds.identity=local
            jclouds.credential=local
            jclouds.filesystem.basedir=%s
            """
                .formatted(port, KEY_ID, secret, objects));
    String classPath = jar + File.pathSeparator + FlinkProcesses.codeSource();
    return new S3Server(
        ClusterProcess.ofJvm(
            "s3",
            logs,
            port,
            classPath,
            List.of("-Xmx256m", "-XX:+UseSerialGC"),
            "org.gaul.s3proxy.Main",
            List.of("--properties", configuration.toString())),
        secret);
  }

  ClusterProcess process() {
    return process;
  }

  String endpoint() {
    return "http://127.0.0.1:" + process.port();
  }

  /** The variables by which Flink's S3 file system knows who it is. */
  Map<String, String> credentials() {
    return Map.of("AWS_ACCESS_KEY_ID", KEY_ID, "AWS_SECRET_ACCESS_KEY", secret);
  }
}
