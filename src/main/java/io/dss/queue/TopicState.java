package io.dss.queue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One topic in the memory of its owner. Every call is one step: it changes this state and tells what must become durable and who is answered. If the
 * effects cannot be made durable the state is thrown away and read again from the store. Not thread-safe.
 */
public final class TopicState {
  private TopicState() {}

  /** @param epoch names the claim in receipts: an owner's receipts differ from those of any other claim */
  public static TopicState empty(String topic, String epoch) {
    throw new UnsupportedOperationException();
  }

  /** Reads what a store has, in any order and with repeats of what did not change; then {@link Loading#finish}. */
  public static Loading loading(String topic, String epoch) {
    throw new UnsupportedOperationException();
  }

  /** A topic being read. */
  public interface Loading extends Consumer<Stored> {
    TopicState finish(Now now);
  }

  /**
   * Carries out a command.
   *
   * @param call numbers it for its answer, now or (a consume that waits) in a later step
   * @param key of the client, its results are kept with the state
   */
  public Outcome apply(long call, QueueCommand command, Optional<io.dss.kernel.IdempotencyKey> key, Now now) {
    throw new UnsupportedOperationException();
  }

  /** Does what has come due, at most {@link QueueLimits#STEP_MESSAGES} messages at once. */
  public Outcome due(Now now) {
    throw new UnsupportedOperationException();
  }

  /** When {@link #due} must be called next, on the monotonic clock; it costs the same however many messages there are. */
  public OptionalLong nextDueMillis() {
    throw new UnsupportedOperationException();
  }

  /** Nobody waits for this call any more; what it was not given stays. */
  public void cancel(long call) {
    throw new UnsupportedOperationException();
  }

  /** What must be in the store for this state, for a store that went back in time: envelopes (without bodies) and notes. */
  public Iterable<Stored> everything() {
    throw new UnsupportedOperationException();
  }

  /** Sequences that will be delivered next, at most {@code limit}: their bodies are worth reading ahead. */
  public List<Long> next(int limit) {
    throw new UnsupportedOperationException();
  }

  /** Whether the topic has ever been published to, subscribed to or configured. */
  public boolean exists() {
    throw new UnsupportedOperationException();
  }
}
