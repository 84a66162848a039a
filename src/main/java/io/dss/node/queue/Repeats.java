package io.dss.node.queue;

import io.dss.kernel.Incarnation;
import io.dss.kernel.RequestStamp;
import io.dss.queue.QueueReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What calls were answered, so that a repeat of one is answered the same and not carried out again. Kept in memory only: the claim in an answer
 * tells its
 * receiver whether it was this memory that answered. What only looks is not kept: it may be looked at again. Deliveries have a memory of their own,
 * so that their bodies do not drive out the answers to acks: an ack that is carried out again finds nothing. Oldest first out. Confined to the queue
 * loop.
 */
final class Repeats {
  /** Lives of nodes whose floors are remembered. */
  private static final int ORIGINS = 1_024;

  private record Key(String claim, Incarnation origin, long sequence) {}

  private record Kept(QueueReply reply, long bytes) {}

  /** Answers within limits of their own. */
  private static final class Memory {
    private final int maxAnswers;
    private final long maxBytes;
    private final LinkedHashMap<Key, Kept> answers = new LinkedHashMap<>();
    private long bytes;

    Memory(int maxAnswers, long maxBytes) {
      this.maxAnswers = maxAnswers;
      this.maxBytes = maxBytes;
    }

    void put(Key key, Kept kept) {
      Kept before = answers.put(key, kept);
      bytes += kept.bytes() - (before == null ? 0 : before.bytes());
      while (answers.size() > maxAnswers || bytes > maxBytes) {
        Map.Entry<Key, Kept> oldest = answers.entrySet().iterator().next();
        answers.remove(oldest.getKey());
        bytes -= oldest.getValue().bytes();
      }
    }
  }

  private final Memory deliveries;
  private final Memory others;
  private final LinkedHashMap<Incarnation, Long> floors = new LinkedHashMap<>(16, 0.75f, true);

  /** @param maxAnswers of deliveries, and as many others; {@code maxBytes} in the same way */
  Repeats(int maxAnswers, long maxBytes) {
    this.deliveries = new Memory(maxAnswers, maxBytes);
    this.others = new Memory(maxAnswers, maxBytes);
  }

  /** @param claim under which it was answered, never the name of two claims of this node */
  void remember(String claim, RequestStamp stamp, QueueReply reply) {
    if (reply instanceof QueueReply.Browsed || reply instanceof QueueReply.Described) return;
    Memory memory = reply instanceof QueueReply.Delivered ? deliveries : others;
    memory.put(new Key(claim, stamp.origin(), stamp.sequence()), new Kept(reply, ReplyBodies.bytes(reply)));
  }

  Optional<QueueReply> answered(String claim, RequestStamp stamp) {
    Key key = new Key(claim, stamp.origin(), stamp.sequence());
    return Optional.ofNullable(others.answers.getOrDefault(key, deliveries.answers.get(key))).map(Kept::reply);
  }

  /** Whether its origin has settled it: a copy that was late on its way. Nobody waits for it, and it must not be carried out a second time. */
  boolean settled(RequestStamp stamp) {
    long floor = floors.merge(stamp.origin(), stamp.floor(), Math::max);
    if (floors.size() > ORIGINS) floors.remove(floors.keySet().iterator().next());
    return stamp.sequence() < floor;
  }

  long bytes() {
    return deliveries.bytes + others.bytes;
  }
}
