package vn.cds.proof.oracle;

import vn.cds.proof.oracle.input.OracleOptions;

/** The version of a row: generation, then events, then the extra part. */
public final class Version {
  private Version() {}

  static long of(OracleOptions options, long events, long extra) {
    return ((long) options.generation() << 56) + (events << 24) + extra;
  }

  /** A version as people can read it. */
  public static String legible(long version) {
    return "generation "
        + (version >>> 56)
        + ", events "
        + ((version >>> 24) & 0xFFFF_FFFFL)
        + ", extra "
        + (version & 0xFF_FFFFL);
  }
}
