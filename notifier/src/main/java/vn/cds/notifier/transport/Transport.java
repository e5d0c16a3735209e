package vn.cds.notifier.transport;

/** Sends messages to a recipient. Thread-safe. */
public interface Transport {

  /**
   * Returns when the receiver has taken the message.
   *
   * @throws DeliveryFailed when it has not, or nobody knows whether it has
   */
  void send(OutgoingMessage message) throws DeliveryFailed;
}
