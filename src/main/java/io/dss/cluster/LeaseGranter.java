package io.dss.cluster;

import io.dss.cluster.LeaderEffect.Answer;
import io.dss.cluster.LeaderEffect.HandOver;
import io.dss.cluster.LeaderEffect.Propose;
import io.dss.cluster.LeaderEffect.PushView;
import io.dss.cluster.LeaderEffect.StartRound;
import io.dss.cluster.MembershipCommand.Form;
import io.dss.cluster.MembershipCommand.Join;
import io.dss.cluster.MembershipCommand.Leave;
import io.dss.cluster.MembershipCommand.SetLeaseTerms;
import io.dss.cluster.MembershipCommand.SettleLeaseTerms;
import io.dss.kernel.Incarnation;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The leader's side of the five rules: it grants leases, and proposes who is in. Made at an election, thrown away when leadership is lost; it starts
 * out knowing nothing, and what it does not know it waits for.
 *
 * <h2>What the engine owes it</h2>
 * <ul>
 *   <li>{@code nowMillis} is one monotonic clock that also runs while the process is paused.
 *   <li>Entries are reported in order by {@link #applied}, and {@link #ownTermApplied} once an entry of this leader's own term is applied.
 *   <li>Membership commands come into the log of this term through {@link Propose} only; an operator's go through {@link #letGo} and
 *       {@link #setLeaseTerms}.
 *   <li>A quorum round reported as done was begun after {@link StartRound} was returned, and acknowledged by a quorum in this leader's term.
 * </ul>
 *
 * <p>Confined to one thread.
 */
public final class LeaseGranter {
  /** Heartbeats that wait for their quorum round; one more is dropped, its sender sends another. */
  public static final int MAX_ROUNDS = 1_024;

  private final Form formation;
  private final Peers peers;
  private final Departures departures;
  private final SortedMap<Long, Waiting> rounds = new TreeMap<>();
  private Membership table;
  private boolean ownTermApplied;
  /** What is in this leader's log, or on its way there, and not applied. At most one. */
  private Optional<MembershipCommand> pending = Optional.empty();
  private Optional<LeaseTerms> wantedTerms = Optional.empty();
  /** Since when, at the latest, every leader grants by the terms of {@code table}. */
  private long termsSinceMillis;
  private long lastRoundId;
  private long nowMillis;
  private boolean handingOver;

  private record Waiting(Heartbeat heartbeat, long arrivedAtMillis) {}

  /**
   * @param self this leader's node
   * @param formation what to propose if the table turns out to be that of no cluster yet
   * @param table as this node has applied it; it may lack committed entries
   * @param nowMillis not before the moment of the election
   */
  public LeaseGranter(NodeId self, Form formation, Membership table, long nowMillis) {
    this.formation = formation;
    this.peers = new Peers(nowMillis);
    this.departures = new Departures(self, peers);
    this.table = table;
    this.termsSinceMillis = nowMillis;
    this.nowMillis = nowMillis;
  }

  /** An entry of this leader's own term is applied, and with it all that was committed before (rule 1). */
  public List<LeaderEffect> ownTermApplied(long nowMillis) {
    at(nowMillis);
    ownTermApplied = true;
    return decided(new ArrayList<>());
  }

  /** {@code heartbeat} has arrived, right now. */
  public List<LeaderEffect> heartbeat(Heartbeat heartbeat, long nowMillis) {
    at(nowMillis);
    Incarnation x = heartbeat.sender().incarnation();
    if (rounds.size() >= MAX_ROUNDS || peers.find(x).isEmpty() && peers.full()) return List.of();
    peers.of(x).hear(heartbeat, nowMillis, table.terms().removalMillis());
    rounds.put(++lastRoundId, new Waiting(heartbeat, nowMillis));
    List<LeaderEffect> effects = new ArrayList<>();
    effects.add(new StartRound(lastRoundId));
    return decided(effects);
  }

  /** The quorum round of that id succeeded. */
  public List<LeaderEffect> roundDone(long roundId, long nowMillis) {
    at(nowMillis);
    Waiting waiting = rounds.remove(roundId);
    if (waiting == null) return List.of();
    Heartbeat heartbeat = waiting.heartbeat();
    Optional<View> newer = Optional.of(table.view()).filter(view -> view.epoch().isAfter(heartbeat.viewEpoch()));
    Incarnation x = heartbeat.sender().incarnation();
    return List.of(new Answer(roundId, new HeartbeatAnswer(x, heartbeat.sequence(), standing(waiting), newer)));
  }

  /** The quorum round of that id failed or was given up: the heartbeat stays unanswered. */
  public void roundFailed(long roundId) {
    rounds.remove(roundId);
  }

  /** This leader has applied {@code command} from its log, which made {@code after} of the table. */
  public List<LeaderEffect> applied(MembershipCommand command, Membership after, long nowMillis) {
    at(nowMillis);
    Membership before = table;
    table = after;
    if (pending.filter(command::equals).isPresent()) pending = Optional.empty();
    if (!after.terms().equals(before.terms())) termsSinceMillis = nowMillis;
    List<LeaderEffect> effects = new ArrayList<>();
    if (after.view().epoch().isAfter(before.view().epoch())) {
      for (Member member : after.view().members()) {
        if (!before.view().contains(member.incarnation())) peers.of(member.incarnation()).joinApplied(nowMillis);
      }
      effects.add(new PushView(after.view()));
    }
    return decided(effects);
  }

  /** {@code command} could not be appended (the log is full, say) and never will be by this leader; it is proposed again when due. */
  public void notAppended(MembershipCommand command) {
    if (pending.filter(command::equals).isPresent()) pending = Optional.empty();
  }

  /** Time has passed. At least every 100 ms; what is due is done then. */
  public List<LeaderEffect> tick(long nowMillis) {
    at(nowMillis);
    rounds.values().removeIf(waiting -> nowMillis - waiting.arrivedAtMillis() > table.terms().removalMillis());
    peers.prune(table, nowMillis);
    return decided(new ArrayList<>());
  }

  /** This process was paused and heard nobody in the meantime: silence counts anew, as if it had just been elected. */
  public void paused(long nowMillis) {
    at(nowMillis);
    peers.listenAnew(nowMillis);
    departures.forgetCuts();
  }

  /** An operator wants {@code incarnation} out; false if it is no member. Its node may come back under a higher one. */
  public boolean letGo(Incarnation incarnation) {
    if (!table.view().contains(incarnation)) return false;
    peers.of(incarnation).bar(LeaveReason.OPERATOR);
    return true;
  }

  /** An operator wants other terms; proposed with the next tick. */
  public void setLeaseTerms(LeaseTerms terms) {
    wantedTerms = Optional.of(terms);
  }

  /** Whether a heartbeat of {@code incarnation} came within half a lease. */
  public boolean hears(Incarnation incarnation, long nowMillis) {
    return peers.heard(incarnation, table, nowMillis);
  }

  /** How much of a lease {@code incarnation} may still have, at most: for people. 0 if this leader has granted it none. */
  public long leaseRemainingMillis(Incarnation incarnation, long nowMillis) {
    long basisMillis = peers.find(incarnation).map(Peer::basisMillis).orElse(Peer.NEVER);
    return Math.max(0, basisMillis + table.terms().leaseMillis() - nowMillis);
  }

  private Standing standing(Waiting waiting) {
    Incarnation x = waiting.heartbeat().sender().incarnation();
    if (!table.view().contains(x)) {
      long highest = table.highestIncarnation(x.node());
      return x.number() <= highest ? new Standing.IncarnationTooLow(highest) : new Standing.JoinPending();
    }
    SortedMap<Role, Epoch> leases = new TreeMap<>();
    for (Map.Entry<Role, Epoch> ring : table.view().ringsOf(x).entrySet()) {
      if (mayGrant(x, ring.getKey(), waiting.heartbeat().viewEpoch())) leases.put(ring.getKey(), ring.getValue());
    }
    // Before the answer leaves: from here on x may have these leases.
    if (!leases.isEmpty()) peers.of(x).granted(waiting.arrivedAtMillis());
    return new Standing.Granted(leases, table.terms().leaseMillis());
  }

  /** Rules 1 to 3, by the state applied now. */
  private boolean mayGrant(Incarnation x, Role role, Epoch viewEpoch) {
    RingView ring = table.view().ring(role).orElseThrow();
    if (!ownTermApplied || leaving(x)) return false;
    // x has exactly this epoch of the ring: its view is not older than the ring, and this leader has applied it too.
    if (ring.epoch().isAfter(viewEpoch) || viewEpoch.isAfter(table.view().epoch())) return false;
    return ring.members().stream().allMatch(y -> acknowledged(y, ring.epoch()) || peers.over(y, table, nowMillis));
  }

  private boolean acknowledged(Incarnation y, Epoch epoch) {
    return peers.find(y).filter(peer -> peer.hasAcknowledged(epoch)).isPresent();
  }

  /** Rule 3: barred, as everybody is whom an entry in this leader's log takes out. What was inherited is applied before anything is granted. */
  private boolean leaving(Incarnation x) {
    boolean barred = peers.find(x).flatMap(Peer::barred).isPresent();
    Invariant.check(barred || pending.filter(command -> takesOut(command, x)).isEmpty(), "%s takes %s out, which is not barred", pending, x);
    return barred;
  }

  private static boolean takesOut(MembershipCommand command, Incarnation x) {
    if (command instanceof Leave leave) return leave.incarnation().equals(x);
    return command instanceof Join join && join.member().node().equals(x.node()) && !join.member().incarnation().equals(x);
  }

  /** {@code effects}, and what is due by now. */
  private List<LeaderEffect> decided(List<LeaderEffect> effects) {
    if (!ownTermApplied) return effects;
    boolean hearsSomebody = departures.bar(table, nowMillis);
    if (!hearsSomebody && !handingOver) effects.add(new HandOver());
    handingOver = !hearsSomebody;
    if (pending.isEmpty()) {
      pending = next();
      pending.ifPresent(command -> effects.add(new Propose(command)));
    }
    return effects;
  }

  private Optional<MembershipCommand> next() {
    if (!table.formed()) return Optional.of(formation);
    wantedTerms = wantedTerms.filter(terms -> !terms.equals(table.terms()));
    if (wantedTerms.isPresent()) return wantedTerms.map(SetLeaseTerms::new);
    boolean covered = table.coveringRemovalMillis() > table.terms().removalMillis();
    if (covered && nowMillis - termsSinceMillis > table.coveringRemovalMillis()) return Optional.of(new SettleLeaseTerms(table.terms()));
    return departures.next(table, nowMillis);
  }

  private void at(long now) {
    Invariant.check(now >= nowMillis, "the clock ran back from %d to %d", nowMillis, now);
    nowMillis = now;
  }
}
