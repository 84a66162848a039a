package io.dss.node.cache;

import io.dss.cluster.Epoch;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.raft.EventLoop;
import io.dss.node.raft.MemoryNetwork;
import io.dss.node.route.Placement;
import io.dss.node.route.ScriptedPlacement;
import io.dss.ring.HashRing;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import io.dss.spi.memory.MemoryBackingStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The only cache node of its view, with its loop on a thread, the real clocks, and a lease that is looked at each time. For what is measured by hand. */
final class LoneNode {
  private static final NodeId SELF = new NodeId("a");
  private static final long LEASE_NANOS = 3_600_000_000_000L;

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

  /** A lease that ends far in the future, by the clock. */
  private record Leased(Optional<Ring> ring, Optional<Epoch> epoch, long untilNanos, TimeSource time) implements Placement {
    @Override
    public Optional<Epoch> acting() {
      return time.monotonicNanos() - untilNanos < 0 ? epoch : Optional.empty();
    }

    @Override
    public void onChange(Runnable listener) {
      listener.run();
    }
  }

  final Caches caches;
  private final EventLoop loop = new EventLoop();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

  LoneNode(NodeLimits limits) {
    TimeSource time = new Clocks();
    Incarnation life = new Incarnation(SELF, 1);
    Epoch epoch = new Epoch(0, 1);
    Placement.Ring ring = new Placement.Ring(ScriptedPlacement.CLUSTER, epoch, Optional.empty(), HashRing.of(List.of(SELF)), Optional.of(life));
    Placement placement = new Leased(Optional.of(ring), Optional.of(epoch), time.monotonicNanos() + LEASE_NANOS, time);
    PeerTransport port = new MemoryNetwork().port(new PeerTransport.Peer(life, CacheGroup.DISK, Optional.of(ScriptedPlacement.CLUSTER)));
    caches = new CacheNode(life, new CacheNode.Ports(loop, new MemoryBackingStore(), placement, port, time, timer, timer, CacheListener.NONE), limits).caches();
    new Thread(loop, "loop").start();
  }

  void stop() throws InterruptedException {
    loop.stop(1_000);
    timer.shutdownNow();
  }
}
