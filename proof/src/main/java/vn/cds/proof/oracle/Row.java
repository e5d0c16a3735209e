package vn.cds.proof.oracle;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.IntStream;

/** One row: the value of every column beside the key. Kept small, because there are millions. */
public final class Row extends AbstractMap<String, Object> {
  private final TableShape shape;
  private final Object[] values;

  public Row(TableShape shape) {
    this.shape = shape;
    this.values = new Object[shape.columns().size()];
  }

  /**
   * @param value of the type the shape says, or null
   */
  @Override
  public Object put(String column, Object value) {
    int index = index(column);
    Object before = values[index];
    values[index] = value;
    return before;
  }

  @Override
  public Object get(Object column) {
    return values[index(column)];
  }

  private int index(Object column) {
    for (int i = 0; i < values.length; i++) {
      if (shape.columns().get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no column " + column + " in " + shape.table());
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, Object>> iterator() {
        return IntStream.range(0, values.length)
            .<Entry<String, Object>>mapToObj(
                i -> new SimpleImmutableEntry<>(shape.columns().get(i).name(), values[i]))
            .iterator();
      }

      @Override
      public int size() {
        return values.length;
      }
    };
  }
}
