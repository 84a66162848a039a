package io.dss.raft;

import io.dss.kernel.Entropy;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import java.util.List;
import java.util.Optional;

/**
 * One node of a Raft group. Every input is a method call with the caller's monotonic clock in milliseconds (any origin; a value below an earlier one
 * counts as that one); all it has to say comes out of {@link #ready}, see {@link Ready} for what the driver owes.
 *
 * <p>Not thread-safe: one thread at a time. Whoever sees {@link io.dss.kernel.Invariant.Violated} come out of any method must not call another one:
 * the state is wrong, so the node must stop taking part and stay observable.
 */
public final class Raft {
  private final Replica replica;
  private final Election election;
  private final Replication replication;
  private final ReadIndex reads;
  private final SnapshotSending sending;
  private final SnapshotReceiving receiving;
  private final Transfer transfer;
  private final Dispatch dispatch;
  private long readyNumber;

  private Raft(Replica replica) {
    this.replica = replica;
    sending = new SnapshotSending(replica);
    receiving = new SnapshotReceiving(replica);
    replication = new Replication(replica, sending);
    election = new Election(replica, replication);
    reads = new ReadIndex(replica, replication);
    transfer = new Transfer(replica);
    dispatch = new Dispatch(replica, election, replication, new Acceptance(replica), reads, sending, receiving, transfer);
  }

  /**
   * A node as its disk remembers it; a new one has {@link SnapshotMeta#bootstrap}, {@link HardState#INITIAL} and no entries. The tables must hold what
   * {@code newest} covers: entries after it are handed out for applying once they are known to be committed.
   *
   * @param newest the newest whole snapshot
   * @param entries ascending and without gaps; may begin before the end of {@code newest}. What does not continue it (a crash came between storing a
   *     received snapshot and restarting the log) is dropped and the first {@link Ready} says so with {@link Ready#restartLogAfter}
   * @throws io.dss.kernel.Invariant.Violated if there is a gap between snapshot and entries: the disk lost something
   */
  public static Raft restart(
      RaftSettings settings, NodeId self, SnapshotMeta newest, HardState hardState, List<LogEntry> entries, Entropy entropy, long nowMillis) {
    return new Raft(new Replica(settings, self, newest, hardState, entries, entropy, nowMillis));
  }

  /** A message from {@code from}, as the transport has proven it. */
  public void step(NodeId from, RaftMessage message, long nowMillis) {
    replica.timeIs(nowMillis);
    message.accept(from, dispatch);
  }

  /** Time has passed. To be called every 20 to 50 ms, or a fifth of the heartbeat. */
  public void tick(long nowMillis) {
    replica.timeIs(nowMillis);
    election.tick();
    replica.leading().ifPresent(leader -> {
      replication.tick(leader);
      transfer.tick(leader);
    });
  }

  /** Appends a command if this node leads. {@code command} is not copied: nobody changes it. */
  public ProposeResult propose(byte[] command, long nowMillis) {
    replica.timeIs(nowMillis);
    return replication.propose(command);
  }

  /**
   * Asks for a linearizable read (thesis §6.4): answered by a {@link Ready.ReadAnswer} once a quorum, in a round begun after this call, has confirmed
   * that this node still leads, and the tables hold all that was committed at this call. A driver with many reads at hand calls this once for all of
   * them. The same round is what the lease protocol needs: begun after a heartbeat's arrival, confirmed in this term.
   */
  public ReadIndexResult readIndex(long nowMillis) {
    replica.timeIs(nowMillis);
    return reads.start();
  }

  /** Hands leadership to {@code to}, or to the voter that has most of the log (thesis §3.10). Given up after an election timeout. */
  public TransferResult transferLeadership(Optional<NodeId> to, long nowMillis) {
    replica.timeIs(nowMillis);
    return transfer.start(to);
  }

  /**
   * This process did not run for {@code pausedForMillis} (garbage collection, SIGSTOP). A leader that was away longer than an election timeout steps
   * down before it takes any queued message for fresh; a follower does not count the pause as the leader's silence. To be called before anything else
   * that was waiting.
   */
  public void paused(long pausedForMillis, long nowMillis) {
    replica.timeIs(nowMillis);
    election.paused(pausedForMillis);
  }

  /** {@link #ready} would have something. */
  public boolean hasReady() {
    boolean due = replica.leading().map(leader -> leader.feedDue || reads.isRoundDue(leader)).orElse(false);
    return due || !replica.outbox.isEmpty() || replica.hasUnwritten() || replica.canApply();
  }

  /** Takes what has to be done. Never null; may be empty. */
  public Ready ready() {
    replica.leading().ifPresent(leader -> {
      replication.feed(leader);
      reads.sendRound(leader);
    });
    return replica.takeReady(++readyNumber);
  }

  /** The disk has Ready {@code number} and all before it. */
  public void persisted(long number, long nowMillis) {
    replica.timeIs(nowMillis);
    Invariant.check(number <= readyNumber, "Ready %d is durable, %d were handed out", number, readyNumber);
    replica.disk.confirmed(number);
    election.persisted();
    replica.leading().ifPresent(replication::advanceCommit);
  }

  /** The tables hold everything up to {@code index}: entries that were handed out, or a snapshot to be restored. */
  public void applied(long index, long nowMillis) {
    replica.timeIs(nowMillis);
    replica.applied(index);
    replica.leading().ifPresent(reads::answer);
  }

  /** What a snapshot of the tables at {@code index} stands for. {@code index} is applied and not below the newest snapshot. */
  public SnapshotMeta snapshotMetaAt(long index) {
    return replica.snapshotMetaAt(index);
  }

  /**
   * A snapshot of the own tables is durable: entries it covers leave memory, except a tail.
   *
   * @return the index through which the log on disk may be discarded as well
   */
  public long snapshotTaken(SnapshotMeta meta, long nowMillis) {
    replica.timeIs(nowMillis);
    return replica.compact(meta);
  }

  /** A {@link Ready.SnapshotRead} was read; {@code done} if there is nothing after {@code bytes}. */
  public void snapshotChunk(NodeId to, SnapshotMeta meta, long offset, byte[] bytes, boolean done, long nowMillis) {
    replica.timeIs(nowMillis);
    sending.read(to, meta, offset, bytes, done);
  }

  /** A {@link Ready.SnapshotRead} cannot be read, as that snapshot is gone: the follower is sent the newest from its beginning. */
  public void snapshotUnreadable(NodeId to, SnapshotMeta meta, long nowMillis) {
    replica.timeIs(nowMillis);
    sending.unreadable(to, meta);
  }

  /** A {@link Ready.SnapshotChunk} is stored: all bytes below {@code nextOffset} are. If it was the last one, the snapshot is durable. */
  public void snapshotChunkStored(SnapshotMeta meta, long nextOffset, long nowMillis) {
    replica.timeIs(nowMillis);
    receiving.stored(meta, nextOffset);
  }

  /** A {@link Ready.SnapshotChunk} could not be stored and the unfinished snapshot is gone: it begins anew. */
  public void snapshotChunkFailed(SnapshotMeta meta, long nowMillis) {
    replica.timeIs(nowMillis);
    receiving.failed(meta);
  }

  /** Log time as this leader would stamp an entry now, in milliseconds; empty if this node does not lead. */
  public Optional<Long> logTimeMillis(long nowMillis) {
    return replica.leading().map(leader -> replication.logTimeMillis(leader, Math.max(nowMillis, replica.nowMillis())));
  }

  public RaftStatus status() {
    return StatusView.of(replica);
  }
}
