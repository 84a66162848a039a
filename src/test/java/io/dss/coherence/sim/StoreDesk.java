package io.dss.coherence.sim;

import io.dss.cache.Content;
import io.dss.cache.CacheLimits;
import io.dss.cache.Entry;
import io.dss.cluster.Epoch;
import io.dss.coherence.Bucket;
import io.dss.coherence.Effect;
import io.dss.coherence.ViewId;
import io.dss.spi.BackingStore;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks main memory for what the buckets of a node want of it, again and again until it is answered or another view has come. */
final class StoreDesk {
  private static final int AGAIN_MICROS = 40_000;

  private final CacheProcess process;
  private final SimCacheNode node;
  private final BackingStore store;
  /** What was asked by an incarnation that was removed is answered to nobody. */
  private long times;

  StoreDesk(CacheProcess process, SimCacheNode node) {
    this.process = process;
    this.node = node;
    store = process.world().store().door(process);
  }

  void forget() {
    times++;
  }

  void carryOut(int bucket, ViewId view, Effect effect) {
    if (effect instanceof Effect.Fence) fence(bucket, view);
    else if (effect instanceof Effect.ReadStore read) read(bucket, view, read.key());
    else if (effect instanceof Effect.WriteStore write) write(bucket, view, write, false);
  }

  private static Epoch epoch(ViewId view) {
    return new Epoch(view.generation(), view.ringEpoch());
  }

  private void fence(int bucket, ViewId view) {
    ask(bucket, view, () -> store.fence(bucket, epoch(view)), raised -> {
      if (raised instanceof BackingStore.Fencing.Raised) tell(bucket, one -> one.fenced(view, now()));
    }, () -> fence(bucket, view));
  }

  private void read(int bucket, ViewId view, String key) {
    ask(bucket, view, () -> store.read(bucket, List.of(key)), found -> tell(bucket, one -> one.storeRead(view, key, found.get(0), now())), () -> read(bucket, view, key));
  }

  /** @param doubt an earlier try may have been carried out: then a refusal is not the last word */
  private void write(int bucket, ViewId view, Effect.WriteStore write, boolean doubt) {
    BackingStore.Item item = new BackingStore.Item(write.key(), write.entry(), keepMillis(write.entry()));
    ask(bucket, view, () -> store.write(bucket, epoch(view), List.of(item)), done -> {
      if (done instanceof BackingStore.Writing.Stored) tell(bucket, one -> one.storeWritten(view, write.key(), write.entry().version(), now()));
      else if (done instanceof BackingStore.Writing.Full && write.refusable() && !doubt) tell(bucket, one -> one.storeRefused(view, write.key(), write.entry().version(), now()));
      else if (done instanceof BackingStore.Writing.Full) again(bucket, view, () -> write(bucket, view, write, doubt));
    }, () -> write(bucket, view, write, true));
  }

  private long keepMillis(Entry entry) {
    if (entry.expiresAtMillis() == Entry.NEVER) return Entry.NEVER;
    long leftMillis = Math.max(0, entry.expiresAtMillis() - now());
    return entry.content() instanceof Content.Absent ? leftMillis : leftMillis + CacheLimits.KEPT_MILLIS;
  }

  private long now() {
    return process.clock().wallMillis();
  }

  private void tell(int bucket, Function<Bucket, List<Effect>> what) {
    node.answered(bucket, what);
  }

  private void again(int bucket, ViewId view, Runnable what) {
    long asked = times;
    process.later(process.host().entropy().below(AGAIN_MICROS), () -> {
      if (asked == times && node.bucket(bucket).filter(one -> one.view().equals(view)).isPresent()) what.run();
    });
  }

  private <T> void ask(int bucket, ViewId view, Supplier<CompletionStage<T>> call, Consumer<T> told, Runnable again) {
    long asked = times;
    call.get().whenComplete((answer, failure) -> {
      if (asked != times) return;
      if (failure != null) again(bucket, view, again);
      else process.world().guarded(process.node(), () -> told.accept(answer));
    });
  }
}
