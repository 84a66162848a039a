package io.dss.spi.memory;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cluster.Epoch;
import io.dss.kernel.Invariant;
import io.dss.spi.BackingStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * The trivial twin of main memory, with the switches of a {@link StoreTwin}. One instance is the memory that all nodes of a test share; {@link #close} does
 * nothing to what it holds. It forgets nothing before {@link #pass} says that time has gone by.
 */
public final class MemoryBackingStore extends StoreTwin implements BackingStore {
  /** @param dropMillis of this store's own time; {@link Entry#NEVER}: it stays */
  private record Kept(Entry entry, long dropMillis) {}

  private static final class Bucket {
    private Epoch epoch = Epoch.NONE;
    private final TreeMap<String, Kept> entries = new TreeMap<>();
  }

  private final TreeMap<Integer, Bucket> buckets = new TreeMap<>();
  private Optional<Writing.Full> full = Optional.empty();
  private long nowMillis;
  private long keysRead;
  private long itemsWritten;
  private long writes;

  /** Writes are answered {@link Writing.Full} with these words; empty ends it. */
  public void full(Optional<String> limit) {
    synchronized (monitor) {
      full = limit.map(words -> new Writing.Full(words, true));
    }
  }

  /** As {@link #full}, for want of the server's memory and not for a cap. */
  public void outOfMemory(String limit) {
    synchronized (monitor) {
      full = Optional.of(new Writing.Full(limit, false));
    }
  }

  /** So much time goes by, and what need not be kept any longer is gone. */
  public void pass(long millis) {
    synchronized (monitor) {
      nowMillis += millis;
      buckets.values().forEach(bucket -> bucket.entries.values().removeIf(kept -> kept.dropMillis <= nowMillis));
    }
  }

  /** What it has of a key at this moment, whatever the switches say. */
  public Entry stored(int bucket, String key) {
    synchronized (monitor) {
      return entry(bucket(bucket), key);
    }
  }

  /** The epoch that a bucket was fenced with at last. */
  public Epoch epoch(int bucket) {
    synchronized (monitor) {
      return bucket(bucket).epoch;
    }
  }

  /** Keys that were asked for by reads that were answered. */
  public long keysRead() {
    synchronized (monitor) {
      return keysRead;
    }
  }

  /** Batches that were stored. */
  public long writes() {
    synchronized (monitor) {
      return writes;
    }
  }

  /** Items of batches that were stored, those that changed nothing included. */
  public long itemsWritten() {
    synchronized (monitor) {
      return itemsWritten;
    }
  }

  @Override
  public CompletionStage<Fencing> fence(int bucket, Epoch epoch) {
    return call(() -> {
      Bucket fenced = bucket(bucket);
      if (fenced.epoch.isAfter(epoch)) return new Fencing.Behind(fenced.epoch);
      fenced.epoch = epoch;
      return new Fencing.Raised();
    });
  }

  @Override
  public CompletionStage<List<Entry>> read(int bucket, List<String> keys) {
    List<String> asked = List.copyOf(keys);
    return call(() -> {
      keysRead += asked.size();
      return asked.stream().map(key -> entry(bucket(bucket), key)).toList();
    });
  }

  @Override
  public CompletionStage<Writing> write(int bucket, Epoch epoch, List<Item> items) {
    long bytes = items.stream().mapToLong(Item::bytes).sum();
    Invariant.check(bytes <= WRITE_BYTES, "%d items of %d bytes in a write", items.size(), bytes);
    List<Item> batch = List.copyOf(items);
    return call(() -> {
      Bucket written = bucket(bucket);
      if (written.epoch.isAfter(epoch)) return new Writing.Fenced(written.epoch);
      if (full.isPresent()) return full.get();
      batch.forEach(item -> store(written, item));
      writes++;
      itemsWritten += batch.size();
      return new Writing.Stored();
    });
  }

  private void store(Bucket bucket, Item item) {
    if (!item.entry().version().isAfter(entry(bucket, item.key()).version())) return;
    bucket.entries.put(item.key(), new Kept(item.entry(), item.keepMillis() == Entry.NEVER ? Entry.NEVER : nowMillis + item.keepMillis()));
  }

  @Override
  public CompletionStage<Page> keys(int bucket, Optional<String> cursor, int limit) {
    return call(() -> {
      NavigableMap<String, Kept> entries = bucket(bucket).entries;
      List<String> found = new ArrayList<>();
      for (Map.Entry<String, Kept> each : (cursor.isPresent() ? entries.tailMap(cursor.get(), false) : entries).entrySet()) {
        if (found.size() >= limit) return new Page(found, Optional.of(found.get(found.size() - 1)));
        if (each.getValue().entry.content() instanceof Content.Present) found.add(each.getKey());
      }
      return new Page(found, Optional.empty());
    });
  }

  @Override
  public void close() {}

  private Bucket bucket(int bucket) {
    return buckets.computeIfAbsent(bucket, number -> new Bucket());
  }

  private static Entry entry(Bucket bucket, String key) {
    Kept kept = bucket.entries.get(key);
    return kept == null ? Entry.NONE : kept.entry;
  }

  @Override
  Throwable unreachable(String what) {
    return new Unreachable(what);
  }

  @Override
  Throwable refusal(String words) {
    return new Refused(words);
  }
}
