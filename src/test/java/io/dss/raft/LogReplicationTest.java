package io.dss.raft;

import static io.dss.raft.Bench.B;
import static io.dss.raft.Bench.C;
import static io.dss.raft.Bench.LEARNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Invariant;
import io.dss.raft.RaftMessage.AppendAccepted;
import io.dss.raft.RaftMessage.AppendEntries;
import io.dss.raft.RaftMessage.AppendRejected;
import io.dss.raft.RaftMessage.Heartbeat;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** §5.3 and §5.4.2 of the paper; §10.2 of the thesis. */
class LogReplicationTest {
  @Test
  void theLeaderAppendsTheCommandAsANewEntryAndSendsItToAllOthers_5_3() {
    Bench bench = Bench.leader(3, 2);
    bench.acceptAll();
    bench.sent();
    assertEquals(new ProposeResult.Accepted(2, 2), bench.propose(3));
    List<AppendEntries> appends = bench.sent(AppendEntries.class);
    assertEquals(2, appends.size());
    assertEquals(1, appends.get(0).prevLogIndex());
    assertEquals(2, appends.get(0).entries().get(0).index());
  }

  @Test
  void theLeaderSendsInParallelWithItsOwnDiskAndCountsItselfOnlyWhenThatHasIt_thesis_10_2_1() {
    Bench bench = Bench.leader(3, 2);
    bench.acceptAll();
    bench.diskStalls = true;
    bench.sent();
    bench.propose(3);
    assertEquals(2, bench.sent(AppendEntries.class).size());
    bench.step(B, new AppendAccepted(2, 2));
    assertEquals(1, bench.raft.status().commitIndex());
    bench.sync();
    assertEquals(2, bench.raft.status().commitIndex());
  }

  @Test
  void aQuorumOfOthersCommitsButNothingIsAppliedBeforeTheOwnDiskHasIt() {
    Bench bench = Bench.leader(3, 2);
    bench.acceptAll();
    bench.diskStalls = true;
    bench.propose(3);
    bench.acceptAll();
    assertEquals(2, bench.raft.status().commitIndex());
    assertEquals(List.of(1L), bench.appliedIndexes());
    bench.sync();
    assertEquals(List.of(1L, 2L), bench.appliedIndexes());
  }

  @Test
  void anEntryIsCommittedOnceAMajorityOfVotersHasIt_5_3() {
    Bench bench = Bench.leader(5, 2);
    bench.step(B, new AppendAccepted(2, 1));
    bench.step(LEARNER, new AppendAccepted(2, 1));
    assertEquals(0, bench.raft.status().commitIndex());
    bench.step(C, new AppendAccepted(2, 1));
    assertEquals(1, bench.raft.status().commitIndex());
  }

  @Test
  void anEntryOfAnEarlierTermIsNotCommittedByCounting_5_4_2() {
    Bench bench = Bench.leader(3, 4, 1, 2);
    bench.step(B, new AppendAccepted(4, 2));
    assertEquals(0, bench.raft.status().commitIndex());
    bench.step(B, new AppendAccepted(4, 3));
    assertEquals(3, bench.raft.status().commitIndex());
  }

  @Test
  void committedEntriesAreAppliedInLogOrderOnce_5_3() {
    Bench bench = Bench.leader(3, 4, 1, 2);
    bench.acceptAll();
    bench.acceptAll();
    bench.propose(1);
    bench.acceptAll();
    assertEquals(List.of(1L, 2L, 3L, 4L), bench.appliedIndexes());
  }

  @Test
  void theFollowersLearnOfTheCommitWithoutWaitingForAHeartbeat_5_3() {
    Bench bench = Bench.leader(3, 2);
    bench.sent();
    bench.step(B, new AppendAccepted(2, 1));
    assertEquals(List.of(1L), bench.sentTo(B, Heartbeat.class).stream().map(Heartbeat::commitIndex).toList());
  }

  @Test
  void aFollowerWithoutThePrecedingEntryRefusesAndHintsWhereItMayAgree_5_3() {
    Bench bench = Bench.follower(3, 5, 1, 1, 4, 4);
    bench.append(6, 9, 5, 0, 6);
    bench.append(6, 4, 3, 0, 6);
    List<AppendRejected> rejected = bench.sent(AppendRejected.class);
    assertEquals(new AppendRejected(6, 9, 4, 4), rejected.get(0));
    assertEquals(new AppendRejected(6, 4, 2, 1), rejected.get(1));
  }

