package io.dss.node.cache;

import static io.dss.node.cache.CacheGroup.READ;
import static io.dss.node.cache.CacheGroup.asked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheCommand;
import io.dss.cache.WriteSafety;
import io.dss.kernel.Incarnation;
import io.dss.node.cache.Caches.Answered;
import io.dss.node.cache.Caches.Consistency;
import io.dss.node.raft.EventLoop;
import io.dss.node.raft.MemoryNetwork;
import io.dss.node.route.ScriptedPlacement;
import io.dss.spi.PeerTransport.Peer;
import io.dss.spi.TimeSource;
import io.dss.spi.memory.MemoryBackingStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One node with its loop on a thread, while others write, read, and make lines leave for want of room. */
class HitsUnderFireTest {
  private static final int KEYS = 12;
  private static final int WRITES = 20_000;
  private static final int READERS = 2;

  private static final class Clocks implements TimeSource {
    @Override
    public long monotonicNanos() {
      return System.nanoTime();
    }

    @Override
    public long wallMillis() {
      return System.currentTimeMillis();
    }
  }

  private final Incarnation life = new Incarnation(CacheGroup.A, 1);
  private final EventLoop loop = new EventLoop();
  private final ScriptedPlacement placement = new ScriptedPlacement();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final ExecutorService threads = Executors.newFixedThreadPool(READERS + 2);
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  /** What was written of each key and answered. */
  private final AtomicIntegerArray completed = new AtomicIntegerArray(KEYS);
  private volatile boolean over;

  @AfterEach
  void end() throws InterruptedException {
    over = true;
    loop.stop(5_000);
    timer.shutdownNow();
    threads.shutdown();
    assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
  }

  private Caches node() {
    // A few lines fewer than there are keys: each of them leaves and comes again.
    NodeLimits limits = new NodeLimits(WriteSafety.BACKUP, KEYS - 4, 1 << 30, 1 << 30, 10, 10_000, 1_000, 1_000, 1_000);
    Peer peer = new Peer(life, CacheGroup.DISK, Optional.of(ScriptedPlacement.CLUSTER));
    placement.self(Optional.of(life));
    placement.ringIs(CacheGroup.A);
    CacheNode node = new CacheNode(life, new CacheNode.Ports(loop, new MemoryBackingStore(), placement, new MemoryNetwork().port(peer), new Clocks(),
        timer, timer,
        CacheListener.NONE), limits);
    loop.onFailure(bug -> broken.compareAndSet(null, bug));
    threads.execute(loop);
    timer.scheduleAtFixedRate(node::tick, 0, 5, TimeUnit.MILLISECONDS);
    return node.caches();
  }

  private static Answered call(Caches caches, int key, CacheCommand command) {
    return caches.call(asked("k" + key, command, Consistency.LINEARIZABLE)).toCompletableFuture().join();
  }

  private void write(Caches caches) {
    for (int i = 1; i <= WRITES; i++) {
      int key = i % KEYS;
      call(caches, key, CacheGroup.written(String.valueOf(i)));
      completed.set(key, i);
    }
    over = true;
  }

  private long read(Caches caches) {
    long reads = 0;
    int[] seen = new int[KEYS];
    for (int key = 0; !over; key = (key + 1) % KEYS, reads++) {
      int least = Math.max(seen[key], completed.get(key));
      String found = CacheGroup.text(call(caches, key, READ));
      seen[key] = found.equals("none") ? 0 : Integer.parseInt(found);
      assertTrue(seen[key] >= least, "read " + seen[key] + " after " + least + " of key " + key);
    }
    return reads;
  }

  @Test
  void noReaderEverSeesLessThanWasWrittenBeforeItAsked() {
    Caches caches = node();
    List<CompletableFuture<Long>> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) readers.add(CompletableFuture.supplyAsync(() -> read(caches), threads));
    write(caches);
    for (CompletableFuture<Long> reader : readers) assertTrue(reader.join() > 0);
    assertEquals(null, broken.get());
  }
}
