package io.dss.it;

import io.dss.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Breaks something of a running cluster, leaves it broken for a while, and makes it whole again. One thing at a time. */
final class DeliveryFaults {
  /** What can be broken. */
  enum Blow {
    KILL_OWNER,
    KILL_LEADER,
    SUSPEND,
    CUT_OFF,
    MUFFLE,
    ASK_TO_STOP,
    KILL_REDIS,
    SUSPEND_REDIS
  }

  private static final Duration STOPPED = Duration.ofSeconds(30);

  private final Trio trio;
  private final Optional<RedisServer> redis;
  private final DeliveryLog log;
  private final List<Topic> topics;
  private final Random random;

  DeliveryFaults(Trio trio, Optional<RedisServer> redis, DeliveryLog log, List<Topic> topics, long seed) {
    this.trio = trio;
    this.redis = redis;
    this.log = log;
    this.topics = topics;
    this.random = new Random(seed);
  }

  /** Any blow that this cluster can be dealt. */
  Blow any() {
    List<Blow> possible = new ArrayList<>(List.of(Blow.values()));
    if (redis.isEmpty()) possible.removeAll(List.of(Blow.KILL_REDIS, Blow.SUSPEND_REDIS));
    return possible.get(random.nextInt(possible.size()));
  }

  void strike(Blow blow, long brokenSeconds) throws IOException, InterruptedException {
    long number = log.faultBegins(blow.name());
    long began = System.nanoTime();
    long before = log.acknowledged();
    switch (blow) {
      case KILL_OWNER -> kill(trio.owner(topics.get(random.nextInt(topics.size())), trio.leader()), brokenSeconds);
      case KILL_LEADER -> kill(trio.leader(), brokenSeconds);
      case SUSPEND -> suspend(random.nextInt(Trio.SIZE), brokenSeconds);
      case CUT_OFF -> cut(brokenSeconds, () -> trio.cutOff(random.nextInt(Trio.SIZE)));
      case MUFFLE -> cut(brokenSeconds, () -> trio.muffle(random.nextInt(Trio.SIZE)));
      case ASK_TO_STOP -> trio.nodes().stop(random.nextInt(Trio.SIZE), STOPPED);
      case KILL_REDIS -> killRedis(brokenSeconds);
      case SUSPEND_REDIS -> suspendRedis(brokenSeconds);
    }
    trio.whole();
    log.faultEnds(number);
    System.out.printf("%s: whole again after %d ms, %d acknowledged meanwhile%n", blow, (System.nanoTime() - began) / 1_000_000, log.acknowledged() - before);
  }

  private static void broken(long seconds) throws InterruptedException {
    TimeUnit.SECONDS.sleep(seconds);
  }

  private void kill(int node, long seconds) throws InterruptedException {
    trio.nodes().kill9(node);
    broken(seconds);
  }

  private void suspend(int node, long seconds) throws IOException, InterruptedException {
    trio.nodes().suspend(node);
    try {
      broken(seconds);
    } finally {
      trio.nodes().resume(node);
    }
  }

  private void cut(long seconds, Runnable cutting) throws InterruptedException {
    cutting.run();
    try {
      broken(seconds);
    } finally {
      trio.heal();
    }
  }

  private void killRedis(long seconds) throws InterruptedException {
    redis.orElseThrow().kill();
    try {
      broken(seconds);
    } finally {
      redis.get().restart();
    }
  }

  private void suspendRedis(long seconds) throws InterruptedException {
    redis.orElseThrow().pause();
    try {
      broken(seconds);
    } finally {
      redis.get().resume();
    }
  }
}
