package vn.cds.importer.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Names content by its digest. */
public final class Sha256 {
  private static final int STEP = 1 << 16;

  private Sha256() {}

  /** A digest of nothing so far. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** Adds lines. */
  public static void add(MessageDigest digest, List<String> lines) {
    lines.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** The digest of a file, as 64 hexadecimal digits. */
  public static String of(Path file) throws IOException {
    MessageDigest digest = begin();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[STEP];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The digest of a text, as 64 hexadecimal digits. */
  public static String of(String text) {
    return HexFormat.of().formatHex(begin().digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
