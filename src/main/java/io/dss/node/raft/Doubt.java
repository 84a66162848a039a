package io.dss.node.raft;

import io.dss.raft.RaftMessage;
import io.dss.spi.LogStore;

/**
 * The end of this node's log is in doubt: a last write was cut off that may have been acknowledged, so this node may have forgotten entries and a vote.
 * Until its peers have taught it all that is committed it neither votes nor stands for election (protocol-aware recovery: Alagappan et al., FAST 2018); and in
 * the term it then hears of, or below, it never votes, as that may be the vote it has forgotten. Confined to the loop.
 *
 * <p>Safe with the others' votes alone: what was committed with this node's acknowledgement is on another voter as well, and whoever those elect has it (§5.4.1).
 */
final class Doubt {
  private enum State {
    NONE,
    ASKING,
    SETTLED
  }

  private State state;
  private long heardTerm;
  private long leaderCommit;
  private boolean taught;

  private Doubt(State state) {
    this.state = state;
  }

  static Doubt none() {
    return new Doubt(State.NONE);
  }

  static Doubt open() {
    return new Doubt(State.ASKING);
  }

  /** As the disk says. A node that is the only voter has nobody to ask: it goes on with what it has, and the log has said what was cut. Blocks on the disk. */
  static Doubt after(Recovery recovery, LogStore log) {
    if (!recovery.isDoubtful()) return none();
    if (recovery.newest().configuration().voters().size() > 1) return open();
    log.settled();
    return none();
  }

  /** Whether this node may not stand for election now. */
  boolean isOpen() {
    return state == State.ASKING;
  }

  /** Whether {@code message} may reach the core: nothing that asks for a vote this node may have given already. */
  boolean admits(RaftMessage message) {
    if (state == State.NONE) return true;
    boolean asksForVote = message instanceof RaftMessage.RequestVote || message instanceof RaftMessage.PreVoteRequest || message instanceof RaftMessage.TimeoutNow;
    if (state == State.ASKING && message instanceof RaftMessage.AppendEntries append && append.term() >= heardTerm) {
      heardTerm = append.term();
      leaderCommit = Math.max(leaderCommit, append.leaderCommit());
      taught = true;
    }
    if (state == State.ASKING) return !asksForVote;
    // A pre-vote and a hand-over are about the next term: only a vote itself may be the one that was forgotten.
    return !(message instanceof RaftMessage.RequestVote) || message.term() > heardTerm;
  }

  /** @return whether this settles it: all that a leader had committed when it was first heard is applied here */
  boolean settledBy(long appliedIndex) {
    if (state != State.ASKING || !taught || appliedIndex < leaderCommit) return false;
    state = State.SETTLED;
    return true;
  }
}
