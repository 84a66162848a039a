package io.dss.raft;

import io.dss.kernel.Entropy;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.raft.log.Configuration;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.RaftLog;
import io.dss.raft.log.SnapshotMeta;
import java.util.List;
import java.util.Optional;

/** What every part of the machine shares: the state of Figure 2, the role, and the moves between roles. */
final class Replica {
  final RaftSettings settings;
  final NodeId self;
  final RaftLog log;
  final Persistence disk;
  final Outbox outbox = new Outbox();
  private final Entropy entropy;

  /** Durable before anything is promised by it; {@code currentTerm} never goes back, {@code votedFor} changes once a term. */
  private HardState hardState;

  private RoleState state;

  /** The caller's clock; never runs back. */
  private long nowMillis;

  /** Highest index known to be committed; never goes back, not durable. */
  private long commitIndex;

  /** Handed out for applying up to here. {@code appliedIndex <= applyingIndex <= commitIndex}, and never above what the own disk has. */
  private long applyingIndex;

  /** The tables hold everything up to here. */
  private long appliedIndex;

  /** The last read id given; over all terms of this node's life, so that none is given twice. */
  private long lastReadId;

  Replica(RaftSettings settings, NodeId self, SnapshotMeta newest, HardState stored, List<LogEntry> entries, Entropy entropy, long nowMillis) {
    this.settings = settings;
    this.self = self;
    this.entropy = entropy;
    this.nowMillis = nowMillis;
    log = RaftLog.recovered(newest, entries);
    disk = new Persistence(stored, log.lastIndex());
    // A received snapshot may reach the disk before the term it came in. No promise was made in that term yet, so the vote is free.
    hardState = stored.currentTerm() >= log.lastTerm() ? stored : new HardState(log.lastTerm(), Optional.empty());
    commitIndex = newest.lastIndex();
    applyingIndex = newest.lastIndex();
    appliedIndex = newest.lastIndex();
    // Without an entry the disk may still stand where it was before the snapshot came: where that is nobody can tell from here.
    boolean logGoesOn = entries.isEmpty() ? newest.lastIndex() == 0 : endsWith(entries.get(entries.size() - 1));
    if (!logGoesOn) outbox.restartLogAfter = Optional.of(newest);
    state = new Follower(Optional.empty(), nextElectionMillis(), nowMillis);
  }

  private boolean endsWith(LogEntry last) {
    return last.index() == log.lastIndex() && last.term() == log.lastTerm();
  }

  long nowMillis() {
    return nowMillis;
  }

  void timeIs(long millis) {
    nowMillis = Math.max(nowMillis, millis);
  }

  HardState hardState() {
    return hardState;
  }

  long term() {
    return hardState.currentTerm();
  }

  RoleState state() {
    return state;
  }

  Optional<Leader> leading() {
    return state instanceof Leader leader ? Optional.of(leader) : Optional.empty();
  }

  Configuration configuration() {
    return log.configuration();
  }

  boolean isVoter() {
    return configuration().isVoter(self);
  }

  long commitIndex() {
    return commitIndex;
  }

  long appliedIndex() {
    return appliedIndex;
  }

  long lastReadId() {
    return lastReadId;
  }

  long nextReadId() {
    return ++lastReadId;
  }

  /** When the next election may begin if nothing is heard: randomised, so that votes are seldom split (§5.2). */
  long nextElectionMillis() {
    int spread = settings.electionTimeoutMaxMillis() - settings.electionTimeoutMinMillis();
    return nowMillis + settings.electionTimeoutMinMillis() + entropy.below(spread);
  }

  /** If one server's current term is smaller than the other's, it updates its own; a candidate or leader becomes a follower (§5.1). */
  void observe(long term) {
    if (term > term()) follow(term, Optional.empty(), "term " + term + " was seen");
  }

  void follow(long term, Optional<NodeId> leader, String why) {
    Invariant.check(term >= term(), "term %d after %d", term, term());
    if (term > term()) hardState = new HardState(term, Optional.empty());
    become(new Follower(leader, nextElectionMillis(), nowMillis), why);
  }

