package vn.cds.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.event.EventStream;

/** The sample files beside the contract. */
public final class Samples {

  private Samples() {}

  /**
   * A file.
   *
   * @param fault of its last record, or null when it is valid
   * @param records one, or the lines of a .jsonl file
   */
  public record Sample(String name, FaultCode fault, List<byte[]> records) {
    public byte[] last() {
      return records.get(records.size() - 1);
    }
  }

  public static List<Sample> of(EventStream stream) {
    return of(stream.wireName());
  }

  public static List<Sample> of(String topic) {
    return Stream.concat(files("valid"), files("faults"))
        .filter(file -> file.getFileName().toString().startsWith(topic + "-"))
        .sorted()
        .map(file -> sample(topic, file))
        .toList();
  }

  public static long count() {
    return Stream.concat(files("valid"), files("faults")).count();
  }

  private static Stream<Path> files(String folder) {
    try {
      Path path = Path.of(Samples.class.getResource("samples/" + folder).toURI());
      try (Stream<Path> files = Files.list(path)) {
        return files.toList().stream();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Sample sample(String topic, Path file) {
    try {
      String name = file.getFileName().toString();
      boolean valid = file.getParent().getFileName().toString().equals("valid");
      String what = name.substring(topic.length() + 1, name.lastIndexOf('.'));
      byte[] bytes = Files.readAllBytes(file);
      List<byte[]> records =
          name.endsWith(".jsonl")
              ? Arrays.stream(new String(bytes, StandardCharsets.UTF_8).split("\n"))
                  .map(line -> line.getBytes(StandardCharsets.UTF_8))
                  .toList()
              : List.of(bytes);
      return new Sample(name, valid ? null : FaultCode.valueOf(what), records);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
