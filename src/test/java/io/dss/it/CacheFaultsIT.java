package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kills, pauses and cuts while clients read and write the same keys through every node; each history is checked. */
@ExtendWith(Trio.Given.class)
class CacheFaultsIT {
  private static final long PAUSE_SECONDS = 10;
  private static final int BUSY = 200;
  private static final int STOPPED_KEYS = 40;
  private static final Duration GOES_ON = Duration.ofSeconds(30);

  @Test
  void aNodeIsKilledUnderLoadAndEveryReadIsOfTheLastWrite(Trio trio) throws Exception {
    try (CacheLoad load = CacheLoad.start(trio, "cache-kill", 1)) {
      goesOn(trio, load);
      trio.nodes().kill9(trio.others(trio.leader()).get(0));
      goesOn(trio, load);
      trio.whole();
      goesOn(trio, load);
      load.verify();
    }
  }

  @Test
  void theLeaderIsKilledUnderLoadAndEveryReadIsOfTheLastWrite(Trio trio) throws Exception {
    try (CacheLoad load = CacheLoad.start(trio, "cache-kill-leader", 2)) {
      goesOn(trio, load);
      trio.nodes().kill9(trio.leader());
      goesOn(trio, load);
      trio.whole();
      load.verify();
    }
  }

  /** Half of what the first wrote is nowhere but on the second, which is asked to stop before anybody has noticed. There is no leader to make a view, either. */
  @Test
  void anOwnerIsKilledAndANodeThatKeepsItsBackupsIsStoppedAtOnce(Trio trio) throws Exception {
    CacheKeys keys = CacheKeys.of(trio);
    int owner = trio.leader();
    int keeper = trio.others(owner).get(0);
    for (int key = 0; key < STOPPED_KEYS; key++) keys.written(owner, "cache-stop-" + key, key);
    trio.nodes().kill9(owner);
    long askedNanos = System.nanoTime();
    trio.nodes().stop(keeper, GOES_ON);
    System.out.println("the node that kept what a killed leader had written stopped after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedNanos) + " ms (at most 8000 and what else a stop takes)");
    trio.whole();
    for (int key = 0; key < STOPPED_KEYS; key++) keys.read(key % Trio.SIZE, "cache-stop-" + key, key);
  }

  @Test
  void aNodeSleepsPastItsRemovalAndShowsNothingOldWhenItWakes(Trio trio) throws Exception {
    try (CacheLoad load = CacheLoad.start(trio, "cache-sleep", 3)) {
      goesOn(trio, load);
      int asleep = trio.others(trio.leader()).get(1);
      trio.nodes().suspend(asleep);
      TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
      trio.nodes().resume(asleep);
      trio.nodes().awaitAllReady(Duration.ofSeconds(30));
      goesOn(trio, load);
      load.verify();
    }
  }

  @Test
  void aNodeThatIsCutOffServesNoHitAfterItsLeaseAndTheOthersWriteOn(Trio trio) throws Exception {
    cut(trio, true, "cache-cut");
  }

  @Test
  void aNodeThatIsNotHeardButHearsServesNoHitAfterItsLeaseAndTheOthersWriteOn(Trio trio) throws Exception {
    cut(trio, false, "cache-muffled");
  }

  private static void cut(Trio trio, boolean bothWays, String prefix) throws Exception {
    CacheKeys keys = CacheKeys.of(trio);
    int alone = trio.others(trio.leader()).get(0);
    int writer = trio.others(alone).get(0);
    String shared = prefix + "-shared";
    keys.written(alone, shared, 1);
    keys.read(writer, shared, 1);
    try (CacheLoad load = CacheLoad.start(trio, prefix, prefix.hashCode())) {
      goesOn(trio, load);
      if (bothWays) trio.cutOff(alone);
      else trio.muffle(alone);
      // Waits for the sharer that is cut off, at most until its lease is surely over.
      trio.nodes().await("the others write on", GOES_ON, () -> writes(keys, writer, shared, 2));
      Reply hit = keys.reading(alone, shared);
      assertEquals(503, hit.status(), "a hit without a lease: " + hit.body());
      Reply any = keys.api().post(keys.urls().get(alone), "/cache/read", "{\"key\":\"" + shared + "\",\"consistency\":\"any\"}");
      // Who hears is told that its line is gone, and may have nothing left that is old.
      boolean nothing = !bothWays && any.status() == 503;
      assertTrue(nothing || any.success() && any.json().getBoolean("stale", false), "old is better than nothing to who says so: " + any.body());
      trio.heal();
      trio.nodes().awaitAllReady(Duration.ofSeconds(30));
      keys.read(alone, shared, 2);
      goesOn(trio, load);
      load.verify();
    }
  }

  private static boolean writes(CacheKeys keys, int node, String key, int value) {
    try {
      return keys.writing(node, key, value).success();
    } catch (java.io.IOException noAnswer) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void goesOn(Trio trio, CacheLoad load) throws InterruptedException {
    int before = load.answered();
    trio.nodes().await("the load goes on", GOES_ON, () -> load.answered() > before + BUSY);
  }
}
