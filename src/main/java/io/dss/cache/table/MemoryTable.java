package io.dss.cache.table;

import io.dss.cache.Entry;
import io.dss.kernel.Invariant;
import io.dss.kernel.SortedTree;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Main memory of the cache, as the log has it: an immutable value, so the table of a moment is its own snapshot view. Every replica that applies the same
 * entries has an equal one, down to the bytes of {@link #writeTo}.
 *
 * <p>A write of an item takes O(log n) in the number of keys of its bucket. What need not be kept any longer is dropped by later commands, a few with each, so
 * it may be there for longer. Thread-safe, as it never changes; arrays that go in or come out are never written to.
 */
public final class MemoryTable {
  /** For ever the same, as those of the cache's keys are. */
  public static final int BUCKETS = 256;
  /** How many entries one command drops, besides as many as it brings. A bound for the loop: what is over stays for the next one. */
  static final int MAX_DROPPED = 1_000;

  final SortedTree<Integer, StoredBucket> buckets;
  private final SortedTree<Due, Boolean> due;
  private final long bytes;

  private MemoryTable(SortedTree<Integer, StoredBucket> buckets, SortedTree<Due, Boolean> due, long bytes) {
    this.buckets = buckets;
    this.due = due;
    this.bytes = bytes;
  }

  /** The table before the first entry. */
  public static MemoryTable empty() {
    return new MemoryTable(SortedTree.empty(), SortedTree.empty(), 0);
  }

  /** What {@link #apply} makes. */
  public record Applied(MemoryTable table, TableReply reply) {}

  /**
   * The next table and what came of the command.
   *
   * @param command from {@link TableCommandCodec}, or checked likewise
   * @param nowMillis log time, never less than before
   */
  public Applied apply(TableCommand command, long nowMillis) {
    TableCommandCodec.broken(command).ifPresent(what -> Invariant.check(false, what));
    if (command instanceof TableCommand.Fence fence) return withoutDue(nowMillis, MAX_DROPPED).fence(fence);
    TableCommand.Write write = (TableCommand.Write) command;
    return withoutDue(nowMillis, MAX_DROPPED + write.items().size()).write(write, nowMillis);
  }

  private Applied fence(TableCommand.Fence fence) {
    StoredBucket bucket = bucket(fence.bucket());
    if (bucket.epoch().isAfter(fence.epoch())) return new Applied(this, new TableReply.Behind(bucket.epoch()));
    MemoryTable fenced = fence.epoch().equals(bucket.epoch()) ? this : with(fence.bucket(), bucket.fenced(fence.epoch()), due, 0);
    return new Applied(fenced, new TableReply.Raised());
  }

  private Applied write(TableCommand.Write write, long nowMillis) {
    BucketEpoch present = bucket(write.bucket()).epoch();
    if (present.isAfter(write.epoch())) return new Applied(this, new TableReply.Behind(present));
    MemoryTable next = this;
    for (TableItem item : write.items()) {
      boolean later = item.entry().version().isAfter(next.entry(write.bucket(), item.key()).version());
      if (later) next = next.with(write.bucket(), item.key(), StoredEntry.of(item, nowMillis));
    }
    // A full table still takes what makes it no larger: else nothing could be deleted from it.
    boolean fits = next.bytes <= write.limits().maxBytes() || next.bytes <= bytes;
    return fits ? new Applied(next, new TableReply.Stored()) : new Applied(this, new TableReply.Full(write.limits().full(bytes)));
  }

  private MemoryTable withoutDue(long nowMillis, int most) {
    MemoryTable next = this;
    for (int left = most; left > 0; left--) {
      Optional<Due> first = next.due.first().map(Map.Entry::getKey).filter(due -> due.dropMillis() <= nowMillis);
      if (first.isEmpty()) break;
      next = next.without(first.get());
    }
    return next;
  }

  private MemoryTable without(Due first) {
    StoredBucket bucket = bucket(first.bucket());
    long freed = Footprint.of(first.key(), bucket.entries().get(first.key()));
    return with(first.bucket(), bucket.with(bucket.entries().without(first.key())), due.without(first), -freed);
  }

  MemoryTable with(int number, String key, StoredEntry stored) {
    StoredBucket bucket = bucket(number);
    StoredEntry before = bucket.entries().get(key);
    SortedTree<Due, Boolean> drops = before == null || before.stays() ? due : due.without(new Due(before.dropMillis(), number, key));
    if (!stored.stays()) drops = drops.with(new Due(stored.dropMillis(), number, key), true);
    return with(number, bucket.with(bucket.entries().with(key, stored)), drops, Footprint.of(key, stored) - (before == null ? 0 : Footprint.of(key, before)));
  }

  MemoryTable withBucket(int number, BucketEpoch epoch) {
    return with(number, bucket(number).fenced(epoch), due, 0);
  }

  private MemoryTable with(int number, StoredBucket bucket, SortedTree<Due, Boolean> drops, long grown) {
    return new MemoryTable(buckets.with(number, bucket), drops, bytes + grown + (buckets.contains(number) ? 0 : Footprint.BUCKET));
  }

  private StoredBucket bucket(int number) {
    return buckets.find(number).orElse(StoredBucket.UNTOUCHED);
  }

  /** What a key has; {@link Entry#NONE} if nothing. */
  public Entry entry(int bucket, String key) {
    return bucket(bucket).entries().find(key).map(StoredEntry::entry).orElse(Entry.NONE);
  }

  /** With which epoch the bucket was fenced last. */
  public BucketEpoch epoch(int bucket) {
    return bucket(bucket).epoch();
  }

  /** Keys of a bucket that have a value, about {@code limit} of them, after {@code after}. */
  public KeyPage keys(int bucket, Optional<String> after, int limit) {
    return KeyPage.of(bucket(bucket).entries(), after, limit);
  }

  /** The estimate that {@link TableLimits} are about. */
  public long bytes() {
    return bytes;
  }

  /** Keys of which there is anything, tombstones included. */
  public int size() {
    int size = 0;
    for (Map.Entry<Integer, StoredBucket> bucket : buckets) size += bucket.getValue().entries().size();
    return size;
  }

  /** Writes the table, front to back, in chunks of at most about a megabyte; one entry may be more. {@link MemoryTableReader} reads it. */
  public void writeTo(Consumer<byte[]> chunks) {
    new MemoryTableWriter(chunks).write(this);
  }
}
