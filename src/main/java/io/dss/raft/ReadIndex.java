package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.Ready.ReadAnswer;
import io.dss.raft.quorum.Majority;

/**
 * Linearizable reads without a log entry (§8; thesis §6.4): what is committed is noted, a quorum confirms that this node still leads, the tables
 * catch up, the read is answered.
 *
 * <p>The id of a read is the number of the round that confirms it: a heartbeat carries the last id given when it left, so its answer confirms the
 * reads asked before it left and no other. Ids go on over terms and are never given again; a round acknowledged late, twice or to an earlier leader
 * confirms nothing it should not (the stale read of etcd #20418 was an id used again).
 */
final class ReadIndex {
  private final Replica replica;
  private final Replication replication;

  ReadIndex(Replica replica, Replication replication) {
    this.replica = replica;
    this.replication = replication;
  }

  ReadIndexResult start() {
    if (!(replica.state() instanceof Leader leader)) return new ReadIndexResult.NotLeader(replica.state().leader());
    // A leader knows what is committed only once an entry of its term is (§8).
    if (!replica.log.matches(replica.commitIndex(), replica.term())) return new ReadIndexResult.NotReady();
    if (leader.reads.size() >= replica.settings.maxPendingReads()) return new ReadIndexResult.Overloaded(leader.reads.size());
    long id = replica.nextReadId();
    leader.reads.add(new Leader.PendingRead(id, replica.commitIndex()));
    answer(leader);
    return new ReadIndexResult.Started(id);
  }

  /** A round has to go out for reads that were asked since the last one. */
  boolean isRoundDue(Leader leader) {
    return !leader.reads.isEmpty() && leader.reads.getLast().id() > leader.sentRound;
  }

  /** Sends one round for all of them. */
  void sendRound(Leader leader) {
    if (!isRoundDue(leader)) return;
    leader.sentRound = replica.lastReadId();
    leader.followers().stream().filter(this::votes).forEach(replication::sendHeartbeat);
  }

  private boolean votes(Progress follower) {
    NodeId node = follower.node;
    return replica.configuration().isVoter(node);
  }

  /** Answers, in order, what a quorum has confirmed and the tables have reached. */
  void answer(Leader leader) {
    if (leader.reads.isEmpty()) return;
    long confirmed = Majority.reachedBy(replica.configuration(), leader.each(replica.lastReadId(), Progress::readRound));
    while (!leader.reads.isEmpty() && isAnswerable(leader.reads.getFirst(), confirmed)) {
      Leader.PendingRead read = leader.reads.removeFirst();
      replica.outbox.reads.add(new ReadAnswer(read.id(), read.index()));
    }
  }

  private boolean isAnswerable(Leader.PendingRead read, long confirmed) {
    return read.id() <= confirmed && read.index() <= replica.appliedIndex();
  }
}
