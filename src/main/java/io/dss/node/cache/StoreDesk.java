package io.dss.node.cache;

import io.dss.cache.CacheLimits;
import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.cluster.Epoch;
import io.dss.coherence.Buckets;
import io.dss.coherence.Effect;
import io.dss.coherence.ViewId;
import io.dss.node.raft.EventLoop;
import io.dss.node.route.Refusal;
import io.dss.spi.BackingStore;
import io.dss.spi.TimeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Main memory as the homes of this node ask it: what one turn of the loop wants of a bucket goes in one call, and at most one write of a bucket is
 * under way, so what is written of a key arrives in order. What main memory does not answer is asked again until the view changes; nothing is ever
 * dropped before that. Confined to the loop.
 */
final class StoreDesk {
  /** Where the answers go. */
  interface Asker {
    void fenced(int bucket, ViewId view);

    void read(int bucket, ViewId view, String key, Entry entry);

    void written(int bucket, ViewId view, String key, Version version);

    void refused(int bucket, ViewId view, String key, Version version);
  }

  private final BackingStore store;
  private final EventLoop loop;
  private final TimeSource time;
  private final Counters counters;
  private final CacheListener listener;
  private final Asker asker;
  private final Desk[] desks = new Desk[Buckets.COUNT];
  /** Buckets with something to ask. */
  private final TreeSet<Integer> active = new TreeSet<>();

  StoreDesk(BackingStore store, EventLoop loop, TimeSource time, Counters counters, CacheListener listener, Asker asker) {
    this.store = store;
    this.loop = loop;
    this.time = time;
    this.counters = counters;
    this.listener = listener;
    this.asker = asker;
    for (int bucket = 0; bucket < desks.length; bucket++) desks[bucket] = new Desk(bucket);
  }

  /** What is asked from now on is asked in this view, and what was asked before is nobody's business any more. */
  void view(int bucket, ViewId view) {
    desks[bucket].begin(view);
    active.remove(bucket);
  }

  /** This node is out: what it asked as home is nobody's business any more. */
  void discard() {
    for (int bucket = 0; bucket < desks.length; bucket++) view(bucket, ViewId.NONE);
  }

  void fence(int bucket) {
    desks[bucket].fence = true;
    active.add(bucket);
  }

  void read(int bucket, String key) {
    desks[bucket].reads.add(key);
    active.add(bucket);
  }

  void write(int bucket, Effect.WriteStore write) {
    desks[bucket].writes.add(write);
    active.add(bucket);
  }

  /** Asks what is to be asked now. */
  void issue() {
    if (active.isEmpty()) return;
    long nowMillis = nowMillis();
    for (Iterator<Integer> each = active.iterator(); each.hasNext();) {
      Desk desk = desks[each.next()];
      desk.issue(nowMillis);
      if (desk.idle()) each.remove();
    }
  }

  /** Why a call about this bucket had no answer, if main memory is why. */
  Optional<Refusal> trouble(int bucket) {
    return desks[bucket].trouble();
  }

  /** Something is on its way to main memory. */
  boolean writing() {
    for (Desk desk : desks) if (desk.writing || !desk.writes.isEmpty()) return true;
    return false;
  }

  Optional<Refusal> anyTrouble() {
    for (Desk desk : desks) if (desk.trouble().isPresent()) return desk.trouble();
    return Optional.empty();
  }

