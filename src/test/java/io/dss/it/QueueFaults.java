package io.dss.it;

import io.dss.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What a queue must survive, one fault after the other under load: owners and leaders that die, sleep and are cut off, and a Redis that dies and hangs. */
final class QueueFaults {
  private static final Duration GOES_ON = Duration.ofSeconds(40);
  private static final int ACKS_BETWEEN = 100;
  private static final int SLEEP_SECONDS = 6;

  /** One way to break a cluster, and to mend it. */
  private interface Fault {
    void strike() throws Exception;
  }

  private final Trio trio;
  private final Optional<RedisServer> redis;
  private final QueueLoad load;
  private final Random random;

  QueueFaults(Trio trio, Optional<RedisServer> redis, QueueLoad load, long seed) {
    this.trio = trio;
    this.redis = redis;
    this.load = load;
    this.random = new Random(seed);
  }

  /** Each fault once. */
  void all() throws Exception {
    for (Fault fault : faults()) strike(fault);
  }

  /** Random ones until {@code limit} is over. */
  void until(Duration limit) throws Exception {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    List<Fault> faults = faults();
    while (System.nanoTime() - deadlineNanos < 0) strike(faults.get(random.nextInt(faults.size())));
  }

  private List<Fault> faults() {
    List<Fault> faults = new ArrayList<>(List.of(this::killTheLeader, this::killAFollower, this::sleep, this::cut, this::muffle));
    if (redis.isPresent()) faults.addAll(List.of(this::killRedis, this::hangRedis));
    return faults;
  }

  /** Waits for what the load does before and after it: a cluster that does nothing is not tested. */
  private void strike(Fault fault) throws Exception {
    goesOn("before a fault");
    fault.strike();
    trio.whole();
    goesOn("after a fault");
    load.mended();
  }

  private void goesOn(String when) throws InterruptedException {
    long before = load.acknowledged();
    trio.nodes().await("the load goes on " + when, GOES_ON, () -> load.acknowledged() > before + ACKS_BETWEEN);
  }

  private void killTheLeader() throws Exception {
    kill(trio.leader());
  }

  private void killAFollower() throws Exception {
    kill(trio.others(trio.leader()).get(random.nextInt(2)));
  }

  private void kill(int node) throws Exception {
    load.breaks("kill -9 of " + trio.nodes().id(node));
    trio.nodes().kill9(node);
    // Long enough for the others to take its topics over, and to be asked for them.
    TimeUnit.SECONDS.sleep(SLEEP_SECONDS);
  }

  private void sleep() throws Exception {
    int node = random.nextInt(Trio.SIZE);
    load.breaks("pause of " + trio.nodes().id(node));
    trio.nodes().suspend(node);
    TimeUnit.SECONDS.sleep(SLEEP_SECONDS);
    trio.nodes().resume(node);
  }

  private void cut() throws Exception {
    int node = random.nextInt(Trio.SIZE);
    load.breaks("cut of " + trio.nodes().id(node));
    trio.cutOff(node);
    TimeUnit.SECONDS.sleep(SLEEP_SECONDS);
    trio.heal();
  }

  private void muffle() throws Exception {
    int node = random.nextInt(Trio.SIZE);
    load.breaks(trio.nodes().id(node) + " is not heard");
    trio.muffle(node);
    TimeUnit.SECONDS.sleep(SLEEP_SECONDS);
    trio.heal();
  }

  private void killRedis() throws Exception {
    load.breaks("kill -9 of Redis");
    redis.orElseThrow().kill();
    TimeUnit.SECONDS.sleep(1);
    redis.orElseThrow().restart();
  }

  private void hangRedis() throws Exception {
    load.breaks("pause of Redis");
    redis.orElseThrow().pause();
    TimeUnit.SECONDS.sleep(SLEEP_SECONDS);
    redis.orElseThrow().resume();
  }
}
