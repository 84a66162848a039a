package io.dss.spi;

import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.Stored;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Makes the effects of topics durable. A topic is written by whoever claimed it last, in batches that are numbered from 1 without a gap.
 *
 * <p>Thread-safe; nothing blocks its caller. Stages complete on any thread, so what depends on them must not block. A stage fails with {@link Unreachable}
 * or {@link Refused}, nothing else; after {@link Unreachable} of an {@link #append} it is not known whether it was applied, and the very same batch may be
 * sent again: a repeat is answered {@link Appended.Already}.
 */
public interface MessageStore extends AutoCloseable {
  /** Fences off every earlier claim, durably, and says what is there. A topic that never was is not made by it. */
  CompletionStage<Claimed> claim(String topic, Fence fence);

  sealed interface Claimed {
    /** @param number of the last batch, 0 if there never was one */
    record Granted(long number) implements Claimed {}

    /** A later claim, or a cluster that is not this one, has it. */
    record Fenced(Fence by) implements Claimed {}
  }

  /**
   * One page of what a topic holds, without bodies. Called under the present fence while nothing is appended; under another it fails with {@link Unreachable}.
   * Pages may repeat what an earlier one had.
   *
   * @param cursor empty for the first page
   */
  CompletionStage<Page> load(String topic, Fence fence, Optional<String> cursor);

  /** @param next empty if this was the last */
  record Page(List<Stored> stored, Optional<String> next) {
    public Page {
      stored = List.copyOf(stored);
    }
  }

  /**
   * Applies a batch as a whole or not at all, durably.
   *
   * @param effects at most {@link #BATCH_BYTES} in all, or those of one step of a topic, which are all or none: at most {@link #STEP_BYTES}
   */
  CompletionStage<Appended> append(String topic, Fence fence, long number, List<Effect> effects);

  /** What a batch may hold, as {@link Effect#bytes} counts. */
  int BATCH_BYTES = 1_048_576;

  /** What a batch may hold that is one step. Owners refuse publishes that would be more. */
  int STEP_BYTES = 3 << 20;

  /** What came of a batch. Only the first two changed anything. */
  sealed interface Appended {
    record Applied() implements Appended {}

    /** This batch had been applied before. */
    record Already() implements Appended {}

    record Fenced(Fence by) implements Appended {}

    /**
     * The store has gone back in time: its last batch is {@code number}, less than the one before this, or it has forgotten the claim of this fence. What it
     * had acknowledged since is not there.
     */
    record Behind(long number) implements Appended {}

    /**
     * It does not fit.
     *
     * @param limit which limit, and how much it allows, in words
     * @param ownCap it is a cap of DSS; else the server that keeps the messages has no memory left, which is a failure of that server
     */
    record Full(String limit, boolean ownCap) implements Appended {
      public Full(String limit) {
        this(limit, true);
      }
    }
  }

  /** Bodies by their sequences; what is not there is left out. Of any node that owns, or owned, the topic. */
  CompletionStage<Map<Long, byte[]>> read(String topic, List<Long> sequences);

  /** Names of topics that ever had a batch, sorted, after {@code after}, at most {@code limit}. */
  CompletionStage<List<String>> topics(Optional<String> after, int limit);

  /** The store could not be asked, or did not answer. */
  final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unreachable(String what) {
      super(what);
    }
  }

  /** The store must not be used as it is: data of another cluster, a policy that evicts. Says what to do. Nothing was changed. */
  final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    public Refused(String what) {
      super(what);
    }
  }

  @Override
  void close();
}