  /** {@code node} proved that it leads the current term. */
  void hear(NodeId node) {
    Optional<NodeId> known = state.leader();
    Invariant.check(known.isEmpty() || known.get().equals(node), "%s and %s both lead term %d", known, node, term());
    if (known.isPresent() && state instanceof Follower follower) follower.heard(nextElectionMillis(), nowMillis);
    else follow(term(), Optional.of(node), node + " leads");
  }

  void voteFor(NodeId candidate) {
    Invariant.check(hardState.votedFor().map(candidate::equals).orElse(true), "a vote for %s after %s", candidate, hardState);
    hardState = new HardState(term(), Optional.of(candidate));
  }

  void raiseTerm() {
    hardState = new HardState(term() + 1, Optional.empty());
  }

  void become(RoleState next, String why) {
    leading().ifPresent(leader -> leader.reads.forEach(read -> outbox.failedReads.add(read.id())));
    state = next;
    outbox.roleChanges.add(new RoleChange(next.role(), term(), next.leader(), why));
  }

  void commitTo(long index) {
    Invariant.check(index <= log.lastIndex(), "commit %d, the log ends at %d", index, log.lastIndex());
    commitIndex = Math.max(commitIndex, index);
  }

  /** Entries from {@code index} on conflict with a leader's log (§5.3). What is committed can never. */
  void truncateFrom(long index) {
    Invariant.check(index > commitIndex, "entry %d conflicts with the leader's, but %d is committed", index, commitIndex);
    log.truncateFrom(index);
    disk.truncatedFrom(index);
  }

  /** A received snapshot takes the place of the log and of the tables. */
  void restore(SnapshotMeta meta) {
    Invariant.check(meta.lastIndex() > commitIndex, "a snapshot at %d over commit %d", meta.lastIndex(), commitIndex);
    log.restartAfter(meta);
    disk.restartedAfter(meta.lastIndex());
    commitIndex = meta.lastIndex();
    applyingIndex = meta.lastIndex();
    outbox.restartLogAfter = Optional.of(meta);
    outbox.restore = Optional.of(meta);
  }

  /** Up to where entries may be applied: committed, and on the own disk, so that a snapshot never goes beyond the log it is followed by. */
  private long applicableIndex() {
    return Math.min(commitIndex, disk.durableIndex());
  }

  boolean canApply() {
    return applyingIndex == appliedIndex && applicableIndex() > applyingIndex;
  }

  List<LogEntry> takeApplicable() {
    if (!canApply()) return List.of();
    List<LogEntry> batch = log.slice(applyingIndex + 1, applicableIndex(), settings.maxApplyBytes());
    applyingIndex = batch.get(batch.size() - 1).index();
    return batch;
  }

  void applied(long index) {
    Invariant.check(index >= appliedIndex && index <= applyingIndex, "applied %d, where %d was applied and %d handed out", index, appliedIndex, applyingIndex);
    appliedIndex = index;
  }

  SnapshotMeta snapshotMetaAt(long index) {
    Invariant.check(index <= appliedIndex, "a snapshot at %d, applied is %d", index, appliedIndex);
    SnapshotMeta newest = log.snapshot();
    if (index == newest.lastIndex()) return newest;
    LogEntry last = log.entry(index);
    return new SnapshotMeta(index, last.term(), last.timeMillis(), log.configurationAt(index));
  }

  long compact(SnapshotMeta newest) {
    Invariant.check(newest.lastIndex() <= appliedIndex, "a snapshot at %d, applied is %d", newest.lastIndex(), appliedIndex);
    // While it was being written a newer one may have been received.
    if (newest.lastIndex() <= log.snapshot().lastIndex()) return log.firstIndex() - 1;
    return log.compact(newest, settings.keepTailEntries(), settings.keepTailBytes());
  }

  /** There is something for the disk that was not handed out. */
  boolean hasUnwritten() {
    return !disk.isHandedOut(hardState) || disk.handedOutIndex() < log.lastIndex();
  }

  Ready takeReady(long number) {
    Optional<HardState> changed = disk.isHandedOut(hardState) ? Optional.empty() : Optional.of(hardState);
    List<LogEntry> unwritten = log.slice(disk.handedOutIndex() + 1, log.lastIndex(), Long.MAX_VALUE);
    Ready ready = outbox.take(number, changed, unwritten, takeApplicable());
    if (ready.mustPersist()) disk.handOut(number, unwritten.isEmpty() ? 0 : log.lastIndex(), changed);
    return ready;
  }
}
