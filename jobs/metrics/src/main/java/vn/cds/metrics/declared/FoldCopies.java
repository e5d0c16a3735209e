package vn.cds.metrics.declared;

import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import vn.cds.runtime.clickhouse.TimedRow;

/**
 * Passes the first copy of each declaration on. A copy with other content is refused, or it would
 * replace the first one in the table. The ids are kept for ever, some tens of bytes each.
 */
final class FoldCopies extends KeyedProcessFunction<String, Declaration, TimedRow> {
  private static final long serialVersionUID = 1L;

  private final String job;

  private transient ValueState<Integer> content;
  private transient Counter duplicates;
  private transient Counter rejected;

  FoldCopies(String job) {
    this.job = job;
  }

  @Override
  public void open(OpenContext context) {
    content = getRuntimeContext().getState(new ValueStateDescriptor<>("content", Types.INT));
    duplicates = getRuntimeContext().getMetricGroup().counter("duplicates");
    rejected = getRuntimeContext().getMetricGroup().counter("rejected");
  }

  @Override
  public void processElement(Declaration declaration, Context context, Collector<TimedRow> out)
      throws IOException {
    Integer known = content.value();
    if (known == null) {
      content.update(declaration.contentHash());
      out.collect(declaration.row());
    } else if (known == declaration.contentHash()) {
      duplicates.inc();
    } else {
      rejected.inc();
      context.output(Declarations.DEAD_LETTERS, declaration.conflict(job));
    }
  }
}