  @Test
  void theLeaderSkipsATermARoundTripWhenItLooksForAgreement_5_3() {
    Bench bench = Bench.leader(3, 9, 1, 1, 1, 5, 5, 5);
    bench.sent();
    bench.step(B, new AppendRejected(9, 6, 6, 4));
    AppendEntries probe = bench.sentTo(B, AppendEntries.class).get(0);
    assertEquals(3, probe.prevLogIndex());
    bench.step(B, new AppendAccepted(9, 7));
    assertEquals(7, bench.raft.status().followers().get(0).matchIndex());
  }

  @Test
  void conflictingEntriesAreReplacedByTheLeaders_5_3() {
    Bench bench = Bench.follower(3, 4, 1, 2, 2, 2);
    bench.append(5, 1, 1, 0, 4, 5);
    assertEquals(3, bench.raft.status().lastIndex());
    assertEquals(List.of(4L, 5L), bench.writtenTerms());
    assertEquals(List.of(new AppendAccepted(5, 3)), bench.sent(AppendAccepted.class));
  }

  @Test
  void anOldAppendDoesNotCutOffWhatFollowsIt_5_3() {
    Bench bench = Bench.follower(3, 4, 1, 2, 2, 2);
    bench.append(5, 0, 0, 0, 1, 2);
    assertEquals(4, bench.raft.status().lastIndex());
    assertEquals(List.of(new AppendAccepted(5, 2)), bench.sent(AppendAccepted.class));
  }

  @Test
  void aConflictWithACommittedEntryIsABugAndSaysSo() {
    Bench bench = Bench.follower(3, 4, 1, 2, 2);
    bench.append(5, 3, 2, 3);
    assertThrows(Invariant.Violated.class, () -> bench.append(6, 1, 1, 0, 3));
  }

  @Test
  void commitIndexIsAtMostTheLastNewEntry_5_3() {
    Bench bench = Bench.follower(3, 4, 1, 2, 2);
    bench.append(5, 0, 0, 9, 1);
    assertEquals(1, bench.raft.status().commitIndex());
  }

  @Test
  void anAppendIsAcknowledgedOnlyOnceItIsDurable_5_3() {
    Bench bench = Bench.follower(3, 4);
    bench.diskStalls = true;
    bench.append(4, 0, 0, 1, 4);
    assertEquals(List.of(), bench.sent(AppendAccepted.class));
    assertEquals(List.of(), bench.appliedIndexes());
    bench.sync();
    assertEquals(List.of(new AppendAccepted(4, 1)), bench.sent(AppendAccepted.class));
    assertEquals(List.of(1L), bench.appliedIndexes());
  }

  @Test
  void aWriteConfirmedLateSaysNothingAboutEntriesReplacedSince() {
    Bench bench = Bench.follower(3, 4);
    bench.diskStalls = true;
    bench.append(4, 0, 0, 0, 4, 4, 4);
    long first = bench.readies.get(bench.readies.size() - 1).number();
    bench.append(5, 1, 4, 0, 5);
    bench.raft.persisted(first, bench.now);
    assertEquals(1, bench.raft.status().durableIndex());
    bench.sync();
    assertEquals(2, bench.raft.status().durableIndex());
  }

  @Test
  void theHeartbeatsAnswerDoesNotWaitForTheDisk() {
    Bench bench = Bench.follower(3, 4);
    bench.diskStalls = true;
    bench.append(4, 0, 0, 0, 4);
    bench.step(B, new Heartbeat(4, 0, 7));
    assertEquals(List.of(new RaftMessage.HeartbeatReply(4, 7)), bench.sent(RaftMessage.HeartbeatReply.class));
  }

  @Test
  void appendsToOneFollowerAreBoundedInNumberAndInBytes_thesis_10_2() {
    Bench bench = Bench.leader(3, 2);
    bench.acceptAll();
    bench.sent();
    for (int i = 0; i < 6; i++) bench.propose(500);
    List<AppendEntries> appends = bench.sentTo(B, AppendEntries.class);
    assertEquals(4, appends.size());
    assertTrue(appends.stream().allMatch(append -> append.entries().stream().mapToLong(LogEntry::sizeBytes).sum() <= 1_000));
    bench.step(B, new AppendAccepted(2, 3));
    assertEquals(2, bench.sentTo(B, AppendEntries.class).size());
  }

