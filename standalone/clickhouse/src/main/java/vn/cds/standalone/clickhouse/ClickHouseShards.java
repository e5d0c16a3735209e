package vn.cds.standalone.clickhouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A ClickHouse cluster on one machine: servers of one shard each, with the same accounts, that know
 * each other as the cluster {@link #CLUSTER}. For tests and verification: other users of the
 * machine can read from the ports by which the servers talk to each other.
 */
public final class ClickHouseShards implements AutoCloseable {

  /** The name of the cluster in the servers' configuration. */
  public static final String CLUSTER = "cds";

  private final List<EmbeddedClickHouse> servers;

  private ClickHouseShards(List<EmbeddedClickHouse> servers) {
    this.servers = servers;
  }

  /**
   * Starts the servers, each in a directory of its own, and returns when all answer.
   *
   * @param directory made if absent
   * @param count of shards
   * @throws IllegalStateException when one does not start; the message says why
   */
  public static ClickHouseShards start(Path directory, int count) {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ports.add(EmbeddedClickHouse.freePort());
    }
    String secret = Accounts.secret();
    ClickHouseShards shards = new ClickHouseShards(new ArrayList<>());
    try {
      for (int i = 0; i < count; i++) {
        Path own = directory.resolve("shard-" + (i + 1));
        if (i > 0) {
          shareAccounts(directory.resolve("shard-1"), own);
        }
        shards.servers.add(EmbeddedClickHouse.startInCluster(own, configuration(ports, i, secret)));
      }
    } catch (IOException e) {
      shards.close();
      throw new UncheckedIOException("The accounts could not be copied in " + directory, e);
    } catch (RuntimeException e) {
      shards.close();
      throw e;
    }
    return shards;
  }

  /** The servers, in the order of their shards. Each can be killed and restarted. */
  public List<EmbeddedClickHouse> servers() {
    return List.copyOf(servers);
  }

  private static void shareAccounts(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (String account : List.of(Accounts.OWNER, Accounts.READER)) {
      Path copy = Accounts.passwordFile(to, account);
      Files.deleteIfExists(copy);
      Files.copy(Accounts.passwordFile(from, account), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private static String configuration(List<Integer> ports, int own, String secret) {
    StringBuilder shards = new StringBuilder();
    for (int port : ports) {
      shards.append(
          """
              <shard>
                <internal_replication>true</internal_replication>
                <replica><host>127.0.0.1</host><port>%d</port></replica>
              </shard>
          """
              .formatted(port));
    }
    return """
        <tcp_port>%1$d</tcp_port>
          <remote_servers>
            <%2$s>
              <secret>%3$s</secret>
        %4$s    </%2$s>
          </remote_servers>"""
        .formatted(ports.get(own), CLUSTER, secret, shards);
  }

  @Override
  public void close() {
    servers.forEach(EmbeddedClickHouse::close);
  }
}
