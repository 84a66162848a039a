package io.dss.raft;

import static io.dss.raft.Bench.B;
import static io.dss.raft.Bench.C;
import static io.dss.raft.Bench.LEARNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.raft.RaftMessage.AppendEntries;
import io.dss.raft.RaftMessage.Heartbeat;
import io.dss.raft.RaftMessage.HeartbeatReply;
import io.dss.raft.RaftMessage.PreVoteReply;
import io.dss.raft.RaftMessage.PreVoteRequest;
import io.dss.raft.RaftMessage.RequestVote;
import io.dss.raft.RaftMessage.RequestVoteReply;
import io.dss.raft.log.HardState;
import io.dss.raft.log.SnapshotMeta;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** §5.1, §5.2, §5.4.1 and §6 of the paper; §6.2 and §9.6 of the thesis. */
class LeaderElectionTest {
  @Test
  void serversStartUpAsFollowers_5_2() {
    assertEquals(Role.FOLLOWER, Bench.follower(3, 0).raft.status().role());
  }

  @Test
  void aFollowerThatHearsNothingOverTheElectionTimeoutAsksForPreVotesAndChangesNothingDurable_9_6() {
    Bench bench = Bench.follower(3, 4);
    bench.pass(2_000);
    assertEquals(Role.PRE_CANDIDATE, bench.raft.status().role());
    assertEquals(2, bench.sent(PreVoteRequest.class).size());
    assertEquals(4, bench.raft.status().term());
    assertTrue(bench.readies.stream().allMatch(ready -> ready.hardState().isEmpty()));
  }

  @Test
  void heartbeatsKeepAFollowerAFollower_5_2() {
    Bench bench = Bench.follower(3, 4);
    for (int i = 0; i < 100; i++) {
      bench.pass(900);
      bench.step(B, new Heartbeat(4, 0, 0));
    }
    assertEquals(Role.FOLLOWER, bench.raft.status().role());
    assertEquals(Optional.of(B), bench.raft.status().leader());
  }

  @Test
  void preVotesNeverCountAsVotes_9_6() {
    Bench bench = Bench.follower(3, 4);
    bench.pass(2_000);
    bench.step(B, new PreVoteReply(4, 4, true));
    bench.step(C, new PreVoteReply(4, 4, true));
    assertEquals(Role.CANDIDATE, bench.raft.status().role());
    bench.step(C, new PreVoteReply(5, 5, true));
    assertEquals(Role.CANDIDATE, bench.raft.status().role());
  }

  @Test
  void aPreVoteForAnotherTermIsNotCounted_9_6() {
    Bench bench = Bench.follower(3, 4);
    bench.pass(2_000);
    bench.step(B, new PreVoteReply(4, 3, true));
    assertEquals(Role.PRE_CANDIDATE, bench.raft.status().role());
  }

  @Test
  void aPreCandidateThatIsBehindInTermCatchesUpByTheRefusal_9_6() {
    Bench bench = Bench.follower(3, 4);
    bench.pass(2_000);
    bench.step(B, new PreVoteReply(9, 4, false));
    assertEquals(9, bench.raft.status().term());
    assertEquals(Role.FOLLOWER, bench.raft.status().role());
  }

  @Test
  void aPreVoteIsGrantedToWhoeverCouldWinAndRaisesNoTerm_9_6() {
    Bench bench = Bench.follower(3, 4, 1, 2);
    bench.step(B, new PreVoteRequest(8, 2, 2));
    bench.step(B, new PreVoteRequest(8, 1, 2));
    bench.step(B, new PreVoteRequest(3, 9, 2));
    List<PreVoteReply> replies = bench.sent(PreVoteReply.class);
    assertEquals(List.of(true, false, false), replies.stream().map(PreVoteReply::granted).toList());
    assertEquals(4, bench.raft.status().term());
  }

  @Test
  void aPreVoteGivenDoesNotFreeTheVoteOfTheTerm() {
    Bench bench = Bench.follower(3, 4);
    bench.step(B, new RequestVote(5, 0, 0, false));
    bench.step(C, new PreVoteRequest(5, 0, 0));
    bench.step(C, new RequestVote(5, 0, 0, false));
    assertEquals(List.of(true, false), bench.sent(RequestVoteReply.class).stream().map(RequestVoteReply::granted).toList());
  }

  @Test
  void toBeginAnElectionAFollowerIncrementsItsTermAndVotesForItself_5_2() {
    Bench bench = Bench.follower(3, 4);
    bench.pass(2_000);
    bench.step(B, new PreVoteReply(4, 4, true));
    Optional<HardState> written = bench.readies.get(bench.readies.size() - 1).hardState();
    assertEquals(Optional.of(new HardState(5, Optional.of(Bench.ME))), written);
    assertEquals(2, bench.sent(RequestVote.class).size());
  }

