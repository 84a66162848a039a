package io.dss.node.cluster;

import io.dss.cluster.CommandCodec;
import io.dss.cluster.Heartbeat;
import io.dss.cluster.HeartbeatAnswer;
import io.dss.cluster.LeaderEffect;
import io.dss.cluster.LeaseGranter;
import io.dss.cluster.LeaseTerms;
import io.dss.cluster.Membership;
import io.dss.cluster.MembershipCommand;
import io.dss.cluster.View;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.raft.EventLoop;
import io.dss.node.raft.RaftNode;
import io.dss.node.raft.RaftView;
import io.dss.node.route.NotLeading;
import io.dss.raft.Role;
import io.dss.raft.RoleChange;
import io.dss.spi.TimeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Where a leader grants leases: makes a {@link LeaseGranter} at each election, throws it away when leadership is lost, and carries out its effects (quorum
 * rounds, proposals, pushed views). On voters only. Confined to the loop unless said.
 */
public final class LeaseDesk {
  private static final System.Logger LOG = System.getLogger(LeaseDesk.class.getName());
  private static final long FIRST_GENERATION = 1;

  /** One term of office; what comes back late to an earlier one is dropped. */
  private final class Office {
    final LeaseGranter granter;
    final Map<Long, CompletableFuture<HeartbeatAnswer>> answers = new HashMap<>();
    boolean ownTermApplied;

    Office(LeaseGranter granter) {
      this.granter = granter;
    }

    boolean current() {
      return office == this;
    }
  }

  private final NodeId self;
  private final MembershipCommand.Form formation;
  private final RaftNode raft;
  private final MembershipReplica replica;
  private final EventLoop loop;
  private final TimeSource time;
  private final Consumer<View> push;
  private Office office;

  /**
   * @param terms what the cluster starts with; later they live in the log
   * @param push sends a committed view to every node that can be reached
   */
  public LeaseDesk(NodeId self, ClusterId cluster, LeaseTerms terms, RaftNode raft, MembershipReplica replica, EventLoop loop, TimeSource time,
      Consumer<View> push) {
    this.self = self;
    this.formation = new MembershipCommand.Form(cluster, FIRST_GENERATION, terms);
    this.raft = raft;
    this.replica = replica;
    this.loop = loop;
    this.time = time;
    this.push = push;
    raft.onRoleChange(this::roleChanged);
    raft.onOwnTermApplied(this::ownTermApplied);
    raft.onTick(this::tick);
    raft.onPause(() -> {
      if (office != null) office.granter.paused(nowMillis());
    });
    replica.listen(this::applied);
  }

  /** A heartbeat has arrived, right now; of any thread. The stage fails with {@link NotLeading} on a node that does not lead. */
  public CompletionStage<HeartbeatAnswer> heartbeat(Heartbeat heartbeat) {
    CompletableFuture<HeartbeatAnswer> answer = new CompletableFuture<>();
    boolean taken = loop.offer(() -> {
      if (office == null) {
        answer.completeExceptionally(notLeading());
        return;
      }
      Office now = office;
      List<LeaderEffect> effects = now.granter.heartbeat(heartbeat, nowMillis());
      if (effects.isEmpty()) answer.completeExceptionally(notLeading());
      carryOut(now, effects, answer);
    });
    if (!taken) answer.completeExceptionally(notLeading());
    return answer;
  }

  /** Whether the leader hears {@code incarnation}, and how much of a lease it may still have, in milliseconds; empty on a node that does not lead. */
  Optional<Standing> standing(Incarnation incarnation) {
    if (office == null) return Optional.empty();
    long now = nowMillis();
    return Optional.of(new Standing(office.granter.hears(incarnation, now), office.granter.leaseRemainingMillis(incarnation, now)));
  }

  /** Whether this node leads and grants leases. On the loop. */
  boolean inOffice() {
    return office != null;
  }

  record Standing(boolean heard, long leaseRemainingMillis) {}

  private NotLeading notLeading() {
    RaftView view = raft.view();
    return new NotLeading(view.leader().filter(leader -> !leader.equals(self)));
  }

  private long nowMillis() {
    return time.monotonicNanos() / 1_000_000;
  }

  private void roleChanged(RoleChange change) {
    boolean leads = change.role() == Role.LEADER;
    if (!leads && office != null) {
      Office left = office;
      office = null;
      left.answers.values().forEach(answer -> answer.completeExceptionally(notLeading()));
    }
    if (leads) office = new Office(new LeaseGranter(self, formation, replica.table(), nowMillis()));
  }

  private void ownTermApplied() {
    if (office == null || office.ownTermApplied) return;
    office.ownTermApplied = true;
    carryOut(office, office.granter.ownTermApplied(nowMillis()), null);
  }

  private void tick() {
    if (office != null) carryOut(office, office.granter.tick(nowMillis()), null);
  }

  private void applied(MembershipCommand command, Membership after) {
    if (office != null && command != null) carryOut(office, office.granter.applied(command, after, nowMillis()), null);
  }

  private void carryOut(Office acting, List<LeaderEffect> effects, CompletableFuture<HeartbeatAnswer> asked) {
    for (LeaderEffect effect : effects) {
      if (effect instanceof LeaderEffect.StartRound start) startRound(acting, start.roundId(), asked);
      else if (effect instanceof LeaderEffect.Answer answer) answer(acting, answer);
      else if (effect instanceof LeaderEffect.Propose propose) propose(acting, propose.command());
      else if (effect instanceof LeaderEffect.PushView pushed) push.accept(pushed.view());
      else handOver();
    }
  }

  /** The barrier is taken in by the loop after this, so the round begins after the heartbeat arrived (rule 1). */
  private void startRound(Office acting, long roundId, CompletableFuture<HeartbeatAnswer> asked) {
    acting.answers.put(roundId, asked);
    raft.<Void>read(() -> null).whenComplete((done, failure) -> {
      if (!acting.current()) return;
      if (failure == null) {
        carryOut(acting, acting.granter.roundDone(roundId, nowMillis()), null);
      } else {
        acting.granter.roundFailed(roundId);
      }
      CompletableFuture<HeartbeatAnswer> unanswered = acting.answers.remove(roundId);
      if (unanswered != null) unanswered.completeExceptionally(notLeading());
    });
  }

  private void answer(Office acting, LeaderEffect.Answer answer) {
    CompletableFuture<HeartbeatAnswer> asked = acting.answers.remove(answer.roundId());
    if (asked != null) asked.complete(answer.answer());
  }

  private void propose(Office acting, MembershipCommand command) {
    raft.propose(replica, CommandCodec.encoded(command)).whenComplete((reply, failure) -> {
      if (failure != null && acting.current()) acting.granter.notAppended(command);
    });
  }

  private void handOver() {
    LOG.log(System.Logger.Level.WARNING, self + " leads and hears no member: it is cut off itself, and hands leadership over if somebody takes it");
    raft.transferLeadership(Optional.empty());
  }
}
