package vn.cds.metrics.declared;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;
import vn.cds.runtime.clickhouse.ClickHouseSink;
import vn.cds.runtime.clickhouse.TimedRow;
import vn.cds.runtime.kafka.InputRecord;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.ReferenceData;
import vn.cds.runtime.rejects.DeadLetter;
import vn.cds.runtime.rejects.Rejects;

/**
 * The topology of declared figures:
 *
 * <pre>
 * read ─▶ decode ─▶ keyBy(declaration) ─▶ fold ─▶ table declared_figure
 *           └──────────────┬───────────────┘
 *                          └─▶ dead letters: topic and table
 * </pre>
 */
public final class Declarations {
  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

  private Declarations() {}

  /**
   * Attaches all behind the source.
   *
   * @param job its name in dead letters
   */
  public static void attach(DataStream<InputRecord> records, JobOptions options, String job) {
    SingleOutputStreamOperator<Declaration> decoded =
        records
            .process(
                new DecodeDeclaration(
                    ReferenceData.roster(options),
                    ReferenceData.formerUnits(options),
                    ReferenceData.figures(options),
                    job),
                TypeInformation.of(Declaration.class))
            .name("decode-declared-figures")
            .uid("decode-declared-figures");
    SingleOutputStreamOperator<TimedRow> folded =
        decoded
            .keyBy(Declaration::declarationId)
            .process(new FoldCopies(job), TimedRow.type(Declaration.TABLE))
            .name("fold-declared-figures")
            .uid("fold-declared-figures");
    ClickHouseSink.attachTimed(folded, options, Declaration.TABLE);
    Rejects.attachDeadLetters(
        decoded.getSideOutput(DEAD_LETTERS).union(folded.getSideOutput(DEAD_LETTERS)), options);
  }
}