  @Test
  void nobodyIsAskedForAVoteBeforeTheOwnIsDurableAndTheOwnCountsOnlyThen_5_2() {
    Bench bench = Bench.follower(5, 4);
    bench.pass(2_000);
    bench.diskStalls = true;
    bench.step(B, new PreVoteReply(4, 4, true));
    bench.step(C, new PreVoteReply(4, 4, true));
    assertEquals(List.of(), bench.sent(RequestVote.class));
    bench.step(B, new RequestVoteReply(5, true));
    bench.step(C, new RequestVoteReply(5, true));
    assertEquals(Role.CANDIDATE, bench.raft.status().role());
    bench.sync();
    assertEquals(4, bench.sent(RequestVote.class).size());
    assertEquals(Role.LEADER, bench.raft.status().role());
  }

  @Test
  void aCandidateWinsWithVotesFromAMajorityOfVoters_5_2() {
    Bench bench = Bench.follower(5, 4);
    bench.pass(2_000);
    bench.step(B, new PreVoteReply(4, 4, true));
    bench.step(C, new PreVoteReply(4, 4, true));
    bench.step(B, new RequestVoteReply(5, true));
    bench.step(B, new RequestVoteReply(5, true));
    bench.step(LEARNER, new RequestVoteReply(5, true));
    bench.step(new NodeId("stranger"), new RequestVoteReply(5, true));
    assertEquals(Role.CANDIDATE, bench.raft.status().role());
    bench.step(C, new RequestVoteReply(5, true));
    assertEquals(Role.LEADER, bench.raft.status().role());
  }

  @Test
  void aStrangersAnswerRaisesNoTerm() {
    Bench bench = Bench.leader(3, 5);
    bench.step(new NodeId("stranger"), new HeartbeatReply(99, 0));
    assertEquals(5, bench.raft.status().term());
  }

  @Test
  void onceACandidateWinsItSendsToAllOthersToPreventNewElections_5_2() {
    Bench bench = Bench.leader(3, 5);
    assertEquals(3, bench.sent().stream().filter(sent -> sent.message() instanceof AppendEntries).map(Envelope::to).distinct().count());
  }

  @Test
  void eachServerVotesForAtMostOneCandidateInATermFirstComeFirstServed_5_2() {
    Bench bench = Bench.follower(3, 4);
    bench.step(B, new RequestVote(5, 0, 0, false));
    bench.step(C, new RequestVote(5, 0, 0, false));
    bench.step(B, new RequestVote(5, 0, 0, false));
    assertEquals(List.of(true, false, true), bench.sent(RequestVoteReply.class).stream().map(RequestVoteReply::granted).toList());
  }

  @Test
  void aVoteIsKeptOverARestart_5_2() {
    HardState voted = new HardState(5, Optional.of(B));
    Bench bench = new Bench(Bench.SETTINGS, SnapshotMeta.bootstrap(Bench.configuration(3)), voted, List.of());
    bench.step(C, new RequestVote(5, 0, 0, false));
    bench.step(B, new RequestVote(5, 0, 0, false));
    assertEquals(List.of(false, true), bench.sent(RequestVoteReply.class).stream().map(RequestVoteReply::granted).toList());
  }

  @Test
  void aVoteIsSentOnlyOnceItIsDurable_5_2() {
    Bench bench = Bench.follower(3, 4);
    bench.diskStalls = true;
    bench.step(B, new RequestVote(5, 0, 0, false));
    assertEquals(List.of(), bench.sent());
    bench.sync();
    assertEquals(1, bench.sent(RequestVoteReply.class).size());
  }

  @Test
  void aCandidateThatHearsALeaderOfItsTermFollows_5_2() {
    Bench bench = Bench.follower(3, 4);
    bench.pass(2_000);
    bench.step(B, new PreVoteReply(4, 4, true));
    bench.append(5, 0, 0, 0);
    assertEquals(Role.FOLLOWER, bench.raft.status().role());
    assertEquals(Optional.of(B), bench.raft.status().leader());
  }

  @Test
  void aCandidateRejectsALeaderOfAnEarlierTermAndSaysItsTerm_5_2() {
    Bench bench = Bench.follower(3, 4);
    bench.pass(2_000);
    bench.step(B, new PreVoteReply(4, 4, true));
    bench.append(4, 0, 0, 0);
    assertEquals(Role.CANDIDATE, bench.raft.status().role());
    assertEquals(List.of(5L), bench.sent(RaftMessage.AppendRejected.class).stream().map(RaftMessage::term).toList());
  }

  @Test
  void aLeaderOfAnEarlierTermIsToldTheTermSoThatItStepsDown_5_1() {
    Bench bench = Bench.follower(3, 4);
    bench.step(B, new Heartbeat(3, 0, 7));
    assertEquals(List.of(new HeartbeatReply(4, 7)), bench.sent(HeartbeatReply.class));
    assertEquals(Optional.empty(), bench.raft.status().leader());
  }

