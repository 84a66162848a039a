package io.dss.node.cache;

import io.dss.cache.CacheReply;
import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Operations;
import io.dss.cluster.Epoch;
import io.dss.coherence.Effect;
import io.dss.kernel.NodeId;
import io.dss.node.route.Placement;
import io.dss.spi.TimeSource;
import java.util.Optional;

/**
 * Answers of lines that are here, on the caller's thread and without a lock. First the ring under which the bucket's lines may answer, then what
 * the line shows, then the lease: a node that still acts in that ring has been told of every write that was completed elsewhere. What was discarded
 * before the node came into that ring shows nothing any more, so it is not taken for what comes after.
 */
final class Hits {
  private final NodeId self;
  private final Placement placement;
  private final TimeSource time;
  private final Lines lines;
  private final Shelf shelf;
  private final Counters counters;

  Hits(NodeId self, Placement placement, TimeSource time, Lines lines, Shelf shelf, Counters counters) {
    this.self = self;
    this.placement = placement;
    this.time = time;
    this.lines = lines;
    this.shelf = shelf;
    this.counters = counters;
  }

  /** Null if the loop is to be asked. @param ring the newest of this node */
  Caches.Answered answer(Caches.Asked asked, Ring ring) {
    Slot slot = shelf.find(asked.key());
    if (slot == null) return null;
    Epoch epoch = lines.epoch(slot.bucket);
    if (epoch == null) return null;
    Slot.Shown shown = slot.shown;
    if (!shown.state().readable()) return null;
    Optional<CacheReply> reply = Operations.read(shown.entry(), asked.command(), asked.idempotency(), instant(shown.entry()));
    if (reply.isEmpty() || reply.get() instanceof CacheReply.Wait) return null;
    Optional<Epoch> acting = placement.acting();
    boolean leased = acting.isPresent() && acting.get().equals(epoch);
    if (!leased && asked.consistency() == Caches.Consistency.LINEARIZABLE) return null;
    slot.used(time.monotonicNanos());
    counters.hit(shown.state());
    return new Caches.Answered(reply.get(), shown.state(), Effect.Source.LOCAL, !leased, ring.home(slot.bucket), self);
  }

  /** Most values do not end, and then what the clock says makes no difference. */
  private long instant(Entry entry) {
    return entry.expiresAtMillis() == Entry.NEVER && entry.content() instanceof Content.Present && entry.kept().isEmpty() ? 0 : time.wallMillis();
  }
}
