package io.dss.node.raft;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.raft.RaftMessage.AppendEntries;
import io.dss.raft.RaftMessage.PreVoteRequest;
import io.dss.raft.RaftMessage.RequestVote;
import io.dss.raft.RaftMessage.TimeoutNow;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoubtTest {
  private static AppendEntries append(long term, long commit) {
    return new AppendEntries(term, 0, 0, List.of(), commit);
  }

  @Test
  void withoutDoubtEverythingIsAdmitted() {
    Doubt doubt = Doubt.none();
    assertFalse(doubt.isOpen());
    assertTrue(doubt.admits(new RequestVote(1, 0, 0, false)));
    assertTrue(doubt.admits(new TimeoutNow(1)));
    assertFalse(doubt.settledBy(100));
  }

  @Test
  void inDoubtNobodyIsVotedForAndNoElectionIsBegun() {
    Doubt doubt = Doubt.open();
    assertTrue(doubt.isOpen());
    assertFalse(doubt.admits(new RequestVote(7, 9, 6, false)));
    assertFalse(doubt.admits(new PreVoteRequest(7, 9, 6)));
    assertFalse(doubt.admits(new TimeoutNow(7)));
  }

  @Test
  void itIsSettledOnlyWhenAllThatALeaderHadCommittedIsApplied() {
    Doubt doubt = Doubt.open();
    assertFalse(doubt.settledBy(1_000), "no leader has taught anything yet");
    assertTrue(doubt.admits(append(5, 40)));
    assertFalse(doubt.settledBy(39));
    assertTrue(doubt.settledBy(40));
    assertFalse(doubt.isOpen());
    assertFalse(doubt.settledBy(41), "once");
  }

  @Test
  void theTermThatWasHeardAndThoseBelowAreNeverVotedInAsAVoteMayBeForgotten() {
    Doubt doubt = Doubt.open();
    doubt.admits(append(5, 0));
    assertTrue(doubt.settledBy(0));
    assertFalse(doubt.admits(new RequestVote(4, 9, 4, false)));
    assertFalse(doubt.admits(new RequestVote(5, 9, 4, false)));
    assertTrue(doubt.admits(new RequestVote(6, 9, 5, false)));
    assertTrue(doubt.admits(new PreVoteRequest(5, 9, 4)), "it asks about term 6; were it refused, two of three could never elect anybody");
    assertTrue(doubt.admits(new TimeoutNow(5)));
  }
}
