package io.dss.node.cache;

import io.dss.cache.CacheCommand;
import io.dss.node.cache.Caches.Consistency;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many hits a second a node answers without HTTP, with the real clocks and a lease that is looked at each time. Run by hand:
 * {@code java -cp target/test-classes:target/classes io.dss.node.cache.HitBench [threads] [keys]}.
 */
final class HitBench {
  private static final int ROUNDS = 8;
  private static final long ROUND_NANOS = 1_000_000_000L;
  private static final int CHUNK = 10_000;

  private HitBench() {}

  public static void main(String[] args) throws InterruptedException {
    int threads = args.length > 0 ? Integer.parseInt(args[0]) : 1;
    int keys = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    LoneNode node = new LoneNode(CacheGroup.ROOMY);
    Caches.Asked[] reads = new Caches.Asked[keys];
    for (int i = 0; i < keys; i++) {
      String key = "user.config." + i;
      node.caches.call(CacheGroup.asked(key, CacheGroup.written("{\"some\":\"value of a hundred bytes or so\"}"), Consistency.LINEARIZABLE)).toCompletableFuture().join();
      reads[i] = CacheGroup.asked(key, new CacheCommand.Read(OptionalLong.empty()), Consistency.LINEARIZABLE);
    }
    for (int round = 0; round < ROUNDS; round++) round(node.caches, reads, threads);
    node.stop();
  }

  private static void round(Caches caches, Caches.Asked[] reads, int threads) throws InterruptedException {
    LongAdder answered = new LongAdder();
    CountDownLatch ended = new CountDownLatch(threads);
    long began = System.nanoTime();
    for (int thread = 0; thread < threads; thread++) {
      int first = thread * 7919;
      new Thread(() -> {
        for (int at = first; System.nanoTime() - began < ROUND_NANOS; at += CHUNK) answered.add(chunk(caches, reads, at));
        ended.countDown();
      }).start();
    }
    ended.await();
    double millions = answered.sum() * 1e3 / (System.nanoTime() - began);
    System.out.printf("%d threads, %d keys: %.2f million hits/s%n", threads, reads.length, millions);
  }

  private static int chunk(Caches caches, Caches.Asked[] reads, int first) {
    int hits = 0;
    for (int i = 0; i < CHUNK; i++) if (caches.call(reads[Math.floorMod(first + i, reads.length)]).toCompletableFuture().isDone()) hits++;
    return hits;
  }
}
