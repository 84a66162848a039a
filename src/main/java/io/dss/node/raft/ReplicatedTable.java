package io.dss.node.raft;

import java.util.Iterator;
import java.util.function.Consumer;

/**
 * A pure table, as the Raft loop feeds it. Methods are called on the loop unless they say otherwise.
 *
 * @param <R> what the application of a command answers, the same on every replica
 */
public interface ReplicatedTable<R> {
  /** Which table an entry or a part of a snapshot is for: 1-255, for ever the same. */
  int tag();

  /**
   * Applies one committed command.
   *
   * @param index of its entry, greater by one or more each time
   * @param timeMillis log time of its entry, never less than the one before
   * @param replay whether the entry was on this node's disk when it started: then nobody waits for it and nothing is logged twice
   */
  R apply(byte[] command, long index, long timeMillis, boolean replay);

  /** The table as it is now, in O(1): nothing that is applied later shows in it. */
  View view();

  /** About how long a snapshot of it would be, in O(1). A table that stays small need not say. */
  default long bytes() {
    return 0;
  }

  /**
   * Reads a table that a {@link View} wrote; the chunks are those of one whole table, in order. Called on any thread, as it may take long; nothing changes
   * until the returned {@code Runnable} is run, on the loop, which puts the table that was read in the place of this one.
   */
  Runnable restored(Iterator<byte[]> chunks);

  /** An immutable table. */
  @FunctionalInterface
  interface View {
    /** Hands over the bytes in chunks of at most about a megabyte. Two replicas that applied the same log hand over the same bytes. */
    void writeTo(Consumer<byte[]> chunks);
  }
}
