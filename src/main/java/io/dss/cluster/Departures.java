package io.dss.cluster;

import io.dss.cluster.MembershipCommand.Join;
import io.dss.cluster.MembershipCommand.Leave;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who must go and who may come: first no lease any more, then the wait, then the entry (rule 3), and the conditions of a join. */
final class Departures {
  private final NodeId self;
  private final Peers peers;
  private final Cuts cuts = new Cuts();

  /** @param self the leader's own node, which hears itself */
  Departures(NodeId self, Peers peers) {
    this.self = self;
    this.peers = peers;
  }

  void forgetCuts() {
    cuts.forget();
  }

  /** Bars whom there is a reason to take out; false if this leader is cut off and so takes nobody for silent. */
  boolean bar(Membership table, long nowMillis) {
    boolean cutOff = cutOff(table, nowMillis);
    boolean anySilent = false;
    for (Member member : table.view().members()) {
      Incarnation x = member.incarnation();
      boolean silent = peers.silent(x, table, nowMillis);
      anySilent |= silent;
      if (peers.of(x).stopped()) peers.of(x).bar(LeaveReason.STOPPED);
      else if (peers.above(x.node(), x.number()).isPresent()) peers.of(x).bar(LeaveReason.RESTARTED);
      else if (silent && !cutOff) peers.of(x).bar(LeaveReason.SILENT);
    }
    letGo(table, nowMillis);
    return !(cutOff && anySilent);
  }

  /** Rule 5, one after the other until every pair that is left reach each other. */
  private void letGo(Membership table, long nowMillis) {
    Optional<Incarnation> victim;
    do {
      cuts.observe(staying(table, nowMillis), nowMillis);
      victim = cuts.victim(nowMillis, table.terms().removalMillis(), self);
      victim.ifPresent(x -> peers.of(x).bar(LeaveReason.LET_GO));
    } while (victim.isPresent());
  }

  private SortedMap<Incarnation, Heartbeat> staying(Membership table, long nowMillis) {
    SortedMap<Incarnation, Heartbeat> staying = new TreeMap<>();
    for (Member member : table.view().members()) {
      Incarnation x = member.incarnation();
      Peer peer = peers.of(x);
      if (peer.barred().isEmpty() && peers.heard(x, table, nowMillis)) peer.newest().ifPresent(heartbeat -> staying.put(x, heartbeat));
    }
    return staying;
  }

  /**
   * A leader of several others that hears nobody is itself cut off: were it to take them out they would all drop their state. Whoever wants to join
   * is somebody: after a common restart there are only those. With a single other member the two cases look alike and there is nobody to hand
   * over to; then the silent one goes.
   */
  private boolean cutOff(Membership table, long nowMillis) {
    long others = table.view().members().stream().filter(member -> !member.node().equals(self)).count();
    return others > 1 && !peers.hearsOtherThan(self, table, nowMillis);
  }

  /** The next entry, if one is due: departures first, a restart as one entry where its join may be. */
  Optional<MembershipCommand> next(Membership table, long nowMillis) {
    for (Member member : table.view().members()) {
      Incarnation x = member.incarnation();
      Optional<LeaveReason> reason = peers.of(x).barred();
      if (reason.isEmpty() || !peers.over(x, table, nowMillis)) continue;
      Optional<Incarnation> successor = peers.above(x.node(), x.number()).filter(y -> mayJoin(y, table, nowMillis));
      return Optional.of(successor.isPresent() ? join(successor.get()) : new Leave(x, reason.get()));
    }
    for (Incarnation x : peers.joiners(table)) if (mayJoin(x, table, nowMillis)) return Optional.of(join(x));
    return Optional.empty();
  }

  private Join join(Incarnation x) {
    return new Join(peers.of(x).newest().orElseThrow().sender());
  }

  /** It gets answers, its older self is surely over, and it and every member reach each other both ways. */
  private boolean mayJoin(Incarnation x, Membership table, long nowMillis) {
    Peer peer = peers.of(x);
    if (peer.stopped() || !peers.heard(x, table, nowMillis) || !peers.proven(x, table, nowMillis)) return false;
    if (peers.above(x.node(), x.number()).isPresent()) return false;
    for (Member member : table.view().members()) {
      Incarnation y = member.incarnation();
      boolean over = peers.over(y, table, nowMillis);
      if (y.node().equals(x.node())) {
        if (!over) return false;
      } else if (!peers.heard(y, table, nowMillis)) {
        // The new epoch opens only when y has acknowledged it or is over: until then the ring would stand still for a join.
        if (!over) return false;
      } else if (Cuts.apart(peer.newest().orElseThrow(), peers.of(y).newest().orElseThrow())) {
        return false;
      }
    }
    return true;
  }
}
