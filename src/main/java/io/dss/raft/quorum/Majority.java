package io.dss.raft.quorum;

import io.dss.kernel.NodeId;
import io.dss.raft.log.Configuration;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** What a majority of the voters has in common. Nodes that do not vote are never asked. */
public final class Majority {
  private Majority() {}

  /**
   * The highest value that a majority has reached: with match indexes, what is stored on a quorum (§5.3); with acknowledged read rounds, which
   * rounds a quorum has confirmed. Whether it may be committed is another question (§5.4.2).
   */
  public static long reachedBy(Configuration configuration, ToLongFunction<NodeId> value) {
    long[] values = configuration.voters().keySet().stream().mapToLong(value).toArray();
    Arrays.sort(values);
    return values[values.length - configuration.quorum()];
  }

  /** A majority satisfies {@code holds}. */
  public static boolean of(Configuration configuration, Predicate<NodeId> holds) {
    return configuration.voters().keySet().stream().filter(holds).count() >= configuration.quorum();
  }
}
