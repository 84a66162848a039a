package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.RaftMessage.AppendAccepted;
import io.dss.raft.RaftMessage.AppendEntries;
import io.dss.raft.RaftMessage.AppendRejected;
import io.dss.raft.RaftMessage.Heartbeat;
import io.dss.raft.RaftMessage.HeartbeatReply;
import io.dss.raft.RaftMessage.InstallSnapshot;
import io.dss.raft.RaftMessage.InstallSnapshotReply;
import io.dss.raft.RaftMessage.PreVoteReply;
import io.dss.raft.RaftMessage.PreVoteRequest;
import io.dss.raft.RaftMessage.RequestVote;
import io.dss.raft.RaftMessage.RequestVoteReply;
import io.dss.raft.RaftMessage.TimeoutNow;

/**
 * Which part of the machine deals with which message. Answers of nodes that the configuration does not know are not heard at all; their requests
 * are, because this node's configuration may be the older one (thesis §4.1).
 */
final class Dispatch implements RaftMessage.Handler {
  private final Replica replica;
  private final Election election;
  private final Replication replication;
  private final Acceptance acceptance;
  private final ReadIndex reads;
  private final SnapshotSending sending;
  private final SnapshotReceiving receiving;
  private final Transfer transfer;

  Dispatch(
      Replica replica, Election election, Replication replication, Acceptance acceptance, ReadIndex reads, SnapshotSending sending,
      SnapshotReceiving receiving, Transfer transfer) {
    this.replica = replica;
    this.election = election;
    this.replication = replication;
    this.acceptance = acceptance;
    this.reads = reads;
    this.sending = sending;
    this.receiving = receiving;
    this.transfer = transfer;
  }

  private boolean isMember(NodeId from) {
    return replica.configuration().contains(from);
  }

  @Override
  public void preVoteRequest(NodeId from, PreVoteRequest message) {
    election.preVoteRequest(from, message);
  }

  @Override
  public void preVoteReply(NodeId from, PreVoteReply message) {
    if (isMember(from)) election.preVoteReply(from, message);
  }

  @Override
  public void requestVote(NodeId from, RequestVote message) {
    election.requestVote(from, message);
  }

  @Override
  public void requestVoteReply(NodeId from, RequestVoteReply message) {
    if (isMember(from)) election.requestVoteReply(from, message);
  }

  @Override
  public void heartbeat(NodeId from, Heartbeat message) {
    acceptance.heartbeat(from, message);
  }

  @Override
  public void heartbeatReply(NodeId from, HeartbeatReply message) {
    if (!isMember(from)) return;
    replication.heartbeatReply(from, message);
    replica.leading().ifPresent(reads::answer);
  }

  @Override
  public void appendEntries(NodeId from, AppendEntries message) {
    acceptance.appendEntries(from, message);
  }

  @Override
  public void appendAccepted(NodeId from, AppendAccepted message) {
    if (!isMember(from)) return;
    replication.accepted(from, message);
    replica.leading().ifPresent(transfer::proceed);
  }

  @Override
  public void appendRejected(NodeId from, AppendRejected message) {
    if (isMember(from)) replication.rejected(from, message);
  }

  @Override
  public void installSnapshot(NodeId from, InstallSnapshot message) {
    receiving.installSnapshot(from, message);
  }

  @Override
  public void installSnapshotReply(NodeId from, InstallSnapshotReply message) {
    if (isMember(from)) replication.answered(from, message.term(), (leader, follower) -> sending.reply(follower, message));
  }

  @Override
  public void timeoutNow(NodeId from, TimeoutNow message) {
    election.timeoutNow(from, message.term());
  }
}
