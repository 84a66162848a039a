package io.dss.node.cache;

import io.dss.cache.CacheCommand;
import io.dss.coherence.Effect;
import io.dss.coherence.LineState;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A call that the lines of this node are to answer. Confined to the loop, but for {@code result}. */
final class OpenCall {
  final long id;
  final Caches.Asked asked;
  final int bucket;
  final long deadlineNanos;
  /** Until when it waits for another's load. */
  final long waitUntilNanos;
  final CompletableFuture<Caches.Answered> result = new CompletableFuture<>();
  /** Answered by its bucket, and this node holds no lease under which the answer may leave. */
  Optional<Effect.Answer> held = Optional.empty();
  /** It waits for room for what it may write, and no bucket knows of it. */
  boolean blocked;
  LineState stateBefore = LineState.I;

  OpenCall(long id, Caches.Asked asked, int bucket, long deadlineNanos, long waitUntilNanos) {
    this.id = id;
    this.asked = asked;
    this.bucket = bucket;
    this.deadlineNanos = deadlineNanos;
    this.waitUntilNanos = waitUntilNanos;
  }

  String key() {
    return asked.key();
  }

  /** Whether it may change what a caller can see. A marker of a load is not that: it ends by itself. */
  boolean changes() {
    return !(asked.command() instanceof CacheCommand.Read);
  }

  /** Whether it may make a line that main memory does not have: a load is marked in one. */
  boolean writes() {
    return changes() || loads();
  }

  boolean loads() {
    return asked.command() instanceof CacheCommand.Read read && read.loadMillis().isPresent();
  }
}
