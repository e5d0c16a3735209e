package vn.cds.notifier.transport;

/** Takes a letter to its recipient. Thread-safe. */
public interface Transport {

  /**
   * Returns when the receiver has taken the letter.
   *
   * @throws DeliveryFailed when it has not, or nobody knows whether it has
   */
  void send(Letter letter) throws DeliveryFailed;
}
