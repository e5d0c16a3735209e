package vn.cds.standalone.command.feed;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.RecordMetadata;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.cds.contract.event.EventStream;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.TopicWriter;
import vn.cds.standalone.command.option.KafkaAddress;
import vn.cds.standalone.command.option.RecordPatience;
import vn.cds.standalone.command.option.StreamConverter;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** Lines of a file, as they are, into a topic. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description =
        "Send a file of events to Kafka: one JSON object per line (docs/contract.md). Lines that break"
            + " the contract are sent, too; they come back as dead letters. Empty lines are skipped.",
    footer = {
      "",
      "Examples:",
      "  ./cds send events.jsonl                            to the demo that runs in ./data",
      "  ./cds send --kind payments --kafka kafka:9092 payments.jsonl",
      "  zcat events.jsonl.gz | ./cds send -                from standard input"
    })
public final class SendCommand implements Callable<Integer> {
  private static final Pattern COMMUNE =
      Pattern.compile("\"commune_code\"\\s*:\\s*\"([^\"\\\\]{1,32})\"");

  @Spec private CommandSpec spec;
  @Mixin private KafkaAddress kafka;
  @Mixin private RecordPatience patience;

  @Option(
      names = "--kind",
      defaultValue = "service-requests",
      converter = StreamConverter.class,
      description = "documents, payments or service-requests. Default: ${DEFAULT-VALUE}.")
  private EventStream kind;

  @Option(names = "--topic", description = "The topic, when it is not the usual one of the kind.")
  private String topic;

  @Option(
      names = "--from-line",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Leave out the lines before this one: where an earlier run was stopped, which says so.")
  private long fromLine;

  @Parameters(paramLabel = "FILE", description = "JSON lines in UTF-8; - is standard input.")
  private String file;

  /** The records that Kafka may not have yet, in the order of their lines. */
  private final Deque<Sent> onTheWay = new ArrayDeque<>();

  private record Sent(long line, Future<RecordMetadata> answer) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (fromLine < 1) {
      throw UserError.usage("--from-line begins at 1");
    }
    String to = topic == null ? kind.topic() : topic;
    try (InputStream in = open()) {
      KafkaConnection connection = kafka.connection();
      PrintWriter err = spec.commandLine().getErr();
      long sent =
          send(
              in,
              to,
              TopicWriter.open(
                  connection, List.of(to), kafka.within(), patience.limit(), err::println));
      spec.commandLine().getOut().printf("sent %d records to %s at %s%n", sent, to, connection);
    }
    return ExitCode.OK;
  }

  private long send(InputStream in, String to, TopicWriter writer)
      throws IOException, InterruptedException {
    long sent = 0;
    try (writer) {
      long number = 0;
      for (byte[] line = readLine(in); line != null; line = readLine(in)) {
        number++;
        if (number >= fromLine && !isBlank(line)) {
          onTheWay.add(new Sent(number, writer.send(to, key(line), line)));
          sent++;
        }
        forgetTaken();
      }
      writer.flush();
      return sent;
    } catch (UserError e) {
      forgetTaken();
      throw onTheWay.isEmpty()
          ? e
          : UserError.environment(
              "%s. To go on: ./cds send --from-line %d with the same options"
                  .formatted(e.getMessage(), onTheWay.peek().line()),
              e);
    }
  }

  private void forgetTaken() throws InterruptedException {
    while (!onTheWay.isEmpty() && isTaken(onTheWay.peek())) {
      onTheWay.remove();
    }
  }

  private static boolean isTaken(Sent one) throws InterruptedException {
    if (!one.answer().isDone()) {
      return false;
    }
    try {
      one.answer().get();
      return true;
    } catch (ExecutionException e) {
      return false; // which the writer tells
    }
  }

  private InputStream open() throws IOException {
    if (file.equals("-")) {
      return new BufferedInputStream(System.in);
    }
    Path path = Path.of(file);
    try {
      return new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    } catch (NoSuchFileException e) {
      throw UserError.usage("there is no file " + path.toAbsolutePath(), e);
    } catch (IOException e) {
      throw UserError.usage("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** The bytes up to the next line feed, without a carriage return; null at the end. */
  private static byte[] readLine(InputStream in) throws IOException {
    int b = in.read();
    if (b < 0) {
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    while (b >= 0 && b != '\n') {
      line.write(b);
      b = in.read();
    }
    byte[] bytes = line.toByteArray();
    int length = bytes.length;
    return length > 0 && bytes[length - 1] == '\r'
        ? java.util.Arrays.copyOf(bytes, length - 1)
        : bytes;
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  /**
   * All copies of an event must lie in one partition. A line without a readable commune is a dead
   * letter wherever it lies.
   */
  private static byte[] key(byte[] line) {
    Matcher commune = COMMUNE.matcher(new String(line, StandardCharsets.UTF_8));
    return commune.find() ? commune.group(1).getBytes(StandardCharsets.UTF_8) : null;
  }
}
