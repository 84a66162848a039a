package io.dss.node.cache;

import io.dss.coherence.Buckets;
import io.dss.kernel.Incarnation;
import io.dss.node.raft.EventLoop;
import io.dss.node.route.OwnerCalls;
import io.dss.node.route.Placement;
import io.dss.spi.BackingStore;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/** The cache of a node put together: the lines that it has while it is in the ring, and the part that takes calls everywhere. */
public final class CacheNode {
  /**
   * What it stands on.
   *
   * @param loop the cache's own; whoever makes this runs it
   * @param timer its threads also walk all lines where somebody lists keys
   * @param listener told on the loop
   */
  public record Ports(EventLoop loop, BackingStore store, Placement placement, PeerTransport transport, TimeSource time, ScheduledExecutorService timer,
      Executor walks, CacheListener listener) {}

  private final EventLoop loop;
  private final LineLoop lines;
  private final OwnerCalls<CacheRequest, CacheAnswer> calls;
  private final CacheService service;
  private final AtomicBoolean ticking = new AtomicBoolean();

  public CacheNode(Incarnation self, Ports ports, NodeLimits limits) {
    loop = ports.loop();
    lines = new LineLoop(self, ports, limits);
    CacheDesk desk = new CacheDesk(lines, ports, limits);
    calls = new OwnerCalls<>(PeerTransport.Channel.CACHE_CALL, ports.transport(), ports.placement(), self.node(), new CacheCallCodec(), "part", CacheNode::part, desk,
        ports.time(), ports.timer());
    service = new CacheService(self, lines, desk, calls, ports, limits);
  }

  /** By the home of what it is about: one hop, and it comes to where the directory is. */
  private static String part(CacheRequest request) {
    if (request instanceof CacheRequest.Call call) return Buckets.ringName(Buckets.of(call.asked().key()));
    if (request instanceof CacheRequest.Describe describe) return Buckets.ringName(Buckets.of(describe.key()));
    if (request instanceof CacheRequest.KeysOfAll keys) return Buckets.ringName(Buckets.of(keys.prefix()));
    if (request instanceof CacheRequest.RemovePrefix remove) return Buckets.ringName(Buckets.of(remove.prefix()));
    throw new IllegalArgumentException("for one node: " + request);
  }

  /** To look at: confined to the loop. */
  Lines lines() {
    return lines.lines();
  }

  /** To look at: confined to the loop. */
  Feed feed() {
    return lines.feed();
  }

  public Caches caches() {
    return service;
  }

  /** As of the last tick. Any thread. */
  public CacheGauges gauges() {
    return lines.gauges();
  }

  /** Calls of this node that other nodes carry out. */
  public int callsUnderWay() {
    return calls.underWay();
  }

  /** Called by a timer, every 25 ms or so: acknowledgements and repeats of messages wait for it. */
  public void tick() {
    if (!ticking.compareAndSet(false, true)) return;
    if (!loop.offer(this::ticked)) ticking.set(false);
  }

  private void ticked() {
    ticking.set(false);
    lines.tick();
  }

  /** Ends the forwarded calls whose deadline is over; called by a timer. */
  public void endOverdue() {
    calls.endOverdue();
  }

  /** Ends the calls that this node took, waiting ones too, and takes no new ones; other nodes still get the lines that they ask for. */
  public void refuseCalls() {
    lines.refuseCalls();
    calls.stop();
  }

  /** Hands calls to others and writes back what main memory does not have; completes when it has all of it. Whoever waits says how long. */
  public CompletionStage<Void> leave() {
    return lines.departure().begin();
  }

  /** After {@link #leave}: takes calls again, as soon as the ring has this node. */
  public void comeBack() {
    lines.departure().comeBack();
  }
}
