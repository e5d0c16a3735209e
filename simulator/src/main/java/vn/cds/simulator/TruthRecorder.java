package vn.cds.simulator;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.event.EventStream;
import vn.cds.simulator.anomaly.AnomalyPlan;
import vn.cds.simulator.fault.Canary;
import vn.cds.simulator.fault.Label;
import vn.cds.simulator.lifecycle.Draft;
import vn.cds.simulator.lifecycle.Outcome;
import vn.cds.simulator.plan.Commune;

/** Counts the records of a run. Memory grows with the number of communes only. */
final class TruthRecorder {

  /** That of the rule on-time-below-target. */
  private static final double ON_TIME_TARGET = 0.9;

  private final SimulationOptions options;
  private final List<Commune> communes;
  private final AnomalyPlan story;
  private final Map<EventStream, Counts> topics = new EnumMap<>(EventStream.class);
  private final Map<String, CommuneCounts> counted = new HashMap<>();
  private long lastSentAt = Long.MIN_VALUE;

  TruthRecorder(SimulationOptions options, List<Commune> communes, AnomalyPlan story) {
    this.options = options;
    this.communes = communes;
    this.story = story;
    for (EventStream stream : EventStream.values()) {
      topics.put(stream, new Counts());
    }
  }

  private static final class Counts {
    private final long[] labels = new long[Label.values().length];
    private final Map<FaultCode, Long> faults = new EnumMap<>(FaultCode.class);
  }

  private static final class CommuneCounts {
    private final long[] events = new long[EventStream.values().length];
    private final long[] dossiers = new long[Outcome.values().length];
  }

  void count(EventStream stream, Label label, FaultCode fault, Draft draft, long sendAt) {
    Counts counts = topics.get(stream);
    counts.labels[label.ordinal()]++;
    if (fault != null) {
      counts.faults.merge(fault, 1L, Long::sum);
    }
    lastSentAt = sendAt;
    if (label.isCounted()) {
      CommuneCounts commune =
          counted.computeIfAbsent(draft.event().communeCode(), code -> new CommuneCounts());
      commune.events[stream.ordinal()]++;
      if (draft.before() != null) {
        commune.dossiers[draft.before().ordinal()]--;
      }
      if (draft.after() != null) {
        commune.dossiers[draft.after().ordinal()]++;
      }
    }
  }

  Truth truth() {
    Map<String, Truth.Topic> topicTruths = new TreeMap<>();
    topics.forEach(
        (stream, counts) -> {
          long produced = 0;
          for (long number : counts.labels) {
            produced += number;
          }
          Map<String, Long> faults = new TreeMap<>();
          counts.faults.forEach((code, number) -> faults.put(code.name(), number));
          long takenBack = counts.labels[Label.TAKEN_BACK.ordinal()];
          long late = counts.labels[Label.LATE.ordinal()];
          topicTruths.put(
              stream.topic(),
              new Truth.Topic(
                  produced,
                  counts.labels[Label.VALID.ordinal()] + late + takenBack,
                  late,
                  takenBack,
                  counts.labels[Label.RETRACTION.ordinal()],
                  counts.labels[Label.DUPLICATE.ordinal()],
                  counts.labels[Label.TOO_LATE.ordinal()],
                  faults));
        });
    Map<String, Truth.CommuneTruth> communeTruths = new TreeMap<>();
    counted.forEach(
        (code, counts) -> {
          Map<String, Long> events = new TreeMap<>();
          for (EventStream stream : EventStream.values()) {
            events.put(stream.topic(), counts.events[stream.ordinal()]);
          }
          Map<String, Long> dossiers = new TreeMap<>();
          for (Outcome outcome : Outcome.values()) {
            dossiers.put(
                outcome.name().toLowerCase(Locale.ROOT), counts.dossiers[outcome.ordinal()]);
          }
          communeTruths.put(code, new Truth.CommuneTruth(events, dossiers));
        });
    return new Truth(
        options.asMap(),
        topicTruths,
        communeTruths,
        codes(Commune.Sync.SILENT),
        codes(Commune.Sync.DAY_LATE),
        communes.stream()
            .filter(commune -> commune.onTime() < ON_TIME_TARGET)
            .map(Commune::code)
            .toList(),
        story.intervals().stream().map(Truth.Anomaly::of).toList(),
        lastSentAt == Long.MIN_VALUE ? null : Instant.ofEpochMilli(lastSentAt).toString(),
        Canary.values());
  }

  private List<String> codes(Commune.Sync sync) {
    return communes.stream().filter(c -> c.sync() == sync).map(Commune::code).toList();
  }
}