  private long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(time.monotonicNanos());
  }

  private final class Desk {
    private final int bucket;
    private ViewId view = ViewId.NONE;
    private boolean fence;
    private final LinkedHashSet<String> reads = new LinkedHashSet<>();
    private final ArrayDeque<Effect.WriteStore> writes = new ArrayDeque<>();
    private boolean writing;
    /** Apart, as main memory that is full still reads: what it answers to a read is no sign that a write would fit now. */
    private final Rest reading = new Rest();
    private final Rest resting = new Rest();

    Desk(int bucket) {
      this.bucket = bucket;
    }

    void begin(ViewId next) {
      view = next;
      fence = false;
      reads.clear();
      writes.clear();
      writing = false;
      reading.over();
      resting.over();
    }

    /** Of writes first: they lose more by waiting. */
    Optional<Refusal> trouble() {
      return resting.why.or(() -> reading.why);
    }

    boolean idle() {
      return !fence && reads.isEmpty() && (writes.isEmpty() || writing);
    }

    private Epoch epoch() {
      return new Epoch(view.generation(), view.ringEpoch());
    }

    void issue(long nowMillis) {
      if (fence && reading.isOver(nowMillis)) issueFence();
      while (!reads.isEmpty() && reading.isOver(nowMillis)) issueReads();
      if (!writes.isEmpty() && !writing && resting.isOver(nowMillis)) issueWrites();
    }

    private void issueFence() {
      fence = false;
      ask(() -> store.fence(bucket, epoch()), (fencing, failure) -> {
        if (failure == null) {
          reading.over();
          // A later home has it: this node hears of its view soon.
          if (fencing instanceof BackingStore.Fencing.Raised) asker.fenced(bucket, view);
        } else {
          fence = true;
          failed(reading, failure);
        }
      });
    }

    private void issueReads() {
      List<String> keys = new ArrayList<>();
      for (Iterator<String> each = reads.iterator(); each.hasNext() && keys.size() < NodeLimits.READ_KEYS;) {
        keys.add(each.next());
        each.remove();
      }
      counters.storeReads.add(keys.size());
      ask(() -> store.read(bucket, keys), (entries, failure) -> {
        if (failure != null) {
          reads.addAll(keys);
          failed(reading, failure);
          return;
        }
        reading.over();
        for (int i = 0; i < keys.size(); i++) asker.read(bucket, view, keys.get(i), entries.get(i));
      });
    }

    private void issueWrites() {
      List<Effect.WriteStore> batch = new ArrayList<>();
      List<BackingStore.Item> items = new ArrayList<>();
      long wallMillis = time.wallMillis();
      long bytes = 0;
      while (!writes.isEmpty()) {
        BackingStore.Item next = item(writes.peek(), wallMillis);
        bytes += next.bytes();
        if (!batch.isEmpty() && bytes > BackingStore.WRITE_BYTES) break;
        items.add(next);
        batch.add(writes.poll());
      }
      writing = true;
      ask(() -> store.write(bucket, epoch(), items), (writing, failure) -> wrote(batch, writing, failure));
    }

    private void wrote(List<Effect.WriteStore> batch, BackingStore.Writing outcome, Throwable failure) {
      writing = false;
      if (failure != null) {
        // It may have been stored: from now on nobody may be told that it was not.
        again(batch.stream().map(write -> new Effect.WriteStore(write.key(), write.entry(), false)).toList());
        failed(resting, failure);
      } else if (outcome instanceof BackingStore.Writing.Full full) {
        full(batch, full);
      } else if (outcome instanceof BackingStore.Writing.Stored) {
        resting.over();
        counters.writeBacks.add(batch.size());
        for (Effect.WriteStore write : batch) asker.written(bucket, view, write.key(), write.entry().version());
        if (!writes.isEmpty()) active.add(bucket);
      }
      // Fenced: a later home has it, and this node hears of its view soon.
    }

    /** Nothing of it was written. Who can be told so is; the rest is tried again, as it is nowhere else. */
    private void full(List<Effect.WriteStore> batch, BackingStore.Writing.Full full) {
      listener.storeFull(bucket, full.limit());
      again(batch.stream().filter(write -> !write.refusable()).toList());
      rest(resting, new Refusal(Refusal.Code.STORE_FULL, "main memory of the cache is full (" + full.limit() + "); nothing was changed. Delete keys, or give it more room",
          Optional.empty(), 0));
      for (Effect.WriteStore write : batch) if (write.refusable()) asker.refused(bucket, view, write.key(), write.entry().version());
    }

    private void again(List<Effect.WriteStore> batch) {
      for (int i = batch.size() - 1; i >= 0; i--) writes.addFirst(batch.get(i));
    }

    private void failed(Rest rest, Throwable failure) {
      String what = String.valueOf(failure.getMessage());
      listener.storeFailed(bucket, what);
      rest(rest, new Refusal(Refusal.Code.STORE_UNREACHABLE, "main memory of the cache does not answer: " + what + "; nothing was changed", Optional.empty(), 1_000));
    }

    private void rest(Rest rest, Refusal why) {
      counters.storeRetries.increment();
      rest.begin(why, nowMillis());
      active.add(bucket);
    }

    /** What comes for an earlier view is dropped here: the bucket has begun anew. */
    private <T> void ask(Supplier<CompletionStage<T>> question, BiConsumer<T, Throwable> came) {
      ViewId asked = view;
      asked(question).whenComplete((value, failure) -> loop.complete(() -> {
        if (asked.equals(view)) came.accept(value, failure == null ? null : unwrapped(failure));
      }));
    }
  }

  /** Between two attempts, each time longer until one succeeds. */
  private static final class Rest {
    private Optional<Refusal> why = Optional.empty();
    private long notBeforeMillis = Long.MIN_VALUE;
    private long retryMillis = NodeLimits.RETRY_FIRST_MILLIS;

    boolean isOver(long nowMillis) {
      return nowMillis >= notBeforeMillis;
    }

    void begin(Refusal because, long nowMillis) {
      why = Optional.of(because);
      notBeforeMillis = nowMillis + retryMillis;
      retryMillis = Math.min(NodeLimits.RETRY_LAST_MILLIS, 2 * retryMillis);
    }

    void over() {
      why = Optional.empty();
      notBeforeMillis = Long.MIN_VALUE;
      retryMillis = NodeLimits.RETRY_FIRST_MILLIS;
    }
  }

  private static <T> CompletionStage<T> asked(Supplier<CompletionStage<T>> question) {
    try {
      return question.get();
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }

  /** A value is kept as long as results under Idempotency-Keys beyond its end; a tombstone until it may be forgotten. */
  private static BackingStore.Item item(Effect.WriteStore write, long wallMillis) {
    Entry entry = write.entry();
    if (entry.expiresAtMillis() == Entry.NEVER) return new BackingStore.Item(write.key(), entry, Entry.NEVER);
    long left = Math.max(0, entry.expiresAtMillis() - wallMillis);
    long keep = entry.content() instanceof Content.Absent ? left : left + CacheLimits.KEPT_MILLIS;
    return new BackingStore.Item(write.key(), entry, keep);
  }
}
