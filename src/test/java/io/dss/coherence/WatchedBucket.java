package io.dss.coherence;

import io.dss.cache.WriteSafety;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Lets simulations of other packages know which rows of the tables they have used. */
public final class WatchedBucket {
  private WatchedBucket() {}

  /** @param used told of each row, as {@link #rows} names it */
  public static Bucket watched(NodeId self, WriteSafety safety, Consumer<String> used) {
    return new Bucket(self, safety, row -> used.accept(name(row)));
  }

  /** All rows of both tables. */
  public static List<String> rows() {
    List<String> names = new ArrayList<>();
    CacheTable.table().rows().forEach(row -> names.add(name(row)));
    HomeTable.table().rows().forEach(row -> names.add(name(row)));
    return names;
  }

  private static String name(Row<?, ?, ?> row) {
    return row.state().getDeclaringClass().getSimpleName() + " " + row.state() + " " + row.event();
  }
}
