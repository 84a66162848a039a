package io.dss.queue;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Invariant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One topic in the memory of its owner. Every call is one step: it changes this state and tells what must become durable and who is answered. If the
 * effects cannot be made durable the state is thrown away and read again from the store. Not thread-safe.
 */
public final class TopicState {
  final Topic topic;

  TopicState(Topic topic) {
    this.topic = topic;
  }

  /** @param epoch names the claim in receipts: an owner's receipts differ from those of any other claim */
  public static TopicState empty(String topic, String epoch) {
    return new TopicState(new Topic(topic, epoch));
  }

  /** Reads what a store has, in any order and with repeats of what did not change; then {@link Loading#finish}. */
  public static Loading loading(String topic, String epoch) {
    return new TopicLoading(new Topic(topic, epoch));
  }

  /** A topic being read. It throws what is wrong with a stored form that it cannot read. */
  public interface Loading extends Consumer<Stored> {
    TopicState finish(Now now);
  }

  /**
   * Carries out a command, after {@link #due what has come due}: a wait that is over is over before it, a delivery that ended has failed before it.
   *
   * @param call numbers it for its answer, now or (a consume that waits) in a later step
   * @param key of the client, its results are kept with the state
   */
  public Outcome apply(long call, QueueCommand command, Optional<IdempotencyKey> key, Now now) {
    Step step = begin(now);
    Timing.run(topic, step);
    Commands.apply(topic, step, call, command, key);
    Waiting.serve(topic, step);
    return end(step);
  }

  /** Does what has come due, at most {@link QueueLimits#STEP_MESSAGES} messages at once. */
  public Outcome due(Now now) {
    Step step = begin(now);
    Timing.run(topic, step);
    return end(step);
  }

  private Step begin(Now now) {
    Invariant.check(now.monotonicMillis() >= topic.last.monotonicMillis(), "the monotonic clock went back from %s to %s", topic.last, now);
    topic.last = now;
    return new Step(now);
  }

  private Outcome end(Step step) {
    topic.counters.settle(step);
    topic.window.settle(step);
    return step.outcome();
  }

  /** When {@link #due} must be called next, on the monotonic clock; it costs the same however many messages there are. */
  public OptionalLong nextDueMillis() {
    return Timing.nextDueMillis(topic);
  }

  /** Nobody waits for this call any more; what it was not given stays. */
  public void cancel(long call) {
    Waiter waiter = topic.waiters.find(call);
    if (waiter != null) Waiting.leave(topic, waiter, topic.last);
  }

  /**
   * What must be in the store for this state, for a store that went back in time: envelopes (without bodies) and notes. Envelopes are written as they are asked
   * for, so the state must not change while they are.
   */
  public Iterable<Stored> everything() {
    List<Stored> notes = new ArrayList<>();
    if (topic.configured) notes.add(SettingsCodec.stored(topic.settings));
    if (topic.counters.noted()) notes.add(topic.counters.stored());
    for (Group group : topic.groups.begun()) notes.add(GroupNotes.stored(group));
    for (Group group : topic.groups.all()) {
      for (KeyOrder order : group.keys.all()) {
        if (order.parked()) notes.add(GroupNotes.parked(order));
      }
    }
    topic.window.store(notes);
    topic.results.store(notes);
    return () -> everything(notes.iterator(), topic.sequences.all().iterator());
  }

  private static Iterator<Stored> everything(Iterator<Stored> notes, Iterator<Message> messages) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return notes.hasNext() || messages.hasNext();
      }

      @Override
      public Stored next() {
        if (notes.hasNext()) return notes.next();
        Message message = messages.next();
        return new Stored.Envelope(message.sequence, EnvelopeCodec.encoded(message));
      }
    };
  }

  /** Whether a dead message still belongs where {@code forward} says, for the death it tells of. If not, nothing is to be done but {@link #forwardEnded}. */
  public boolean meant(Outcome.Forward forward) {
    return Forwarding.meant(topic, forward);
  }

  /** Nobody works on {@code forward} any more, whatever came of it: another takes its place, see {@link #due}. */
  public void forwardEnded(Outcome.Forward forward) {
    topic.forwarding.ended(forward);
  }

  /** Sequences that will be delivered next by the default group, at most {@code limit}: their bodies are worth reading ahead. */
  public List<Long> next(int limit) {
    List<Long> next = new ArrayList<>(limit);
    topic.groups.standard().ready.collect(next, limit);
    return next;
  }

  /** Whether the topic has ever been published to, subscribed to or configured. */
  public boolean exists() {
    return topic.exists();
  }
}
