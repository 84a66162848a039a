package io.dss.node.cache;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Version;
import io.dss.coherence.Effect;
import io.dss.coherence.LineState;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The cache, on any node: a node without the role hands calls to one that has it. Thread-safe; nothing blocks. Stages fail with
 * {@link io.dss.node.route.Refusal} and nothing else; they complete on the caller's thread, the cache loop or a thread of the transport, so what
 * depends on them must not block.
 */
public interface Caches {
  enum Consistency {
    /** The last completed write. */
    LINEARIZABLE,
    /** Maybe an older one, also from a node that is cut off. */
    ANY
  }

  /**
   * @param waitMillis how long a read that may load waits for another's load, beyond the deadline that every call has; then {@link CacheReply.Wait}
   */
  record Asked(String key, CacheCommand command, Consistency consistency, Optional<IdempotencyKey> idempotency, long waitMillis) {}

  CompletionStage<Answered> call(Asked asked);

  /**
   * @param state of the line on {@code node} as it was answered
   * @param stale it may be old
   * @param node whose cache answered
   */
  record Answered(CacheReply reply, LineState state, Effect.Source source, boolean stale, NodeId home, NodeId node) {}

  /** Of this node alone, in the order of its keys. Empty on a node without the role. */
  List<LineShown> lines(Optional<LineState> state, int limit);

  /** @param ageMillis since it was last used, {@code sinceMillis} since it came into its state */
  record LineShown(String key, LineState state, Version version, boolean dirty, int bytes, long ageMillis, long sinceMillis) {}

  /** The line here ({@link LineState#I} if there is none), and what its home says of it. */
  CompletionStage<LineDescribed> line(String key);

  record LineDescribed(LineState state, Version version, NodeId home, Optional<NodeId> owner, List<NodeId> sharers, Version directoryVersion) {}

  /** Every modified line of this node is in main memory when it completes. @return how many were written */
  CompletionStage<Integer> flush();

  /** Keys with a value that begin so, over all nodes and main memory, in order. What is written meanwhile may be missing. @param after exclusive */
  CompletionStage<Keys> keys(String prefix, Optional<String> after, int limit);

  record Keys(List<String> keys, boolean more) {}

  /** Deletes every key that begins so and was there when this was called. Not one step: each key by itself. @return how many */
  CompletionStage<Removed> removePrefix(String prefix);

  /** @param complete else the deadline came first, and calling again goes on */
  record Removed(long count, boolean complete) {}

  /**
   * Changes after {@code cursor}, of all cache nodes; waits at most {@code waitMillis} for the first.
   *
   * @param cursor as an earlier page had it; empty: from now on
   */
  CompletionStage<ChangePage> changes(Optional<String> cursor, String prefix, int limit, long waitMillis);

  /**
   * @param gaps nodes whose changes since the cursor are not all known any more
   * @param cursor after the last of {@code changes}
   */
  record ChangePage(List<ChangeShown> changes, List<NodeId> gaps, String cursor) {
    public ChangePage {
      changes = List.copyOf(changes);
      gaps = List.copyOf(gaps);
    }
  }

  /** @param node that made it @param cursor with which the stream goes on right after it */
  record ChangeShown(String key, Effect.Change change, Version version, NodeId node, String cursor) {}
}
