package vn.cds.metrics.state;

/** A set of status codes below 32. */
public final class StatusSet {
  private final int bits;

  private StatusSet(int bits) {
    this.bits = bits;
  }

  public static StatusSet of(int... codes) {
    int bits = 0;
    for (int code : codes) {
      bits |= 1 << code;
    }
    return new StatusSet(bits);
  }

  public boolean contains(int code) {
    return (bits >>> code & 1) != 0;
  }
}
