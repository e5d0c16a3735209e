package vn.cds.contract.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The text of a data file, strictly UTF-8, without a byte order mark. */
public final class DataText {

  private static final String FOLDER = "/vn/cds/contract/";

  private DataText() {}

  /**
   * The text of an administrator's file.
   *
   * @throws InvalidDataFile when it cannot be read or is not UTF-8
   */
  public static String read(Path file) {
    List<String> errors = new ArrayList<>();
    String text = read(file, errors);
    if (!errors.isEmpty()) {
      throw new InvalidDataFile(errors);
    }
    return text;
  }

  /** The text of a file, or null after noting an error. */
  static String read(Path file, List<String> errors) {
    String name = file.getFileName().toString();
    try {
      return decode(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      errors.add(name + ": there is no file " + file + "; check the path.");
    } catch (CharacterCodingException e) {
      errors.add(name + ": is not UTF-8; save it as UTF-8.");
    } catch (IOException e) {
      errors.add(name + ": cannot be read (" + e + "); check the file and its permissions.");
    }
    return null;
  }

  /** The text of a data file in this library's jar, such as {@code units.csv}. */
  public static String bundled(String name) {
    try (InputStream stream = DataText.class.getResourceAsStream(FOLDER + name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing in the contract's jar; build it again");
      }
      return decode(stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(name + " in the contract's jar cannot be read", e);
    }
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