  @Test
  void aLeaderOrCandidateThatSeesAHigherTermRevertsToFollower_5_1() {
    Bench bench = Bench.leader(3, 5);
    bench.step(B, new HeartbeatReply(6, 0));
    assertEquals(Role.FOLLOWER, bench.raft.status().role());
    assertEquals(6, bench.raft.status().term());
  }

  @Test
  void electionTimeoutsAreRandomised_5_2() {
    TreeSet<Long> deadlines = new TreeSet<>();
    Bench bench = Bench.follower(3, 4);
    for (int i = 0; i < 50; i++) {
      long begun = bench.now;
      while (bench.sent(PreVoteRequest.class).isEmpty()) bench.pass(1);
      deadlines.add(bench.now - begun);
    }
    assertTrue(deadlines.first() >= 1_000 && deadlines.last() <= 2_000, deadlines.toString());
    assertTrue(deadlines.size() > 30, deadlines.toString());
  }

  @Test
  void theVoterDeniesItsVoteIfItsOwnLogIsMoreUpToDate_5_4_1() {
    assertTrue(votes(2, 2));
    assertTrue(votes(1, 3));
    assertTrue(votes(3, 2));
    assertFalse(votes(1, 2));
    assertFalse(votes(9, 1));
  }

  private static boolean votes(long lastLogIndex, long lastLogTerm) {
    Bench bench = Bench.follower(3, 4, 1, 2);
    bench.step(B, new RequestVote(5, lastLogIndex, lastLogTerm, false));
    return bench.sent(RequestVoteReply.class).get(0).granted();
  }

  @Test
  void aVoteAskedForWithinTheMinimumTimeoutOfHearingALeaderIsIgnoredWithItsTerm_6() {
    Bench bench = Bench.follower(3, 4);
    bench.step(B, new Heartbeat(4, 0, 0));
    bench.pass(999);
    bench.sent();
    bench.step(C, new RequestVote(9, 9, 9, false));
    assertEquals(List.of(), bench.sent());
    assertEquals(4, bench.raft.status().term());
    bench.step(C, new RequestVote(9, 9, 9, true));
    assertTrue(bench.sent(RequestVoteReply.class).get(0).granted());
  }

  @Test
  void aLeaderIgnoresVotesAskedForToo_6() {
    Bench bench = Bench.leader(3, 5);
    bench.step(C, new RequestVote(9, 9, 9, false));
    assertEquals(Role.LEADER, bench.raft.status().role());
  }

  @Test
  void aLeaderThatHearsNoQuorumForAnElectionTimeoutStepsDown_thesis_6_2() {
    Bench bench = Bench.leader(5, 5);
    bench.pass(600);
    bench.step(B, new HeartbeatReply(5, 0));
    bench.step(LEARNER, new HeartbeatReply(5, 0));
    bench.pass(399);
    assertEquals(Role.LEADER, bench.raft.status().role());
    bench.pass(1);
    assertEquals(Role.FOLLOWER, bench.raft.status().role());
    assertEquals(5, bench.raft.status().term());
  }

  @Test
  void aLeaderThatWasPausedStepsDownBeforeQueuedAnswersCanMoveIt() {
    Bench bench = Bench.leader(3, 5);
    bench.now += 1_500;
    bench.raft.paused(1_500, bench.now);
    bench.step(B, new HeartbeatReply(5, 0));
    assertEquals(Role.FOLLOWER, bench.raft.status().role());
  }

  @Test
  void aFollowerDoesNotTakeItsOwnPauseForTheLeadersSilence() {
    Bench bench = Bench.follower(3, 4);
    bench.now += 5_000;
    bench.raft.paused(5_000, bench.now);
    bench.pass(0);
    assertEquals(Role.FOLLOWER, bench.raft.status().role());
  }

  @Test
  void aLearnerNeverAsksForVotes() {
    SnapshotMeta meta = SnapshotMeta.bootstrap(Bench.configuration(3));
    Raft learner = Raft.restart(Bench.SETTINGS, LEARNER, meta, HardState.INITIAL, List.of(), () -> 1, 0);
    learner.tick(100_000);
    assertEquals(Role.FOLLOWER, learner.status().role());
    assertTrue(learner.ready().messages().isEmpty());
  }

  @Test
  void aSingleVoterElectsItselfOnceItsVoteIsDurable() {
    Bench bench = Bench.follower(1, 4);
    bench.diskStalls = true;
    bench.pass(2_000);
    assertEquals(Role.CANDIDATE, bench.raft.status().role());
    bench.sync();
    assertEquals(Role.LEADER, bench.raft.status().role());
  }
}
