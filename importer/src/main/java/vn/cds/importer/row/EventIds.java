package vn.cds.importer.row;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids of imported events: UUIDv5 of what makes an event this event. They never change. */
public final class EventIds {
  /** The namespace of event ids made here; any fixed UUID does. */
  private static final UUID NAMESPACE = UUID.fromString("6c0f2f1e-6f0e-5d0c-9a53-8d1a2f6b7c40");

  private EventIds() {}

  /**
   * The id of an event that comes again with other content, or after it was taken back.
   *
   * @param first the event's id with revision 0: of the dossier, its status and the moment
   * @param revision 0 for the first time
   */
  public static UUID of(UUID first, int revision) {
    return revision == 0 ? first : of(first + "|" + revision);
  }

  /** The id with this name. */
  static UUID of(String name) {
    MessageDigest sha1;
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-1", e);
    }
    sha1.update(
        ByteBuffer.allocate(16)
            .putLong(NAMESPACE.getMostSignificantBits())
            .putLong(NAMESPACE.getLeastSignificantBits())
            .array());
    ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
    long high = (hash.getLong() & ~0xF000L) | 0x5000L;
    long low = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
