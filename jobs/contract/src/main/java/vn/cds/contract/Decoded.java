package vn.cds.contract;

/**
 * What a record holds: exactly one of the two is not null.
 *
 * @param event the valid event, or null
 * @param rejection why it is not valid, or null
 */
public record Decoded<E extends Event>(E event, Rejection rejection) {

  public Decoded {
    if ((event == null) == (rejection == null)) {
      throw new IllegalArgumentException("give exactly one of event and rejection");
    }
  }
}
