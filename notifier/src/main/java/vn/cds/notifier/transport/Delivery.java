package vn.cds.notifier.transport;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.Word;

/**
 * A message to a recipient. Its content is fixed before it is first sent, so that every attempt
 * sends the same.
 *
 * @param id made from recipient, kind, province and items
 * @param province code; null for a digest
 * @param items at least one
 * @param attempts how often it was sent, with or without success
 * @param lastError null when there was none
 * @param acknowledgedAt null until the receiver took it
 */
public record Delivery(
    UUID id,
    String recipient,
    Kind kind,
    String province,
    Instant plannedAt,
    List<Item> items,
    Status status,
    int attempts,
    String lastError,
    Instant acknowledgedAt) {

  /** The beginning or the end of an episode. */
  public record Item(UUID episode, AlertTransition.Kind kind) implements Comparable<Item> {
    @Override
    public int compareTo(Item other) {
      int byEpisode = episode.compareTo(other.episode);
      return byEpisode != 0 ? byEpisode : kind.compareTo(other.kind);
    }
  }

  /** How it is sent. */
  public enum Kind implements Word {
    IMMEDIATE,
    DIGEST
  }

  /** What became of it. */
  public enum Status implements Word {
    PLANNED,
    RETRYING,
    DELIVERED,
    /** Not taken within the retention of the ledger. */
    ABANDONED
  }

  public static Delivery planned(
      String recipient, Kind kind, String province, Instant now, List<Item> items) {
    List<Item> sorted = items.stream().sorted().toList();
    String content =
        sorted.stream()
            .map(item -> item.episode() + "|" + item.kind().word())
            .collect(Collectors.joining("|", recipient + '|' + kind + '|' + province + '|', ""));
    UUID id = UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8));
    return new Delivery(id, recipient, kind, province, now, sorted, Status.PLANNED, 0, null, null);
  }

  public Delivery failed(String error) {
    return with(Status.RETRYING, attempts + 1, error, null);
  }

  public Delivery delivered(Instant at) {
    return with(Status.DELIVERED, attempts + 1, lastError, at);
  }

  public Delivery abandoned(Instant at) {
    return with(Status.ABANDONED, attempts, lastError, at);
  }

  private Delivery with(Status status, int attempts, String error, Instant acknowledgedAt) {
    return new Delivery(
        id, recipient, kind, province, plannedAt, items, status, attempts, error, acknowledgedAt);
  }

  public boolean isOnItsWay() {
    return status == Status.PLANNED || status == Status.RETRYING;
  }
}
