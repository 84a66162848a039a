package io.dss.coherence.sim;

import io.dss.cluster.Epoch;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Stands for the control plane: one place that knows who is in, by the rules of DESIGN §3. A lease of an epoch is granted only when every member of it has
 * acknowledged it or can have no lease any more; nobody is taken out before its lease is surely over; who was taken out comes back as a new incarnation, after it
 * has learned of it. Heartbeats and views travel on the simulated network and are lost there.
 */
final class Crew {
  static final NodeId NODE = new NodeId("view");
  static final int HEARTBEAT = 240;
  static final int VIEW = 241;
  static final long LEASE_MICROS = 500_000;
  static final long REMOVAL_MICROS = 600_000;
  private static final long LOOK_MICROS = 50_000;
  private static final int MARGIN_PER_MILLE = 1_100;

  /** A member as it was last heard. */
  private static final class Seat {
    private final long incarnation;
    private long acknowledged;
    private long heardMicros;
    private long leaseOverMicros;
    private boolean leaving;

    Seat(long incarnation, long nowMicros) {
      this.incarnation = incarnation;
      heardMicros = nowMicros;
    }
  }

  private final CacheWorld world;
  private final SortedMap<NodeId, Seat> seats = new TreeMap<>();
  /** Another incarnation of a member waits until the one before can have no lease. */
  private final SortedMap<NodeId, Long> restarted = new TreeMap<>();
  private final SortedMap<NodeId, Long> highest = new TreeMap<>();
  private long epoch;
  private long previous;

  Crew(CacheWorld world) {
    this.world = world;
    world.network().attach(NODE, this::arrived);
  }

  void start() {
    world.queue().after(LOOK_MICROS, () -> {
      look();
      start();
    });
  }

  long epoch() {
    return epoch;
  }

  boolean has(NodeId node, long incarnation) {
    Seat seat = seats.get(node);
    return seat != null && seat.incarnation == incarnation;
  }

  List<NodeId> members() {
    return List.copyOf(seats.keySet());
  }

  boolean allAcknowledged() {
    if (world.build().breaks(Drill.LEASES_OVERLAP)) return true;
    for (Seat seat : seats.values()) {
      if (seat.acknowledged < epoch && world.queue().nowMicros() <= seat.leaseOverMicros) return false;
    }
    return true;
  }

  /** Rule 5: of two that cannot reach each other one has to go. */
  void letGo(NodeId node) {
    if (seats.size() > 1 && seats.containsKey(node)) seats.get(node).leaving = true;
  }

  private void arrived(NodeId from, int kind, byte[] frame) {
    if (kind != HEARTBEAT) return;
    BinaryReader in = new BinaryReader(frame);
    heartbeat(from, in.i64(), in.i64(), in.i64());
  }

  private void heartbeat(NodeId from, long incarnation, long acknowledged, long sentNanos) {
    long now = world.queue().nowMicros();
    Seat seat = seats.get(from);
    if (incarnation <= highest.getOrDefault(from, 0L) && (seat == null || seat.incarnation != incarnation)) {
      world.network().send(NODE, from, VIEW, view(false, incarnation, sentNanos));
      return;
    }
    if (seat == null) {
      seats.put(from, new Seat(incarnation, now));
      commit();
      return;
    }
    if (incarnation > seat.incarnation) {
      restarted.merge(from, incarnation, Math::max);
      seat.leaving = true;
      look();
      return;
    }
    seat.heardMicros = now;
    seat.acknowledged = Math.max(seat.acknowledged, acknowledged);
    boolean granted = !seat.leaving && acknowledged == epoch && allAcknowledged();
    // Clocks count at most a tenth faster or slower than each other.
    if (granted) seat.leaseOverMicros = now + LEASE_MICROS * MARGIN_PER_MILLE / 1_000;
    world.network().send(NODE, from, VIEW, view(granted, incarnation, sentNanos));
  }

  private void look() {
    long now = world.queue().nowMicros();
    boolean changed = false;
    for (NodeId node : members()) {
      Seat seat = seats.get(node);
      if (now - seat.heardMicros > REMOVAL_MICROS) seat.leaving = true;
      if (!seat.leaving || now <= seat.leaseOverMicros) continue;
      // While it still counts: what only it was about to save is not saved.
      world.deaths().removed(node, seat.incarnation);
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
    world.counts().happened(Fault.VIEW_CHANGED);
    seats.forEach((node, seat) -> highest.put(node, seat.incarnation));
    world.trace(epoch * 59 + seats.size());
    seats.forEach((node, seat) -> world.network().send(NODE, node, VIEW, view(false, seat.incarnation, 0)));
  }

  private byte[] view(boolean granted, long to, long sentNanos) {
    BinaryWriter out = new BinaryWriter().i64(to).i64(epoch).i64(previous).bool(granted).i64(sentNanos).count(seats.size());
    seats.forEach((node, seat) -> out.node(node).i64(seat.incarnation));
    return out.toBytes();
  }

  /** A view as a node reads it. @param to the incarnation that it was sent to */
  record View(long to, Epoch epoch, Optional<Epoch> previous, boolean granted, long sentNanos, SortedMap<NodeId, Long> members) {
    static View read(byte[] frame) {
      BinaryReader in = new BinaryReader(frame);
      long to = in.i64();
      Epoch epoch = new Epoch(0, in.i64());
      long before = in.i64();
      boolean granted = in.bool();
      long sentNanos = in.i64();
      SortedMap<NodeId, Long> members = new TreeMap<>();
      for (long left = in.count(); left > 0; left--) members.put(in.node(), in.i64());
      return new View(to, epoch, before == 0 ? Optional.empty() : Optional.of(new Epoch(0, before)), granted, sentNanos, members);
    }

    boolean without(NodeId node) {
      return members.getOrDefault(node, 0L) != to;
    }
  }
}