  @Test
  void proposalsThatComeTogetherGoTogether_thesis_10_2() {
    Bench bench = Bench.leader(3, 2);
    bench.acceptAll();
    bench.sent();
    for (int i = 0; i < 10; i++) bench.raft.propose(new byte[10], bench.now);
    bench.drain();
    List<AppendEntries> appends = bench.sentTo(B, AppendEntries.class);
    assertEquals(1, appends.size());
    assertEquals(10, appends.get(0).entries().size());
  }

  @Test
  void whatWaitsIsBoundedAndMoreIsRefused() {
    Bench bench = Bench.leader(3, 2);
    bench.acceptAll();
    int accepted = 0;
    while (bench.propose(900) instanceof ProposeResult.Accepted) accepted++;
    assertEquals(5, accepted);
    assertInstanceOf(ProposeResult.Overloaded.class, bench.propose(900));
    bench.acceptAll();
    assertEquals(0, bench.raft.status().pendingBytes());
    assertInstanceOf(ProposeResult.Accepted.class, bench.propose(900));
  }

  @Test
  void aStalledDiskOfTheLeaderIsPressureTooThoughTheOthersCommit() {
    Bench bench = Bench.leader(3, 2);
    bench.acceptAll();
    bench.diskStalls = true;
    for (int i = 0; i < 5; i++) bench.propose(900);
    bench.acceptAll();
    assertInstanceOf(ProposeResult.Overloaded.class, bench.propose(900));
  }

  @Test
  void aCommandTooLongIsRefusedForEver() {
    assertEquals(new ProposeResult.TooLarge(1_001, 1_000), Bench.leader(3, 2).propose(1_001));
  }

  @Test
  void aFollowerNamesTheLeaderToWhoeverProposes() {
    Bench bench = Bench.follower(3, 4);
    bench.step(B, new Heartbeat(4, 0, 0));
    assertEquals(new ProposeResult.NotLeader(Optional.of(B)), bench.propose(1));
  }

  @Test
  void aPipelineThatDoesNotMoveIsAskedAfterWithoutEntriesAndRewoundOnRefusal() {
    Bench bench = Bench.leader(3, 2);
    bench.acceptAll();
    bench.propose(10);
    bench.sent();
    bench.pass(200);
    AppendEntries ask = bench.sentTo(B, AppendEntries.class).get(0);
    assertEquals(2, ask.prevLogIndex());
    assertEquals(List.of(), ask.entries());
    bench.step(B, new AppendRejected(2, 2, 1, 2));
    assertEquals(1, bench.sentTo(B, AppendEntries.class).get(0).entries().size());
  }

  @Test
  void logTimeGoesOnFromTheLastEntryByTheLeadersOwnClock() {
    Bench bench = Bench.leader(3, 2, 1, 1);
    long electedAt = bench.now;
    assertEquals(20, bench.raft.logTimeMillis(electedAt).orElseThrow());
    bench.now += 250;
    bench.propose(1);
    List<LogEntry> written = bench.readies.get(bench.readies.size() - 1).entries();
    assertEquals(270, written.get(0).timeMillis());
    assertEquals(270, bench.raft.logTimeMillis(electedAt).orElseThrow());
  }

  @Test
  void aFollowerHasNoLogTime() {
    assertTrue(Bench.follower(3, 2).raft.logTimeMillis(5).isEmpty());
  }

  @Test
  void entriesThatDoNotReachTheSnapshotAreDroppedAtRestartAndTheDiskIsTold() {
    SnapshotMeta newest = new SnapshotMeta(10, 5, 100, Bench.configuration(3));
    Bench bench = new Bench(Bench.SETTINGS, newest, new HardState(3, Optional.of(C)), Bench.entries(1, 1, 1, 3));
    assertEquals(10, bench.raft.status().lastIndex());
    assertEquals(5, bench.raft.status().term());
    assertEquals(newest, bench.readies.get(0).restartLogAfter().orElseThrow());
    assertEquals(new HardState(5, Optional.empty()), bench.readies.get(0).hardState().orElseThrow());
  }

  @Test
  void aGapBetweenSnapshotAndLogAtRestartIsRefusedLoudly() {
    SnapshotMeta newest = new SnapshotMeta(10, 5, 100, Bench.configuration(3));
    assertThrows(Invariant.Violated.class, () -> new Bench(Bench.SETTINGS, newest, new HardState(5, Optional.empty()), Bench.entries(12, 5)));
  }
}
