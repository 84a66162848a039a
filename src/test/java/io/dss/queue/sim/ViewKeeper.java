package io.dss.queue.sim;

import io.dss.cluster.Epoch;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Stands for the control plane: one place that knows the ring, by the rules of leases. A lease of an epoch is granted only when every member of it has
 * acknowledged it or can have no lease any more, and nobody is taken out before its lease is surely over or it said that it stopped. Heartbeats and views
 * travel on the simulated network and are lost there.
 */
final class ViewKeeper {
  static final NodeId NODE = new NodeId("view");
  static final int HEARTBEAT = 240;
  static final int VIEW = 241;
  static final int STOPPED = 242;
  static final long LEASE_MICROS = 500_000;
  private static final long REMOVAL_MICROS = 600_000;
  private static final int VIRTUAL_NODES = 16;
  private static final long LOOK_MICROS = 50_000;

  /** A member as it was last heard. */
  private static final class Seat {
    private final long life;
    private long acknowledged;
    private long heardMicros;
    private long leaseOverMicros;
    private boolean leaving;

    Seat(long life, long nowMicros) {
      this.life = life;
      heardMicros = nowMicros;
    }
  }

  private final QueueWorld world;
  private final TreeMap<NodeId, Seat> seats = new TreeMap<>();
  /** Another life of a member waits until the one before can have no lease. */
  private final TreeMap<NodeId, Long> restarted = new TreeMap<>();
  private final TreeMap<NodeId, Long> stopped = new TreeMap<>();
  private long epoch;
  private long previous;
  private int changes;

  ViewKeeper(QueueWorld world) {
    this.world = world;
    world.network().attach(NODE, this::arrived);
  }

  void start() {
    world.queue().after(LOOK_MICROS, () -> {
      look();
      start();
    });
  }

  int changes() {
    return changes;
  }

  boolean hasAll(int members) {
    return seats.size() == members && allAcknowledged();
  }

  private void arrived(NodeId from, int kind, byte[] frame) {
    BinaryReader in = new BinaryReader(frame);
    long life = in.i64();
    if (kind == STOPPED) {
      stopped.merge(from, life, Math::max);
      look();
    } else if (kind == HEARTBEAT && life > stopped.getOrDefault(from, 0L)) {
      heartbeat(from, life, in.i64(), in.i64());
    }
  }

  private void heartbeat(NodeId from, long life, long acknowledged, long sentNanos) {
    long now = world.queue().nowMicros();
    Seat seat = seats.get(from);
    if (seat == null) {
      seats.put(from, new Seat(life, now));
      commit();
      return;
    }
    if (life > seat.life) {
      restarted.merge(from, life, Math::max);
      seat.leaving = true;
      look();
      return;
    }
    if (life < seat.life) return;
    seat.heardMicros = now;
    seat.acknowledged = Math.max(seat.acknowledged, acknowledged);
    boolean granted = !seat.leaving && acknowledged == epoch && allAcknowledged();
    // Clocks count at most a tenth faster or slower than each other.
    if (granted) seat.leaseOverMicros = now + LEASE_MICROS * 11 / 10;
    world.network().send(NODE, from, VIEW, view(granted, life, sentNanos));
  }

  private boolean allAcknowledged() {
    for (Seat seat : seats.values()) {
      if (seat.acknowledged < epoch && world.queue().nowMicros() <= seat.leaseOverMicros) return false;
    }
    return true;
  }

  private void look() {
    long now = world.queue().nowMicros();
    boolean changed = false;
    for (NodeId node : List.copyOf(seats.keySet())) {
      Seat seat = seats.get(node);
      boolean saidSo = stopped.getOrDefault(node, 0L) >= seat.life;
      if (now - seat.heardMicros > REMOVAL_MICROS) seat.leaving = true;
      if (!saidSo && (!seat.leaving || now <= seat.leaseOverMicros)) continue;
      seats.remove(node);
      Long next = restarted.remove(node);
      if (next != null) seats.put(node, new Seat(next, now));
      changed = true;
    }
    if (changed) commit();
  }

  private void commit() {
    previous = epoch;
    epoch += 1 + world.draw().below(3);
    changes++;
    world.trace(epoch * 59 + seats.size());
    seats.forEach((node, seat) -> world.network().send(NODE, node, VIEW, view(false, seat.life, 0)));
  }

  private byte[] view(boolean granted, long life, long sentNanos) {
    BinaryWriter out = new BinaryWriter().i64(life).i64(epoch).i64(previous).bool(granted).i64(sentNanos).count(seats.size());
    seats.keySet().forEach(out::node);
    return out.toBytes();
  }

  /** A view as a node reads it. */
  record View(long life, Epoch epoch, Optional<Epoch> previous, boolean granted, long sentNanos, List<NodeId> members) {
    static View read(byte[] frame) {
      BinaryReader in = new BinaryReader(frame);
      long life = in.i64();
      Epoch epoch = new Epoch(0, in.i64());
      long before = in.i64();
      boolean granted = in.bool();
      long sentNanos = in.i64();
      List<NodeId> members = new ArrayList<>();
      for (long left = in.count(); left > 0; left--) members.add(in.node());
      return new View(life, epoch, before == 0 ? Optional.empty() : Optional.of(new Epoch(0, before)), granted, sentNanos, members);
    }
  }

  static int virtualNodes() {
    return VIRTUAL_NODES;
  }
}
