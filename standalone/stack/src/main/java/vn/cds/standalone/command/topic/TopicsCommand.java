package vn.cds.standalone.command.topic;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.contract.kafka.KafkaAccess;
import vn.cds.contract.kafka.KafkaAccess.Account;
import vn.cds.contract.kafka.Topic;
import vn.cds.contract.kafka.TopicPlan;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.command.option.KafkaAddress;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.topic.AccessRules;
import vn.cds.standalone.topic.ClusterTopics;
import vn.cds.standalone.topic.Consent;
import vn.cds.standalone.topic.Difference;

/** The project's topics and the rights on them. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description =
        "Compare Kafka's topics with those the project needs, make and mend them, and say which rights"
            + " each program needs (docs/kafka.md).",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TopicsCommand.Check.class, TopicsCommand.Apply.class, TopicsCommand.Acls.class},
    footer = {
      "",
      "Examples:",
      "  ./cds topics check --kafka kafka:9092",
      "  ./cds topics apply --kafka kafka:9092 --partitions 12 --replication-factor 3",
      "  ./cds topics acls --kafka kafka:9093 --account board"
    })
public final class TopicsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Which Kafka, and how its topics shall be. */
  static final class Wanted {
    @Mixin private KafkaAddress kafka;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description =
            "Partitions and settings of your own, on top of the bundled topics.yaml (docs/kafka.md).")
    private Path file;

    @Option(
        names = "--partitions",
        paramLabel = "N",
        description = "At least so many, where no file gives a topic a number. Default: 4.")
    private Integer partitions;

    @Option(
        names = "--replication-factor",
        paramLabel = "N",
        description = "Copies of each topic. Default: 3, or as many as there are brokers.")
    private Integer replicas;

    private TopicPlan plan() {
      requirePositive("--partitions", partitions);
      requirePositive("--replication-factor", replicas);
      TopicPlan plan = TopicPlan.bundled();
      if (file != null) {
        plan = plan.with(file);
      }
      return partitions == null ? plan : plan.withPartitions(partitions);
    }

    private static void requirePositive(String option, Integer number) {
      if (number != null && (number < 1 || number > Short.MAX_VALUE)) {
        throw UserError.usage(option + " is from 1 to " + Short.MAX_VALUE);
      }
    }

    private ClusterTopics topics() {
      return new ClusterTopics(kafka.connection(), kafka.within());
    }

    private int replicas(ClusterTopics topics) {
      return replicas == null ? topics.usualReplicas() : replicas;
    }
  }

  private static int report(List<Difference> differences, TopicPlan plan, PrintWriter out) {
    differences.forEach(out::println);
    if (differences.isEmpty()) {
      out.printf("all %d topics are as they shall be%n", plan.topics().size());
      return ExitCode.OK;
    }
    out.printf("%d differences%n", differences.size());
    return ExitCode.FAILED;
  }

  /** Changes nothing. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description =
          "List everything that is otherwise in Kafka than it shall be, and what to do. Exit code 1 when"
              + " there is anything.",
      footer = {
        "",
        "Examples:",
        "  ./cds topics check                                of the demo that runs in ./data",
        "  ./cds topics check --kafka kafka:9093 --kafka-properties admin.properties --file ours.yaml"
      })
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Wanted wanted;

    @Override
    public Integer call() {
      TopicPlan plan = wanted.plan();
      try (ClusterTopics topics = wanted.topics()) {
        return report(
            topics.compare(plan, wanted.replicas(topics), Consent.NONE),
            plan,
            spec.commandLine().getOut());
      }
    }
  }

  /** Makes and mends. */
  @Command(
      name = "apply",
      mixinStandardHelpOptions = true,
      description = {
        "Make the topics that are missing, and give the others the settings that they shall have. No topic"
            + " is ever deleted, and none loses partitions or records, unless an option below names"
            + " it. What is left different is listed; exit code 1 then."
      },
      footer = {
        "",
        "Examples:",
        "  ./cds topics apply --kafka kafka:9092 --partitions 12 --replication-factor 3",
        "  ./cds topics apply --kafka kafka:9092 --file ours.yaml --delete-old cds.metrics"
      })
  static final class Apply implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Wanted wanted;

    @Option(
        names = "--only-missing",
        description =
            "Make topics that are missing and alter none. What is different is listed; exit code 0.")
    private boolean onlyMissing;

    @Option(
        names = "--add-partitions",
        paramLabel = "TOPIC",
        description =
            "Let this topic have more partitions though it holds records. Communes move to other"
                + " partitions then: of two records with one event_id and other content either may"
                + " count. May be given several times.")
    private Set<String> addPartitions = new HashSet<>();

    @Option(
        names = "--delete-old",
        paramLabel = "TOPIC",
        description =
            "Let Kafka delete what this topic holds and shall no longer keep. May be given several"
                + " times.")
    private Set<String> deleteOld = new HashSet<>();

    @Override
    public Integer call() {
      TopicPlan plan = wanted.plan();
      Set<String> names = plan.topics().stream().map(Topic::name).collect(Collectors.toSet());
      for (Set<String> named : List.of(addPartitions, deleteOld)) {
        for (String topic : named) {
          if (!names.contains(topic)) {
            throw UserError.usage(
                topic + " is no topic of the project; ./cds topics check names them");
          }
        }
      }
      PrintWriter out = spec.commandLine().getOut();
      try (ClusterTopics topics = wanted.topics()) {
        List<Difference> left =
            topics.apply(
                plan,
                wanted.replicas(topics),
                new Consent(addPartitions, deleteOld),
                onlyMissing,
                out::println);
        int code = report(left, plan, out);
        return onlyMissing ? ExitCode.OK : code;
      }
    }
  }

  /** Rights. */
  @Command(
      name = "acls",
      mixinStandardHelpOptions = true,
      description =
          "Print the calls of kafka-acls.sh that give each program the rights that it needs, or give"
              + " them. Kafka's default denies everything else once it has an authorizer.",
      footer = {
        "",
        "Examples:",
        "  ./cds topics acls --kafka kafka:9093",
        "  ./cds topics acls --kafka kafka:9093 --principal 'board=User:CN=board,O=So KHCN'",
        "  ./cds topics acls --kafka kafka:9093 --kafka-properties admin.properties --apply"
      })
  static final class Acls implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private KafkaAddress kafka;

    @Option(
        names = "--account",
        paramLabel = "NAME",
        description = "Only of this program, such as board. May be given several times.")
    private Set<String> chosen = new HashSet<>();

    @Option(
        names = "--principal",
        paramLabel = "NAME=PRINCIPAL",
        description =
            "What Kafka calls a program's account. Default: User:cds-NAME. May be given several times.")
    private Map<String, String> principals = new HashMap<>();

    @Option(
        names = "--kafka-group",
        defaultValue = "cds",
        description = "As the jobs' kafka.group.id. Default: ${DEFAULT-VALUE}.")
    private String group;

    @Option(
        names = "--apply",
        description = "Give the rights instead of printing. None is ever taken back.")
    private boolean apply;

    @Override
    public Integer call() {
      List<Account> accounts = accounts();
      PrintWriter out = spec.commandLine().getOut();
      if (apply) {
        List<AclBinding> bindings = new ArrayList<>();
        accounts.forEach(
            account -> bindings.addAll(AccessRules.bindings(account, principal(account))));
        give(kafka.connection(), bindings);
        out.printf("%d accounts have their rights%n", accounts.size());
      } else {
        String servers = kafka.isGiven() ? kafka.named() : "HOST:PORT";
        for (Account account : accounts) {
          out.printf("# %s: %s%n", account.name(), account.purpose());
          AccessRules.lines(account, servers, principal(account)).forEach(out::println);
        }
      }
      return ExitCode.OK;
    }

    private List<Account> accounts() {
      List<Account> all = KafkaAccess.accounts(group);
      Set<String> known = all.stream().map(Account::name).collect(Collectors.toSet());
      for (Set<String> named : List.of(chosen, principals.keySet())) {
        for (String name : named) {
          if (!known.contains(name)) {
            throw UserError.usage(
                "there is no account "
                    + name
                    + "; there is "
                    + all.stream().map(Account::name).collect(Collectors.joining(", ")));
          }
        }
      }
      return all.stream()
          .filter(account -> chosen.isEmpty() || chosen.contains(account.name()))
          .toList();
    }

    private String principal(Account account) {
      return principals.getOrDefault(account.name(), "User:cds-" + account.name());
    }

    private void give(KafkaConnection connection, List<AclBinding> bindings) {
      try (Admin admin = Admin.create(connection.settings(kafka.within()))) {
        admin.createAcls(bindings).all().get(kafka.within().toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw UserError.environment(
            "Kafka at %s did not take the rights: %s. It needs an authorizer, and the account the right Alter on the cluster"
                .formatted(connection, Failures.message(e)),
            e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw UserError.environment("interrupted while giving rights", e);
      }
    }
  }
}
