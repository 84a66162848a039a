package io.dss.node.queue;

import io.dss.queue.Now;
import io.dss.spi.MessageStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What all topics of a node share. Confined to the queue loop. */
final class Desk {
  private final QueueOwners.Ports ports;
  private final OwnerLimits limits;
  private final Timers timers = new Timers();
  private final Ownership ownership;
  private final BodyCache cache;
  private final Repeats repeats = new Repeats(OwnerLimits.REPEATS, OwnerLimits.REPEAT_BYTES);
  private final Turns turns;
  private final Forwards forwards;
  private long claims;
  private long calls;
  private long openBytes;

  Desk(QueueOwners.Ports ports, OwnerLimits limits) {
    this.ports = ports;
    this.limits = limits;
    this.ownership = new Ownership(ports.self(), ports.placement());
    this.cache = new BodyCache(limits.bodyCacheBytes());
    this.turns = new Turns(limits.takingAtOnce());
    this.forwards = new Forwards(this, ports.forwarder());
  }

  OwnerLimits limits() {
    return limits;
  }

  Timers timers() {
    return timers;
  }

  Ownership ownership() {
    return ownership;
  }

  BodyCache cache() {
    return cache;
  }

  Repeats repeats() {
    return repeats;
  }

  Turns turns() {
    return turns;
  }

  Forwards forwards() {
    return forwards;
  }

  MessageStore store() {
    return ports.store();
  }

  QueueListener listener() {
    return ports.listener();
  }

  /** Of the monotonic clock. */
  long nowMillis() {
    return Math.floorDiv(ports.time().monotonicNanos(), TimeUnit.MILLISECONDS.toNanos(1));
  }

  Now now() {
    return new Now(ports.time().wallMillis(), nowMillis());
  }

  /** Counts the claims of this node over all its topics and ring epochs, so that no two have one name. */
  long nextClaim() {
    return ++claims;
  }

  long nextCall() {
    return ++calls;
  }

  /** Bytes of effects of all topics that are not durable. */
  long openBytes() {
    return openBytes;
  }

  void openBytes(long more) {
    openBytes += more;
  }

  /** Takes what the store says back to the loop; what it throws, too, in a later turn: whoever asks has not finished yet. */
  <T> void ask(Supplier<CompletionStage<T>> question, Consumer<T> came, Consumer<Trouble> failed) {
    asked(question).whenComplete((value, failure) -> ports.loop().complete(() -> {
      if (failure == null) came.accept(value);
      else failed.accept(Trouble.of(failure));
    }));
  }

  private static <T> CompletionStage<T> asked(Supplier<CompletionStage<T>> question) {
    try {
      return question.get();
    } catch (RuntimeException | Error bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  /** In a later turn of the loop: for work that is done in slices. */
  void later(Runnable slice) {
    ports.loop().complete(slice);
  }

  <T> void onLoop(CompletionStage<T> stage, Consumer<Boolean> succeeded) {
    stage.whenComplete((value, failure) -> ports.loop().complete(() -> succeeded.accept(failure == null)));
  }
}
