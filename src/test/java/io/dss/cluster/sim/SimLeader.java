package io.dss.cluster.sim;

import io.dss.cluster.Heartbeat;
import io.dss.cluster.LeaderEffect;
import io.dss.cluster.LeaseGranter;
import io.dss.cluster.LeaseTerms;
import io.dss.cluster.MembershipCommand;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A leader of one term and the engine around it. It goes on believing after a later one was elected, until it is {@link #gone}. */
final class SimLeader {
  final int term;
  final NodeId host;
  final SimClock clock;
  final Pausable pausable = new Pausable();
  /** In its log and not committed, as far as anybody knows. */
  final List<MembershipCommand> uncommitted;
  /** The index after which its uncommitted entries come. */
  int base;
  boolean gone;
  private final Simulation world;
  private final LeaseGranter granter;
  private int appliedIndex;
  private boolean ownTermCommitted;

  SimLeader(Simulation world, NodeId host, SimClock clock, int appliedIndex, List<MembershipCommand> inherited) {
    this.world = world;
    this.term = world.log.newestTerm;
    this.host = host;
    this.clock = clock;
    this.appliedIndex = appliedIndex;
    this.base = world.log.lastIndex();
    this.uncommitted = new ArrayList<>(inherited);
    this.granter = new LeaseGranter(host, world.formation, world.log.table(appliedIndex), local());
    world.later(world.random.nextInt(1, 300), "own entry", this::commitOwnEntry);
    tick();
  }

  private long local() {
    return clock.at(world.now);
  }

  void arrives(Heartbeat heartbeat) {
    act(() -> run(granter.heartbeat(heartbeat, local())));
  }

  void pause() {
    pausable.pause();
  }

  /** @param noticed whether its pause monitor tells */
  void resume(boolean noticed) {
    if (noticed && !gone) granter.paused(local());
    pausable.resume();
  }

  void letGo(SimProcess process) {
    act(() -> granter.letGo(process.holder.incarnation()));
  }

  void setLeaseTerms(LeaseTerms terms) {
    act(() -> granter.setLeaseTerms(terms));
  }

  private void act(Runnable action) {
    pausable.run(() -> {
      if (!gone) action.run();
    });
  }

  private void tick() {
    if (gone) return;
    act(() -> run(granter.tick(local())));
    world.later(100, "tick", this::tick);
  }

  private void commitOwnEntry() {
    if (world.log.newestTerm != term) return;
    commitAll();
    world.log.commit(term, Optional.empty());
    base = world.log.lastIndex();
    ownTermCommitted = true;
    applySoon();
  }

  private void commitAll() {
    for (MembershipCommand command : uncommitted) world.log.commit(term, Optional.of(command));
    uncommitted.clear();
    base = world.log.lastIndex();
    world.committed();
  }

  private void applySoon() {
    world.later(world.random.nextInt(0, 3) == 0 ? world.random.nextInt(0, 400) : 1, "apply", () -> act(this::applyNext));
  }

  /** Learns that the next entry is committed: any time after it is, unless it was by a later leader, of whom it knows nothing. */
  private void applyNext() {
    if (appliedIndex >= world.log.lastIndex()) return;
    SimLog.Entry entry = world.log.entry(appliedIndex + 1);
    if (entry.committedBy() > term) return;
    appliedIndex++;
    if (entry.command().isPresent()) run(granter.applied(entry.command().get(), world.log.table(appliedIndex), local()));
    else if (entry.committedBy() == term) run(granter.ownTermApplied(local()));
    applySoon();
  }

  private void run(List<LeaderEffect> effects) {
    for (LeaderEffect effect : effects) {
      if (effect instanceof LeaderEffect.StartRound start) begin(start.roundId());
      else if (effect instanceof LeaderEffect.Answer answer) world.answer(this, answer.answer());
      else if (effect instanceof LeaderEffect.Propose propose) append(propose.command());
      else if (effect instanceof LeaderEffect.PushView push) world.push(this, push.view());
      else world.handOver(this);
    }
  }

  /** A round that begins now succeeds if no higher term has been elected; that is learnt any time later. */
  private void begin(long roundId) {
    world.later(world.random.nextInt(0, 10), "round begins", () -> act(() -> {
      boolean succeeds = world.log.newestTerm == term;
      world.later(world.delay(), "round ends", () -> act(() -> {
        if (succeeds) run(granter.roundDone(roundId, local()));
        else granter.roundFailed(roundId);
      }));
    }));
  }

  private void append(MembershipCommand command) {
    if (world.faults && world.random.nextInt(20) == 0) {
      granter.notAppended(command);
      return;
    }
    uncommitted.add(command);
    world.later(world.random.nextInt(1, world.faults && world.random.nextInt(4) == 0 ? 800 : 30), "commit", () -> {
      if (world.log.newestTerm != term || !ownTermCommitted || uncommitted.isEmpty()) return;
      commitAll();
      applySoon();
    });
  }

  @Override
  public String toString() {
    return "leader " + term + " on " + host + ", applied " + appliedIndex + " of " + world.log.lastIndex() + ", uncommitted " + uncommitted
        + (ownTermCommitted ? "" : ", own entry not committed") + (pausable.paused() ? ", paused" : "");
  }
}
