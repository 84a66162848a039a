package io.dss.node.cache;

import io.dss.cluster.Epoch;
import io.dss.coherence.Bucket;
import io.dss.coherence.Buckets;
import io.dss.coherence.Effect;
import io.dss.coherence.Message;
import io.dss.coherence.ViewId;
import io.dss.kernel.NodeId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * The buckets of this node and the view that each has. A change of view is let into a few of them in a turn of the loop, so that nobody waits for
 * all; a bucket that is asked for something gets it first. Confined to the loop, but for {@link #epoch} and {@link #open}.
 */
final class Lines {
  private final Bucket[] buckets = new Bucket[Buckets.COUNT];
  /** Under which ring the lines of a bucket may answer. */
  private final AtomicReferenceArray<Epoch> epochs = new AtomicReferenceArray<>(Buckets.COUNT);
  private final ArrayDeque<Integer> toEnter = new ArrayDeque<>();
  private final LongSupplier wallMillis;
  private final BiConsumer<Integer, List<Effect>> effects;
  private final BiConsumer<Integer, ViewId> entered;
  private Optional<Ring> ring = Optional.empty();
  private volatile int open;

  /** @param effects carries out what a bucket wants done @param entered told before a bucket does anything in a view */
  Lines(NodeId self, NodeLimits limits, LongSupplier wallMillis, BiConsumer<Integer, List<Effect>> effects, BiConsumer<Integer, ViewId> entered) {
    for (int bucket = 0; bucket < buckets.length; bucket++) buckets[bucket] = new Bucket(self, limits.writeSafety());
    this.wallMillis = wallMillis;
    this.effects = effects;
    this.entered = entered;
  }

  /** Empty while this node is in no ring. */
  Optional<Ring> ring() {
    return ring;
  }

  /** A later ring that this life of the node is in. */
  void enter(Ring next) {
    ring = Optional.of(next);
    toEnter.clear();
    for (int bucket = 0; bucket < buckets.length; bucket++) toEnter.add(bucket);
  }

  /** This life of the node is out: nothing here is worth anything. */
  void leave() {
    ring = Optional.empty();
    toEnter.clear();
    for (int bucket = 0; bucket < buckets.length; bucket++) {
      epochs.set(bucket, null);
      effects.accept(bucket, buckets[bucket].discard());
    }
  }

  /** Lets some more buckets into the newest view. @return whether there are more */
  boolean enterSome() {
    for (int done = 0; done < NodeLimits.BUCKETS_PER_TURN && !toEnter.isEmpty(); done++) enter(toEnter.poll());
    return !toEnter.isEmpty();
  }

  private void enter(int bucket) {
    Ring newest = ring.orElseThrow();
    if (newest.epoch().equals(epochs.get(bucket))) return;
    entered.accept(bucket, newest.id());
    epochs.set(bucket, newest.epoch());
    effects.accept(bucket, buckets[bucket].view(newest.views().get(bucket), wallMillis.getAsLong()));
  }

  /** The bucket, in the newest view. Only while this node is in a ring. */
  Bucket at(int bucket) {
    enter(bucket);
    return buckets[bucket];
  }

  /** The bucket as it is; for who only looks. */
  Bucket peek(int bucket) {
    return buckets[bucket];
  }

  /**
   * This view is the newest, and the bucket is in it. One that has not entered yet must do nothing any more: what it said would go out as said in
   * the newest.
   */
  boolean has(int bucket, ViewId view) {
    return ring.isPresent() && ring.get().id().equals(view) && buckets[bucket].view().equals(view);
  }

  void received(NodeId from, int bucket, Message message) {
    Bucket at = at(bucket);
    effects.accept(bucket, at.received(from, message, wallMillis.getAsLong()));
  }

  /**
   * Any thread; null if the lines of this bucket may not answer. Looked at before the line is, so that what is discarded meanwhile is not taken for
   * what comes after.
   */
  Epoch epoch(int bucket) {
    return epochs.get(bucket);
  }

  void count() {
    int count = 0;
    for (Bucket bucket : buckets) if (ring.isPresent() && bucket.open() && bucket.view().equals(ring.get().id())) count++;
    open = count;
  }

  /** Of no backup here it is unknown whether its owner lives, as far as the newest view tells. */
  boolean backupsClaimed() {
    for (Bucket bucket : buckets) {
      if (bucket.backupBytes() > 0 && !(bucket.backupsClaimed() && ring.isPresent() && bucket.view().equals(ring.get().id()))) return false;
    }
    return true;
  }

  long backupBytes() {
    long bytes = 0;
    for (Bucket bucket : buckets) bytes += bucket.backupBytes();
    return bytes;
  }

  /** As counted last. Any thread. */
  int open() {
    return open;
  }
}
