package vn.cds.standalone.topic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import vn.cds.contract.kafka.KafkaAccess;
import vn.cds.contract.kafka.KafkaAccess.Account;
import vn.cds.contract.kafka.KafkaAccess.Operation;
import vn.cds.contract.kafka.KafkaAccess.Right;

/** The rights of accounts as Kafka's access rules, and as the lines that add them. */
public final class AccessRules {
  private AccessRules() {}

  /**
   * One rule for each operation on each resource.
   *
   * @param principal as Kafka knows the account, for example {@code User:cds-board}
   */
  public static List<AclBinding> bindings(Account account, String principal) {
    List<AclBinding> bindings = new ArrayList<>();
    for (Right right : account.rights()) {
      ResourcePattern resource =
          new ResourcePattern(
              ResourceType.valueOf(right.on().name()),
              right.name(),
              right.prefixed() ? PatternType.PREFIXED : PatternType.LITERAL);
      for (Operation operation : right.may()) {
        bindings.add(
            new AclBinding(
                resource,
                new AccessControlEntry(
                    principal,
                    "*",
                    AclOperation.valueOf(operation.name()),
                    AclPermissionType.ALLOW)));
      }
    }
    return bindings;
  }

  /** What is allowed alike stands in one line. */
  private record Alike(KafkaAccess.Resource on, boolean prefixed, List<Operation> may) {}

  /**
   * Calls of {@code kafka-acls.sh} that add the rights; each is one line.
   *
   * @param servers Kafka's bootstrap servers
   * @param principal as Kafka knows the account
   */
  public static List<String> lines(Account account, String servers, String principal) {
    Map<Alike, List<String>> names = new LinkedHashMap<>();
    for (Right right : account.rights()) {
      names
          .computeIfAbsent(
              new Alike(right.on(), right.prefixed(), right.may()), alike -> new ArrayList<>())
          .add(right.name());
    }
    List<String> lines = new ArrayList<>();
    names.forEach((alike, of) -> lines.add(line(alike, of, servers, principal)));
    return lines;
  }

  private static String line(Alike alike, List<String> names, String servers, String principal) {
    StringJoiner line = new StringJoiner(" ");
    line.add("kafka-acls.sh --bootstrap-server").add(servers);
    line.add("--command-config admin.properties --add --allow-principal").add(quoted(principal));
    alike.may().forEach(operation -> line.add("--operation").add(operation.word()));
    String option = "--" + alike.on().name().toLowerCase(Locale.ROOT).replace('_', '-');
    names.forEach(name -> line.add(option).add(name));
    if (alike.prefixed()) {
      line.add("--resource-pattern-type prefixed");
    }
    return line.toString();
  }

  /** For a shell: names of certificates hold spaces. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9:._/=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
