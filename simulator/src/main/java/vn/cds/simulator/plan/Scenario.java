package vn.cds.simulator.plan;

import java.util.List;
import java.util.Locale;

/**
 * What a run imitates, read from the resource {@code vn/cds/simulator/<name>.properties}.
 * Immutable.
 */
public final class Scenario {

  /** How time is filled with events. */
  public enum Engine {
    /** Day by day, by the working calendar. */
    DAYS,
    /** At a steady rate, compressed. */
    LIVE,
    /** Documents of a year with exact totals. */
    HISTORY,
    /** A finite number of events in a window, without any memory. */
    PEAK
  }

  private final String name;
  private final String description;
  private final Engine engine;
  private final Plan plan;

  private Scenario(String name, String description, Engine engine, Plan plan) {
    this.name = name;
    this.description = description;
    this.engine = engine;
    this.plan = plan;
  }

  /** The names of all scenarios. */
  public static List<String> names() {
    return List.of("demo", "province-today", "thanh-hoa-2022", "mixed", "peak");
  }

  /**
   * Reads a scenario.
   *
   * @throws IllegalArgumentException when there is none of this name; the message lists the names
   */
  public static Scenario of(String name) {
    if (!names().contains(name)) {
      throw new IllegalArgumentException(
          "There is no scenario " + name + "; choose one of " + String.join(", ", names()) + ".");
    }
    Settings settings = Settings.load(name);
    Scenario scenario =
        new Scenario(
            name,
            settings.text("description"),
            Engine.valueOf(settings.text("engine").toUpperCase(Locale.ROOT)),
            Plan.read(settings));
    settings.close();
    return scenario;
  }

  /** Such as {@code thanh-hoa-2022}. */
  public String name() {
    return name;
  }

  /** One line for people. */
  public String description() {
    return description;
  }

  public Engine engine() {
    return engine;
  }

  public Plan plan() {
    return plan;
  }
}
