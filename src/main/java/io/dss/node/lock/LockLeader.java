package io.dss.node.lock;

import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.lock.LockCommand;
import io.dss.lock.LockCommandCodec;
import io.dss.lock.LockEvent;
import io.dss.lock.LockReply;
import io.dss.lock.LockReply.Granted;
import io.dss.lock.LockReply.Holder;
import io.dss.lock.LockTable;
import io.dss.node.raft.RaftNode;
import io.dss.node.raft.RaftView;
import io.dss.node.route.LeaderHandler;
import io.dss.node.route.NotLeading;
import io.dss.node.route.Refusal;
import io.dss.raft.Role;
import io.dss.raft.RoleChange;
import io.dss.spi.TimeSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Decides lock calls on the leader: puts changes into the log, answers reads after a quorum has confirmed that this is still the leader, parks those who
 * wait, and proposes expiries when their log time has come. On any other node it answers {@link NotLeading}. Thread-safe; state is confined to the loop.
 */
final class LockLeader implements LeaderHandler<LockRequest, LockAnswer> {
  private final NodeId self;
  private final RaftNode raft;
  private final LockReplica replica;
  private final TimeSource time;
  private final Executor readers;
  private final Parked parked;
  private boolean expiryProposed;

  /** @param readers runs what takes long to compose from an immutable table, off the loop */
  public LockLeader(NodeId self, RaftNode raft, LockReplica replica, TimeSource time, Executor readers) {
    this.self = self;
    this.raft = raft;
    this.replica = replica;
    this.time = time;
    this.readers = readers;
    this.parked = new Parked(time.monotonicNanos());
    replica.listen((reply, events, timeMillis, replay) -> events.forEach(this::decided));
    raft.onRoleChange(this::roleChanged);
    raft.onTick(this::expireWhatIsDue);
    raft.onTick(() -> parked.endOverdue(time.monotonicNanos()));
  }

  @Override
  public CompletionStage<LockAnswer> handle(LockRequest request, long deadlineNanos) {
    RaftView view = raft.view();
    // A peer may ask before this node has read its disk.
    if (view == null || !view.leads()) return CompletableFuture.failedFuture(new NotLeading(view == null ? Optional.empty() : view.leader()));
    if (deadlineNanos - time.monotonicNanos() <= 0) {
      return CompletableFuture.failedFuture(
          new Refusal(Refusal.Code.OVERLOADED, "the call reached the leader after its deadline and was not carried out", Optional.of(self), 1_000));
    }
    if (request instanceof LockRequest.Submit submit) return submit(submit);
    if (request instanceof LockRequest.Await await) return raft.read(() -> placeOf(await, deadlineNanos, now())).thenCompose(answer -> answer);
    return raft.read(this::now).thenApplyAsync(now -> read(request, now), readers);
  }

  /** What cannot be read back must not get into the log, where every replica would fail over it. */
  private CompletionStage<LockAnswer> submit(LockRequest.Submit submit) {
    byte[] command = LockCommandCodec.encoded(submit.change());
    try {
      LockCommandCodec.decoded(command);
    } catch (MalformedBinary outOfRange) {
      return CompletableFuture.failedFuture(
          new Refusal(Refusal.Code.LIMIT_REACHED, "the call is not one that the lock table takes: " + outOfRange.getMessage(), Optional.of(self), 0));
    }
    return raft.propose(replica, command).thenApply(LockAnswer.Decided::new);
  }

  /** How many calls wait here for a grant. Of any thread, as of lately. */
  public int parkedCalls() {
    return parked.size();
  }

  /** The table and the leader's log time, by which leases run: the time of the last entry lags behind it while nothing happens. */
  private record Now(LockTable table, long logMillis) {}

  /** On the loop. */
  private Now now() {
    return new Now(replica.table(), raft.logTimeMillis().orElseThrow(() -> new CompletionException(new NotLeading(Optional.empty()))));
  }

  private CompletionStage<LockAnswer> placeOf(LockRequest.Await await, long deadlineNanos, Now now) {
    Optional<Holder> hold = now.table().hold(await.lockName(), await.clientId()).filter(held -> held.mode() == await.mode());
    if (hold.isPresent()) {
      return answer(new Granted(hold.get().fencingToken(), hold.get().mode(), Math.max(0, hold.get().expiresAtMillis() - now.logMillis())));
    }
    if (!now.table().waits(await.lockName(), await.clientId(), await.mode())) return answer(now.table().waitEnded(await.lockName(), await.clientId()));
    CompletableFuture<LockAnswer> decided = new CompletableFuture<>();
    parked.add(await, deadlineNanos, decided);
    return decided;
  }

  private static CompletionStage<LockAnswer> answer(LockReply reply) {
    return CompletableFuture.completedFuture(new LockAnswer.Decided(reply));
  }

  private static LockAnswer read(LockRequest request, Now now) {
    if (request instanceof LockRequest.Check check) return new LockAnswer.Checked(LockReads.check(now.table(), check));
    if (request instanceof LockRequest.Describe describe) {
      return new LockAnswer.Described(LockReads.describe(now.table(), describe.lockName(), now.logMillis()));
    }
    return LockReads.list(now.table(), ((LockRequest.ListLocks) request).query(), now.logMillis());
  }

  private void decided(LockEvent event) {
    if (event instanceof LockEvent.GrantedToWaiter granted) {
      parked.decided(granted.lockName(), granted.clientId(), granted.mode(), new Granted(granted.fencingToken(), granted.mode(), granted.expiresInMillis()));
    } else if (event instanceof LockEvent.WaitEnded ended) {
      parked.decided(ended.lockName(), ended.clientId(), ended.mode(), ended.refused());
    }
  }

  private void roleChanged(RoleChange change) {
    if (change.role() == Role.LEADER) return;
    parked.leadershipLost();
    expiryProposed = false;
  }

  /** Proposes one expiry at a time; the entry says nothing of what is due, so that its application decides by its own time. */
  private void expireWhatIsDue() {
    if (expiryProposed) return;
    Optional<Long> now = raft.logTimeMillis();
    if (now.isEmpty() || replica.table().nextDeadlineMillis().orElse(Long.MAX_VALUE) > now.get()) return;
    expiryProposed = true;
    raft.propose(replica, LockCommandCodec.encoded(new LockCommand.Expire())).whenComplete((reply, failure) -> expiryProposed = false);
  }
}
