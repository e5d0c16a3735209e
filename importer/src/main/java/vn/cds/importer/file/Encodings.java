package vn.cds.importer.file;

/** The encodings that a mapping may name. */
public final class Encodings {
  private Encodings() {}

  /** Whether text in an encoding of this name can be read. */
  public static boolean isKnown(String name) {
    return TextEncoding.named(name) != null;
  }
}
