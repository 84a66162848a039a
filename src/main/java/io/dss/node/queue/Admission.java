package io.dss.node.queue;

import io.dss.node.route.Refusal;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand;
import io.dss.spi.MessageStore.Appended;
import java.util.Optional;

/** Which calls a topic refuses before anything is done: for want of room, or because its store is away or full. Confined to the queue loop. */
final class Admission {
  private final Desk desk;
  private final Calls calls;
  private final RetryDelay fullDelay = new RetryDelay(OwnerLimits.FULL_FIRST_MILLIS, OwnerLimits.FULL_LAST_MILLIS);
  private Optional<Trouble> trouble = Optional.empty();
  private Optional<Refusal> storeFull = Optional.empty();
  private boolean fullForAll;
  private long fullUntilMillis;

  Admission(Desk desk, Calls calls) {
    this.desk = desk;
    this.calls = calls;
  }

  void trouble(Optional<Trouble> now) {
    trouble = now;
  }

  /**
   * Publishes are refused for a while, longer each time in a row.
   *
   * @param all whether the store took not even what keeps no message: then every call is
   */
  void full(Refusal said, boolean all) {
    storeFull = Optional.of(said);
    fullForAll = all;
    fullUntilMillis = desk.nowMillis() + fullDelay.nextMillis();
  }

  /** The store took a message. */
  void fits() {
    storeFull = Optional.empty();
    fullDelay.succeeded();
  }

  private boolean full() {
    return storeFull.isPresent() && desk.nowMillis() < fullUntilMillis;
  }

  /** @param openBytes of effects of this topic that are not durable */
  Optional<Refusal> refusal(QueueCommand command, long openBytes) {
    if (trouble.isPresent()) return trouble.map(Trouble::refusal);
    if (full() && (fullForAll || command instanceof QueueCommand.Publish)) return storeFull;
    if (command instanceof QueueCommand.Publish publish) {
      long bytes = bytes(publish);
      if (bytes > OwnerLimits.PUBLISH_BYTES) return Optional.of(tooLarge(bytes));
    }
    if (calls.size() >= desk.limits().callsPerTopic()) {
      return overloaded(desk.limits().callsPerTopic() + " calls wait on this topic, the most there may be");
    }
    if (openBytes > desk.limits().effectBytesPerTopic() || desk.openBytes() > desk.limits().effectBytesPerNode()) {
      return overloaded("the message store is behind by as many bytes as may wait for it");
    }
    return Optional.empty();
  }

  /** Whether what has come due may add to what waits for the store. */
  boolean takesTimers(long openBytes) {
    return openBytes <= desk.limits().effectBytesPerTopic() && !(full() && fullForAll);
  }

  private static long bytes(QueueCommand.Publish publish) {
    long bytes = 0;
    for (NewMessage message : publish.messages()) bytes += OwnerLimits.publishBytes(message);
    return bytes;
  }

  private static Refusal tooLarge(long bytes) {
    return new Refusal(Refusal.Code.LIMIT_REACHED,
        "the messages of one publish have " + bytes + " bytes, " + OwnerLimits.PUBLISH_BYTES + " are allowed; publish them in several calls",
        Optional.empty(), 0);
  }

  /** A cap of ours is the caller's to respect; a server without memory is out of order, and for operators to mend. */
  static Refusal storeFull(Appended.Full full) {
    Refusal.Code code = full.ownCap() ? Refusal.Code.STORE_FULL : Refusal.Code.STORE_UNREACHABLE;
    return new Refusal(code, "the message store is full: " + full.limit() + "; nothing was changed", Optional.empty(), 1_000);
  }

  private static Optional<Refusal> overloaded(String what) {
    return Optional.of(new Refusal(Refusal.Code.OVERLOADED, what, Optional.empty(), 1_000));
  }
}
