package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.queue.TopicDescription.Totals;

/**
 * The numbers of a topic: the next sequence, and what happened in all. Both are durable in one note. It reserves sequences in blocks, so that none is used
 * again though most are given out without a write; and it is written when the totals have grown by a 1,024th, so that after a change of owner they are at
 * most that much too low, and exact as long as they are small.
 */
final class Counters {
  static final String NOTE = "counters";
  private static final int VERSION = 1;
  private static final long BLOCK = 1_024;

  long published;
  long delivered;
  long redelivered;
  long acknowledged;
  long failed;
  long dead;
  long expired;
  long dropped;
  private long last;
  private long reserved;
  private long written;

  /** A number above all before, for a message or for its place in the order. */
  long next() {
    return ++last;
  }

  long last() {
    return last;
  }

  /** A message of this sequence is there. */
  void seen(long sequence) {
    last = Math.max(last, sequence);
  }

  Totals totals() {
    return new Totals(published, delivered, redelivered, acknowledged, failed, dead, expired, dropped);
  }

  /** At the end of every step. */
  void settle(Step step) {
    long sum = sum();
    if (last <= reserved && sum - written <= written / BLOCK) return;
    if (last > reserved) reserved = last + BLOCK;
    written = sum;
    step.note(stored());
  }

  private long sum() {
    return published + delivered + redelivered + acknowledged + failed + dead + expired + dropped;
  }

  /** Whether there is anything to store yet. */
  boolean noted() {
    return reserved > 0 || written > 0;
  }

  Stored.Note stored() {
    BinaryWriter out = new BinaryWriter(48).u8(VERSION).count(reserved).count(published).count(delivered).count(redelivered).count(acknowledged);
    return new Stored.Note(NOTE, out.count(failed).count(dead).count(expired).count(dropped).toBytes());
  }

  void load(byte[] value) {
    BinaryReader in = new BinaryReader(value);
    in.version(VERSION, "note of counters");
    reserved = in.count();
    published = in.count();
    delivered = in.count();
    redelivered = in.count();
    acknowledged = in.count();
    failed = in.count();
    dead = in.count();
    expired = in.count();
    dropped = in.count();
    written = sum();
    seen(reserved);
  }
}
