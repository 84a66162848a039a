package io.dss.queue.sim;

import io.dss.kernel.BinaryWriter;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.queue.OwnerLimits;
import io.dss.node.queue.OwnerStates;
import io.dss.node.queue.QueueListener;
import io.dss.node.queue.QueueNode;
import io.dss.node.queue.QueueService;
import io.dss.node.queue.Queues;
import io.dss.node.raft.EventLoop;
import io.dss.queue.TopicAudits;
import io.dss.sim.SimLife;
import io.dss.sim.SimTimer;
import io.dss.sim.SimTransport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeSet;

/** One life of a node: the queue service as in production, driven by hand. What happens to it waits while it is paused and is lost when it is dead. */
final class QueueProcess implements SimLife {
  private static final long TICK_MICROS = 25_000;
  private static final long SWEEP_MICROS = 50_000;
  private static final long HEARTBEAT_MICROS = 100_000;

  private final QueueWorld world;
  private final QueueHost host;
  private final SkewedClock clock;
  private final long life;
  private final EventLoop loop = new EventLoop();
  private final SimPlacement placement;
  private final SimTransport transport;
  private final QueueNode node;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final TreeSet<String> served = new TreeSet<>();
  private boolean alive = true;
  private boolean paused;
  private boolean turnPlanned;
  private boolean stopping;

  QueueProcess(QueueWorld world, QueueHost host, SkewedClock clock) {
    this.world = world;
    this.host = host;
    this.clock = clock;
    life = world.nextLife();
    placement = new SimPlacement(clock);
    transport = new SimTransport(this, world.network(), world.others(host.node()), other -> world.host(other).identity());
    // A late copy of a call that was refused would be carried out after all: the transport's promise is part of the queues' own.
    transport.withoutCopies();
    loop.onFailure(broken -> world.broken(host.node(), broken));
    node = new QueueNode(new Incarnation(host.node(), host.identity().incarnation().number()), new QueueNode.Ports(loop, world.store().door(this), placement,
        transport, clock, new SimTimer(this::after), new Listening()), limits(), new QueueService.Limits(QueueWorld.CALL_MILLIS, 1_000, 1_000));
  }

  private OwnerLimits limits() {
    return OwnerLimits.DEFAULTS.withBodyCacheBytes(world.bodyCacheBytes());
  }

  void start() {
    transport.ping();
    every(TICK_MICROS, node::tick);
    every(SWEEP_MICROS, node::endOverdue);
    every(HEARTBEAT_MICROS, this::beat);
  }

  private void every(long micros, Runnable work) {
    later(micros, () -> {
      work.run();
      every(micros, work);
    });
  }

  private void beat() {
    byte[] frame = new BinaryWriter().i64(life).i64(placement.knownEpoch()).i64(clock.monotonicNanos()).toBytes();
    world.network().send(host.node(), ViewKeeper.NODE, ViewKeeper.HEARTBEAT, frame);
  }

  void arrived(NodeId from, int kind, byte[] frame) {
    if (!from.equals(ViewKeeper.NODE)) {
      transport.arrived(from, kind, frame);
      return;
    }
    ViewKeeper.View view = ViewKeeper.View.read(frame);
    if (view.life() == life) placement.told(view);
    world.checkActing();
  }

  /** Something happens to this process. */
  void run(Runnable event) {
    if (!alive) return;
    if (paused) {
      waiting.add(event);
      return;
    }
    event.run();
    if (!turnPlanned && loop.queued() > 0) {
      turnPlanned = true;
      later(host.entropy().below(world.loopMicros()), this::turn);
    }
  }

  private void turn() {
    turnPlanned = false;
    loop.turn();
    OwnerStates.served(node).forEach(TopicAudits::check);
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
    int backlog = waiting.size();
    for (; backlog > 0 && alive && !paused; backlog--) run(waiting.remove());
  }

  void die() {
    alive = false;
    waiting.clear();
    for (String topic : served) world.owners().letGo(this, topic);
  }

  /** Lets its topics go and says that it stops; it is gone when that is done or {@code gone} loses its patience. */
  void stop(Runnable gone) {
    if (stopping) return;
    stopping = true;
    run(() -> {
      node.refuseCalls();
      node.leave().whenComplete((done, failure) -> {
        placement.stopForGood();
        world.network().send(host.node(), ViewKeeper.NODE, ViewKeeper.STOPPED, new BinaryWriter().i64(life).toBytes());
        world.queue().after(20_000, gone);
      });
    });
  }

  boolean isStopping() {
    return stopping;
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

  SimPlacement placement() {
    return placement;
  }

  Queues queues() {
    return node.queues();
  }

  boolean serves(String topic) {
    return alive && served.contains(topic);
  }

  private final class Listening implements QueueListener {
    @Override
    public void taken(String topic, long millis) {
      served.add(topic);
      world.owners().taken(QueueProcess.this, topic);
    }

    @Override
    public void letGo(String topic, LetGo why) {
      served.remove(topic);
      if (why == LetGo.BROKEN) world.broken(host.node(), new AssertionError("topic " + topic + " is broken"));
      world.owners().letGo(QueueProcess.this, topic);
    }

    @Override
    public void storeWentBack(String topic, long restored, long lost) {
      world.owners().rewritten(topic, lost);
    }
  }
}
