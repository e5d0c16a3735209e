package vn.cds.proof.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.highavailability.ClientHighAvailabilityServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServicesUtils;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalListener;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows in ZooKeeper which JobManager leads, as {@code flink run} finds it. Thread-safe. */
final class LeaderWatch implements LeaderRetrievalListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);
  private static final Duration ELECTION_TIMEOUT = Duration.ofMinutes(2);

  private final ClientHighAvailabilityServices services;
  private final LeaderRetrievalService retrieval;
  private volatile URI rest;

  private LeaderWatch(ClientHighAvailabilityServices services) {
    this.services = services;
    this.retrieval = services.getClusterRestEndpointLeaderRetriever();
  }

  /**
   * @param configuration of the cluster: where its ZooKeeper is
   */
  static LeaderWatch start(Configuration configuration) throws Exception {
    LeaderWatch watch =
        new LeaderWatch(
            HighAvailabilityServicesUtils.createClientHAService(
                configuration, failure -> LOG.error("ZooKeeper cannot be watched", failure)));
    watch.retrieval.start(watch);
    return watch;
  }

  /**
   * The REST address of the leader: the last one that was elected, which may be gone by now. Waits
   * for the first election.
   *
   * @throws IllegalStateException when nobody is elected within two minutes
   */
  URI rest() {
    Poll.until(
        () -> rest != null,
        ELECTION_TIMEOUT,
        () -> "no JobManager is the leader; see the logs of the JobManagers");
    return rest;
  }

  /** Both null while ZooKeeper names no leader; the last one is kept then. */
  @Override
  public void notifyLeaderAddress(String address, UUID session) {
    LOG.info("The leader is {}, session {}", address, session);
    if (address != null) {
      rest = URI.create(address);
    }
  }

  @Override
  public void handleError(Exception failure) {
    LOG.warn("The leader cannot be read from ZooKeeper", failure);
  }

  @Override
  public void close() throws Exception {
    retrieval.stop();
    services.close();
  }
}
