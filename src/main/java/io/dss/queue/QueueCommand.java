package io.dss.queue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What may be asked of one topic. Values are within the ranges of the HTTP contract; who sends them has checked that. */
public sealed interface QueueCommand {
  /** Whether it is the dead-letter lane ({@code NAME.dead}) that is meant and not the topic. */
  default boolean dead() {
    return false;
  }

  /** How a purge or redrive goes on after a step. */
  default QueueCommand after(QueueReply.Stepped step) {
    return this;
  }

  /** All or none; 1-1,000. */
  record Publish(List<NewMessage> messages) implements QueueCommand {
    public Publish {
      messages = List.copyOf(messages);
    }
  }

  /**
   * Takes up to {@code max} messages; waits for the first up to {@code waitMillis}. A batch ends early at {@link QueueLimits#CONSUME_BYTES}.
   *
   * @param dead from the dead-letter lane
   * @param consumerId keeps the keys it was given; without it nothing sticks
   */
  record Consume(boolean dead, String group, Optional<String> consumerId, int max, long waitMillis, OptionalLong visibilityMillis) implements QueueCommand {}

  record Ack(boolean dead, String group, List<ItemRef> items) implements QueueCommand {
    public Ack {
      items = List.copyOf(items);
    }
  }

  /**
   * Gives messages back.
   *
   * @param delayMillis until it comes again, instead of the topic's back-off
   * @param terminal straight to the dead-letter lane
   */
  record Nack(boolean dead, String group, List<ItemRef> items, OptionalLong delayMillis, Optional<String> reason, boolean terminal) implements QueueCommand {
    public Nack {
      items = List.copyOf(items);
    }
  }

  record Extend(boolean dead, String group, List<ItemRef> items, OptionalLong visibilityMillis) implements QueueCommand {
    public Extend {
      items = List.copyOf(items);
    }
  }

  record Configure(SettingsChange change) implements QueueCommand {}

  /**
   * Forgets messages, a bounded number at a time.
   *
   * @param dead the dead ones; else all that are not dead, in flight or not
   * @param upTo the last sequence that is meant: 0 in the first step, then what {@link QueueReply.Stepped} said
   * @param before how many the steps before took
   */
  record Purge(boolean dead, long upTo, long before) implements QueueCommand {
    @Override
    public Purge after(QueueReply.Stepped step) {
      return new Purge(dead, step.upTo(), step.total());
    }
  }

  /**
   * Brings dead messages back to the group they died in, with their failures forgotten; their attempts are kept. A bounded number at a time.
   *
   * @param messageIds only these; empty: all
   * @param reason only those that died of it
   * @param limit how many at most over all steps
   */
  record Redrive(List<String> messageIds, Optional<String> reason, long limit, long upTo, long before) implements QueueCommand {
    public Redrive {
      messageIds = List.copyOf(messageIds);
    }

    @Override
    public Redrive after(QueueReply.Stepped step) {
      return new Redrive(messageIds, reason, limit, step.upTo(), step.total());
    }
  }

  /** Nothing is delivered while paused; publishing goes on. */
  record Pause() implements QueueCommand {}

  /** @param key un-parks this key only; without it the topic goes on */
  record Resume(Optional<String> key) implements QueueCommand {}

  record Describe() implements QueueCommand {}

  /** @param after where to go on, as the page before said; 0 from the first */
  record Browse(boolean dead, Optional<String> group, Optional<MessageState> state, int limit, long after) implements QueueCommand {}

  /** The owner's own: a dead message is durable in the topic that {@code dead_letter} names, and goes here. */
  record Forwarded(long sequence, String group) implements QueueCommand {}
}
