package vn.cds.contract.alerts;

import java.time.Instant;

/**
 * A sign that the job judges a province, as {@code cds.alert-heartbeats} carries it: without it,
 * silence would look like "all is well".
 *
 * @param province code of the province
 * @param at when it was judged
 * @param open how many episodes are open in the province
 */
public record AlertHeartbeat(String province, Instant at, int open) {

  /** Compact JSON in UTF-8. */
  public byte[] encode() {
    return new FlatMessage.Writer()
        .with("province", province)
        .with("at", at)
        .with("open", open)
        .bytes();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws InvalidAlertMessage with the field and what is wrong with it
   */
  public static AlertHeartbeat decode(byte[] json) {
    FlatMessage message = FlatMessage.read("The heartbeat", json);
    return new AlertHeartbeat(message.code("province"), message.time("at"), message.count("open"));
  }
}
