package vn.cds.contract.kafka;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.cds.contract.file.DataText;
import vn.cds.contract.settings.Faults;
import vn.cds.contract.settings.YamlMapping;

/**
 * Which program needs which rights in a Kafka with access rights, from {@code kafka-access.yaml}.
 */
public final class KafkaAccess {
  private static final String FILE = "kafka-access.yaml";

  private KafkaAccess() {}

  /** What a right is about. */
  public enum Resource {
    TOPIC("topic"),
    GROUP("group"),
    TRANSACTIONAL_ID("transactionalId");

    private final String word;

    Resource(String word) {
      this.word = word;
    }

    /** As the file and Strimzi's operator write it. */
    public String word() {
      return word;
    }

    private static Resource of(String word) {
      return Arrays.stream(values()).filter(one -> one.word.equals(word)).findAny().orElse(null);
    }
  }

  /** What may be done. */
  public enum Operation {
    READ("Read"),
    WRITE("Write"),
    CREATE("Create"),
    ALTER("Alter"),
    DESCRIBE("Describe"),
    ALTER_CONFIGS("AlterConfigs"),
    DESCRIBE_CONFIGS("DescribeConfigs");

    private final String word;

    Operation(String word) {
      this.word = word;
    }

    /** As Kafka's tools write it. */
    public String word() {
      return word;
    }

    private static Operation of(String word) {
      return Arrays.stream(values()).filter(one -> one.word.equals(word)).findAny().orElse(null);
    }
  }

  /**
   * What an account may do.
   *
   * @param on the kind of resource
   * @param name of the resource
   * @param prefixed whether the name is the beginning of those that are meant
   * @param may all that is allowed
   */
  public record Right(Resource on, String name, boolean prefixed, List<Operation> may) {}

  /**
   * The account of a program.
   *
   * @param name such as {@code board}
   * @param purpose which program it is
   * @param rights all that it needs
   */
  public record Account(String name, String purpose, List<Right> rights) {}

  /**
   * All accounts.
   *
   * @param group prefix of the jobs' consumer groups, their option {@code kafka.group.id}
   */
  public static List<Account> accounts(String group) {
    Faults faults = new Faults(FILE);
    YamlMapping root = YamlMapping.root(DataText.bundled(FILE), faults, "format", "accounts");
    List<Account> accounts = new ArrayList<>();
    if (root != null) {
      for (YamlMapping at : root.mappings("accounts", "name", "purpose", "rights")) {
        accounts.add(new Account(at.text("name"), at.text("purpose"), rights(at, group)));
      }
    }
    faults.throwIfAny();
    return accounts;
  }

  private static List<Right> rights(YamlMapping account, String group) {
    List<Right> rights = new ArrayList<>();
    for (YamlMapping at : account.mappings("rights", "resource", "names", "prefixed", "may")) {
      Resource on = at.known("resource", Resource::of, "topic, group or transactionalId");
      boolean prefixed = at.optional("prefixed", false, Boolean::valueOf, "true");
      List<Operation> may =
          at.items("may").stream().map(item -> Operation.of(item.text())).toList();
      at.items("names")
          .forEach(
              item ->
                  rights.add(new Right(on, item.text().replace("{group}", group), prefixed, may)));
    }
    return rights;
  }
}
