package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.RaftMessage.PreVoteReply;
import io.dss.raft.RaftMessage.PreVoteRequest;
import io.dss.raft.RaftMessage.RequestVote;
import io.dss.raft.RaftMessage.RequestVoteReply;
import io.dss.raft.log.LogEntry;
import io.dss.raft.quorum.Majority;
import io.dss.raft.quorum.VoteTally;
import java.util.Optional;

/** Who leads: pre-votes, votes, loyalty to a leader that is heard, and a leader's own doubt (§5.2, §5.4.1, §6; thesis §6.2, §9.6). */
final class Election {
  private final Replica replica;
  private final Replication replication;

  Election(Replica replica, Replication replication) {
    this.replica = replica;
    this.replication = replication;
  }

  void tick() {
    RoleState state = replica.state();
    if (state instanceof Leader leader) doubt(leader);
    if (state instanceof Follower follower && follower.election.isOver(replica.nowMillis())) losePatience("the leader was not heard");
    if (state instanceof PreCandidate candidate && candidate.election.isOver(replica.nowMillis())) losePatience("pre-votes did not suffice");
    if (state instanceof Candidate candidate && candidate.election.isOver(replica.nowMillis())) losePatience("votes did not suffice");
  }

  /** Check-quorum: a leader that no quorum answers may be the only one who believes in it (thesis §6.2). */
  private void doubt(Leader leader) {
    long since = replica.nowMillis() - replica.settings.electionTimeoutMinMillis();
    var contact = leader.each(replica.nowMillis(), Progress::lastContactMillis);
    if (Majority.of(replica.configuration(), node -> contact.applyAsLong(node) > since)) return;
    replica.follow(replica.term(), Optional.empty(), "no quorum was heard");
  }

  /** The process stood still. What waits in its queues is old, whatever the clock says. */
  void paused(long pausedForMillis) {
    boolean tooLong = pausedForMillis > replica.settings.electionTimeoutMinMillis();
    if (replica.state() instanceof Leader && tooLong) replica.follow(replica.term(), Optional.empty(), "paused for " + pausedForMillis + " ms");
    if (replica.state() instanceof Follower follower) follower.election.extend(pausedForMillis);
  }

  private void losePatience(String why) {
    if (replica.isVoter()) askPreVotes(why);
    else replica.follow(replica.term(), Optional.empty(), why);
  }

  /** Asks first whether it could win, so that a node that cannot does not drive the terms up and depose a leader others hear (thesis §9.6). */
  private void askPreVotes(String why) {
    PreCandidate candidate = new PreCandidate(new VoteTally(replica.configuration()), replica.nextElectionMillis());
    replica.become(candidate, why);
    if (candidate.tally.record(replica.self, true) == VoteTally.Outcome.WON) campaign(false, "no other voter");
    else sendToOtherVoters(new PreVoteRequest(replica.term(), replica.log.lastIndex(), replica.log.lastTerm()), false);
  }

  /** To begin an election, a follower increments its current term and votes for itself (§5.2). Both are on disk before anybody is asked. */
  private void campaign(boolean transfer, String why) {
    replica.raiseTerm();
    replica.voteFor(replica.self);
    replica.become(new Candidate(new VoteTally(replica.configuration()), replica.nextElectionMillis()), why);
    sendToOtherVoters(new RequestVote(replica.term(), replica.log.lastIndex(), replica.log.lastTerm(), transfer), true);
  }

  private void sendToOtherVoters(RaftMessage message, boolean afterPersist) {
    for (NodeId voter : replica.configuration().voters().keySet()) {
      if (voter.equals(replica.self)) continue;
      if (afterPersist) replica.outbox.sendAfterPersist(voter, message);
      else replica.outbox.send(voter, message);
    }
  }

  /** The candidate's own vote counts once it is durable. */
  void persisted() {
    if (!(replica.state() instanceof Candidate candidate) || !replica.disk.isDurable(replica.hardState())) return;
    count(candidate, replica.self, true);
  }

  void preVoteRequest(NodeId from, PreVoteRequest message) {
    boolean granted = !hearsLeader() && message.term() >= replica.term() && upToDate(message.lastLogIndex(), message.lastLogTerm());
    replica.outbox.send(from, new PreVoteReply(replica.term(), message.term(), granted));
  }

  void preVoteReply(NodeId from, PreVoteReply message) {
    replica.observe(message.term());
    if (!(replica.state() instanceof PreCandidate candidate) || message.requestTerm() != replica.term()) return;
    if (candidate.tally.record(from, message.granted()) == VoteTally.Outcome.WON) campaign(false, "pre-votes won");
  }

  void requestVote(NodeId from, RequestVote message) {
    // A vote that is asked for within the minimum election timeout of hearing from a leader is not granted, and its term not taken up (§6).
    if (message.term() > replica.term() && !message.transfer() && hearsLeader()) return;
    replica.observe(message.term());
    boolean granted = message.term() == replica.term() && mayVoteFor(from) && upToDate(message.lastLogIndex(), message.lastLogTerm());
    if (granted) grant(from);
    replica.outbox.sendAfterPersist(from, new RequestVoteReply(replica.term(), granted));
  }

  /** At most one vote in a term, first come first served (§5.2). */
  private boolean mayVoteFor(NodeId candidate) {
    return replica.hardState().votedFor().map(candidate::equals).orElse(replica.state().leader().isEmpty());
  }

  private void grant(NodeId candidate) {
    replica.voteFor(candidate);
    if (replica.state() instanceof Follower follower) follower.election.until(replica.nextElectionMillis());
    else replica.follow(replica.term(), Optional.empty(), "voted for " + candidate);
  }

  void requestVoteReply(NodeId from, RequestVoteReply message) {
    replica.observe(message.term());
    if (replica.state() instanceof Candidate candidate && message.term() == replica.term()) count(candidate, from, message.granted());
  }

  private void count(Candidate candidate, NodeId voter, boolean granted) {
    if (candidate.tally.record(voter, granted) == VoteTally.Outcome.WON) lead();
  }

  /** A new leader commits an entry of its own term first: only then does it know what is committed (§5.4.2, §8). */
  private void lead() {
    long settledIndex = Math.min(replica.commitIndex(), replica.disk.durableIndex());
    Leader leader = new Leader(replica.self, replica.log, settledIndex, replica.nowMillis());
    replica.become(leader, "votes won");
    replication.append(leader, LogEntry.Kind.NOOP, new byte[0]);
  }

  /** The leader wants this node to take over at once, without asking whether it could win: the leader has seen to that (thesis §3.10). */
  void timeoutNow(NodeId from, long term) {
    replica.observe(term);
    boolean fromLeader = term == replica.term() && replica.state().leader().map(from::equals).orElse(false);
    if (fromLeader && replica.isVoter()) campaign(true, from + " hands over");
  }

  /** §5.4.1: a node with more in its log denies its vote. */
  private boolean upToDate(long lastLogIndex, long lastLogTerm) {
    return replica.log.isCoveredBy(lastLogIndex, lastLogTerm);
  }

  private boolean hearsLeader() {
    if (replica.state() instanceof Leader) return true;
    return replica.state() instanceof Follower follower && follower.heardWithin(replica.settings.electionTimeoutMinMillis(), replica.nowMillis());
  }
}
