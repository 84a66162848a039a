package io.dss.queue;

import java.util.List;
import java.util.Optional;

/** What came of a {@link QueueCommand}. */
public sealed interface QueueReply {
  /** @param duplicates in the order of the messages: whether it had been published before */
  record Published(List<String> messageIds, List<Boolean> duplicates) implements QueueReply {
    public Published {
      messageIds = List.copyOf(messageIds);
      duplicates = List.copyOf(duplicates);
    }
  }

  /** Empty if there is nothing to deliver, or the wait is over. */
  record Delivered(List<DeliveredMessage> messages) implements QueueReply {
    public Delivered {
      messages = List.copyOf(messages);
    }
  }

  /** Per item of an ack, nack or extend, in their order. */
  record Settled(List<ItemResult> items) implements QueueReply {
    public Settled {
      items = List.copyOf(items);
    }
  }

  /** What came of one item. */
  sealed interface ItemResult {
    /** @param visibleUntilMillis wall clock, of an extend; empty otherwise */
    record Done(Optional<Long> visibleUntilMillis) implements ItemResult {}

    /** Acknowledged before, or never was; for nack and extend also: not in flight. */
    record NotFound() implements ItemResult {}

    /** The receipt is that of an older delivery. @param attempts of the current one */
    record Stale(int attempts) implements ItemResult {}
  }

  /** A purge or redrive went a step; {@code more}: ask again, {@link QueueCommand#after after} this one, under the same Idempotency-Key. */
  record Stepped(long upTo, long total, boolean more) implements QueueReply {}

  record Configured(TopicSettings settings) implements QueueReply {}

  record Paused(boolean paused) implements QueueReply {}

  record Described(TopicDescription topic) implements QueueReply {}

  record Browsed(List<BrowsedMessage> messages, Optional<Long> next) implements QueueReply {
    public Browsed {
      messages = List.copyOf(messages);
    }
  }

  /** The topic never was. */
  record NoSuchTopic() implements QueueReply {}

  /** A cap of the topic's own settings; nothing was changed. @param limit as it stands in the settings, such as {@code max_length} */
  record TopicFull(String limit, long allowed) implements QueueReply {}

  /** A cap that holds for every topic; nothing was changed. */
  record LimitReached(String limit, long allowed) implements QueueReply {}

  /** The Idempotency-Key was used with another call. */
  record KeyReused() implements QueueReply {}

  /** The owner's own command was carried out. */
  record Noted() implements QueueReply {}
}
