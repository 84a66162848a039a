package io.dss.coherence.sim;

import io.dss.kernel.BinaryWriter;
import io.dss.kernel.NodeId;
import io.dss.sim.SimLife;
import io.dss.sim.SimTransport;
import java.util.ArrayDeque;
import java.util.Deque;

/** One life of a node: its cache, driven by hand. What happens to it waits while it is paused and is lost when it is dead. */
final class CacheProcess implements SimLife {
  private static final long TICK_MICROS = 25_000;
  private static final long HEARTBEAT_MICROS = 100_000;

  private final CacheWorld world;
  private final CacheHost host;
  private final NodeClock clock;
  private final long life;
  private final CachePlacement placement;
  private final SimTransport transport;
  private final CacheUnderTest cache;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private long incarnation;
  private boolean alive = true;
  private boolean paused;

  CacheProcess(CacheWorld world, CacheHost host, NodeClock clock) {
    this.world = world;
    this.host = host;
    this.clock = clock;
    life = world.nextLife();
    incarnation = host.raise();
    placement = new CachePlacement(clock);
    transport = new SimTransport(this, world.network(), world.others(host.node()), other -> world.host(other).identity());
    transport.withoutCopies();
    cache = world.build().cache(this);
  }

  void start() {
    transport.ping();
    every(TICK_MICROS, cache::tick);
    every(HEARTBEAT_MICROS, this::beat);
  }

  private void every(long micros, Runnable work) {
    later(micros, () -> {
      work.run();
      every(micros, work);
    });
  }

  private void beat() {
    byte[] frame = new BinaryWriter().i64(incarnation).i64(placement.knownEpoch()).i64(clock.monotonicNanos()).toBytes();
    world.network().send(host.node(), Crew.NODE, Crew.HEARTBEAT, frame);
  }

  void arrived(NodeId from, int kind, byte[] frame) {
    if (from.equals(Crew.NODE)) told(Crew.View.read(frame));
    else transport.arrived(from, kind, frame);
  }

  private void told(Crew.View view) {
    if (view.to() != incarnation) return;
    if (view.epoch().logIndex() > placement.knownEpoch() && view.without(host.node())) {
      incarnation = host.raise();
      cache.removed();
      world.counts().happened(Fault.REMOVED);
      world.trace(life * 73 + incarnation);
    }
    boolean leaseBegins = placement.told(view);
    if (leaseBegins) world.lines().leaseBegins(this);
  }

  /** Something happens to this process. */
  void run(Runnable event) {
    if (!alive) return;
    if (paused) waiting.add(event);
    else event.run();
  }

  @Override
  public void later(long micros, Runnable event) {
    world.queue().after(1 + micros, () -> run(event));
  }

  @Override
  public void after(long nanos, Runnable event) {
    later(clock.trueMicros(nanos), event);
  }

  boolean pause() {
    boolean was = paused;
    paused = true;
    return !was;
  }

  void resume() {
    paused = false;
    for (int backlog = waiting.size(); backlog > 0 && alive && !paused; backlog--) run(waiting.remove());
  }

  void die() {
    alive = false;
    waiting.clear();
  }

  boolean isPaused() {
    return paused;
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public NodeId node() {
    return host.node();
  }

  @Override
  public long life() {
    return life;
  }

  @Override
  public long nowMicros() {
    return world.queue().nowMicros();
  }

  long incarnation() {
    return incarnation;
  }

  CacheWorld world() {
    return world;
  }

  CacheHost host() {
    return host;
  }

  NodeClock clock() {
    return clock;
  }

  CachePlacement placement() {
    return placement;
  }

  SimTransport transport() {
    return transport;
  }

  CacheUnderTest cache() {
    return cache;
  }

  /** A member of the newest view that may act in it. */
  boolean acts() {
    return alive && !paused && placement.acting().isPresent() && placement.knownEpoch() == world.crew().epoch() && world.crew().has(host.node(), incarnation);
  }
}
