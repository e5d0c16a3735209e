package vn.cds.metrics.declared;

import java.time.Instant;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import vn.cds.contract.codec.DeclaredFigureDecoder;
import vn.cds.contract.codec.Decoded;
import vn.cds.contract.event.DeclaredFigure;
import vn.cds.contract.figure.Figures;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.runtime.kafka.InputRecord;
import vn.cds.runtime.rejects.DeadLetter;

/** Turns records into declarations; what breaks the contract leaves by a side output. */
final class DecodeDeclaration extends ProcessFunction<InputRecord, Declaration> {
  private static final long serialVersionUID = 1L;

  private final Roster roster;
  private final FormerUnits formerUnits;
  private final Figures figures;
  private final String job;

  private transient DeclaredFigureDecoder decoder;
  private transient Counter rejected;

  DecodeDeclaration(Roster roster, FormerUnits formerUnits, Figures figures, String job) {
    this.roster = roster;
    this.formerUnits = formerUnits;
    this.figures = figures;
    this.job = job;
  }

  @Override
  public void open(OpenContext context) {
    decoder = new DeclaredFigureDecoder(roster, formerUnits, figures);
    rejected = getRuntimeContext().getMetricGroup().counter("rejected");
  }

  @Override
  public void processElement(InputRecord record, Context context, Collector<Declaration> out) {
    Decoded<DeclaredFigure> decoded =
        decoder.decode(record.value(), Instant.ofEpochMilli(record.appendTime()));
    if (decoded.event() == null) {
      rejected.inc();
      context.output(Declarations.DEAD_LETTERS, DeadLetter.of(record, job, decoded.rejection()));
    } else {
      out.collect(Declaration.of(decoded.event(), record));
    }
  }
}
