package io.dss.queue;

import io.dss.queue.TopicSettings.OnFull;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings' own caps, which hold exactly, over what is not dead. A full topic refuses, or drops its oldest that nobody is working on. */
final class Room {
  /** Messages that one publish may push out. Only where a cap was lowered are there more of them; {@link #trim} takes those. */
  private static final int DROPS = QueueLimits.STEP_MESSAGES + QueueLimits.BATCH_MESSAGES;

  private Room() {}

  /** Makes room for {@code messages} with {@code bytes} more. @return the refusal if there is none and none can be made; nothing was changed then */
  static Optional<QueueReply> make(Topic topic, Step step, long messages, long bytes) {
    Excess excess = Excess.of(topic, messages, bytes);
    if (messages == 0 || excess.none()) return Optional.empty();
    TopicSettings settings = topic.settings;
    boolean never = settings.maxLength() > 0 && messages > settings.maxLength() || settings.maxBytes() > 0 && bytes > settings.maxBytes();
    if (settings.onFull() == OnFull.REJECT || never) return Optional.of(full(settings, excess));
    List<Message> oldest = oldest(topic, excess, DROPS);
    if (!excess.without(oldest).none() || bytes(oldest) > QueueLimits.STEP_BYTES) return Optional.of(full(settings, excess));
    for (Message message : oldest) drop(topic, step, message);
    return Optional.empty();
  }

  /** Whether {@code message} may become one that is not dead. */
  static Optional<QueueReply> refusal(Topic topic, Message message) {
    if ((message.marks & Mark.LIVE.bit()) != 0) return Optional.empty();
    Excess excess = Excess.of(topic, 1, message.bodyBytes);
    return excess.none() ? Optional.empty() : Optional.of(full(topic.settings, excess));
  }

  /** Drops what a lowered cap leaves no room for. @return how many, at most {@code budget} */
  static int trim(Topic topic, Step step, int budget) {
    Excess excess = Excess.of(topic, 0, 0);
    List<Message> oldest = excess.none() || topic.settings.onFull() == OnFull.REJECT ? List.of() : oldest(topic, excess, budget);
    int dropped = 0;
    for (Message message : oldest) {
      if (dropped > 0 && step.full()) return dropped;
      drop(topic, step, message);
      dropped++;
    }
    if (oldest.size() < budget) topic.trimming = false;
    return dropped;
  }

  /** Those that are dead in some group stay there. */
  private static long bytes(List<Message> dropped) {
    long bytes = 0;
    for (Message message : dropped) bytes += (message.marks & Mark.DEAD.bit()) == 0 ? Step.FORGET_BYTES : EnvelopeCodec.bytesAtMost(message);
    return bytes;
  }

  private static List<Message> oldest(Topic topic, Excess excess, int limit) {
    List<Message> oldest = new ArrayList<>();
    Excess left = excess;
    for (Message at = topic.sequences.next(Mark.IDLE, 0); at != null && !left.none() && oldest.size() < limit; at = topic.sequences.next(Mark.IDLE, at.sequence)) {
      oldest.add(at);
      left = left.without(List.of(at));
    }
    return oldest;
  }

  private static void drop(Topic topic, Step step, Message message) {
    for (Place place : Topic.places(message)) {
      if (place.standing.dead()) continue;
      topic.counters.dropped++;
      topic.done(place, step);
    }
    step.event(new QueueEvent.Dropped(message.id()));
  }

  private static QueueReply full(TopicSettings settings, Excess excess) {
    return excess.messages > 0 ? new QueueReply.TopicFull("max_length", settings.maxLength()) : new QueueReply.TopicFull("max_bytes", settings.maxBytes());
  }

  /** How much too much there would be; not positive where it fits. */
  private record Excess(long messages, long bytes) {
    static Excess of(Topic topic, long moreMessages, long moreBytes) {
      TopicSettings settings = topic.settings;
      long messages = settings.maxLength() == 0 ? 0 : topic.liveMessages() + moreMessages - settings.maxLength();
      return new Excess(messages, settings.maxBytes() == 0 ? 0 : topic.liveBytes() + moreBytes - settings.maxBytes());
    }

    boolean none() {
      return messages <= 0 && bytes <= 0;
    }

    Excess without(List<Message> dropped) {
      long droppedBytes = 0;
      for (Message message : dropped) droppedBytes += message.bodyBytes;
      return new Excess(messages - dropped.size(), bytes - droppedBytes);
    }
  }
}
