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
 * receiver whether it was this memory that answered. Oldest first out. Confined to the queue loop.
 */
final class Repeats {
  /** Lives of nodes whose floors are remembered. */
  private static final int ORIGINS = 1_024;

  private record Key(String claim, Incarnation origin, long sequence) {}

  private record Kept(QueueReply reply, long bytes) {}

  private final int maxAnswers;
  private final long maxBytes;
  private final LinkedHashMap<Key, Kept> answers = new LinkedHashMap<>();
  private final LinkedHashMap<Incarnation, Long> floors = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  Repeats(int maxAnswers, long maxBytes) {
    this.maxAnswers = maxAnswers;
    this.maxBytes = maxBytes;
  }

  /** @param claim under which it was answered, never the name of two claims of this node */
  void remember(String claim, RequestStamp stamp, QueueReply reply) {
    Kept kept = new Kept(reply, ReplyBodies.bytes(reply));
    Kept before = answers.put(new Key(claim, stamp.origin(), stamp.sequence()), kept);
    bytes += kept.bytes() - (before == null ? 0 : before.bytes());
    while (answers.size() > maxAnswers || bytes > maxBytes) {
      Map.Entry<Key, Kept> oldest = answers.entrySet().iterator().next();
      answers.remove(oldest.getKey());
      bytes -= oldest.getValue().bytes();
    }
  }

  Optional<QueueReply> answered(String claim, RequestStamp stamp) {
    return Optional.ofNullable(answers.get(new Key(claim, stamp.origin(), stamp.sequence()))).map(Kept::reply);
  }

  /** Whether its origin has settled it: a copy that was late on its way. Nobody waits for it, and it must not be carried out a second time. */
  boolean settled(RequestStamp stamp) {
    long floor = floors.merge(stamp.origin(), stamp.floor(), Math::max);
    if (floors.size() > ORIGINS) floors.remove(floors.keySet().iterator().next());
    return stamp.sequence() < floor;
  }

  long bytes() {
    return bytes;
  }
}
