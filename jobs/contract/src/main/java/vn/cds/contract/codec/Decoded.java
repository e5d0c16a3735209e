package vn.cds.contract.codec;

/**
 * What a record holds: exactly one of the two is not null.
 *
 * @param event the valid event or declared figure, or null
 * @param rejection why it is not valid, or null
 */
public record Decoded<E>(E event, Rejection rejection) {

  public Decoded {
    if ((event == null) == (rejection == null)) {
      throw new IllegalArgumentException("give exactly one of event and rejection");
    }
  }
}
