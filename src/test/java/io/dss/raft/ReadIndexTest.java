package io.dss.raft;

import static io.dss.raft.Bench.B;
import static io.dss.raft.Bench.C;
import static io.dss.raft.Bench.LEARNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.dss.raft.RaftMessage.AppendAccepted;
import io.dss.raft.RaftMessage.Heartbeat;
import io.dss.raft.RaftMessage.HeartbeatReply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** §8 of the paper, §6.4 of the thesis, and the stale read of etcd #20418. */
class ReadIndexTest {
  private static Bench leader() {
    Bench bench = Bench.leader(3, 2);
    bench.acceptAll();
    bench.sent();
    return bench;
  }

  @Test
  void aLeaderThatHasCommittedNothingInItsTermDoesNotKnowWhatIsCommitted_8() {
    Bench bench = Bench.leader(3, 2, 1, 1);
    assertInstanceOf(ReadIndexResult.NotReady.class, bench.read());
    bench.acceptAll();
    assertInstanceOf(ReadIndexResult.Started.class, bench.read());
  }

  @Test
  void aReadIsAnsweredOnceAQuorumHasConfirmedTheLeaderInARoundBegunAfterIt_8() {
    Bench bench = leader();
    assertEquals(new ReadIndexResult.Started(1), bench.read());
    assertEquals(List.of(1L, 1L), bench.sent(Heartbeat.class).stream().map(Heartbeat::readRound).toList());
    assertEquals(List.of(), bench.answeredReads());
    bench.step(C, new HeartbeatReply(2, 1));
    assertEquals(List.of(1L), bench.answeredReads());
  }

  @Test
  void anAnswerToARoundBegunBeforeTheReadConfirmsNothing_etcd_20418() {
    Bench bench = leader();
    bench.read();
    bench.read();
    bench.step(B, new HeartbeatReply(2, 0));
    assertEquals(List.of(), bench.answeredReads());
    bench.step(B, new HeartbeatReply(2, 1));
    assertEquals(List.of(1L), bench.answeredReads());
    bench.step(C, new HeartbeatReply(2, 1));
    assertEquals(List.of(1L), bench.answeredReads());
    bench.step(C, new HeartbeatReply(2, 2));
    assertEquals(List.of(1L, 2L), bench.answeredReads());
  }

  @Test
  void neitherLearnersNorAnswersOfOtherTermsConfirm() {
    Bench bench = leader();
    bench.read();
    bench.step(LEARNER, new HeartbeatReply(2, 1));
    bench.step(B, new HeartbeatReply(1, 1));
    assertEquals(List.of(), bench.answeredReads());
  }

  @Test
  void idsAreNeverGivenAgainNotEvenByALaterLeadershipOfTheSameNode_etcd_20418() {
    Bench bench = leader();
    bench.read();
    bench.step(B, new HeartbeatReply(3, 0));
    bench.elect();
    bench.acceptAll();
    assertEquals(new ReadIndexResult.Started(2), bench.read());
  }

  @Test
  void readsThatWaitWhenLeadershipIsLostFail() {
    Bench bench = leader();
    bench.read();
    bench.step(B, new HeartbeatReply(3, 1));
    assertEquals(List.of(1L), bench.failedReads());
    assertEquals(List.of(), bench.answeredReads());
  }

  @Test
  void aReadWaitsUntilTheTablesHaveWhatWasCommittedWhenItBegan_8() {
    Bench bench = leader();
    bench.tablesStall = true;
    bench.propose(1);
    bench.acceptAll();
    bench.read();
    bench.step(B, new HeartbeatReply(2, 1));
    assertEquals(List.of(), bench.answeredReads());
    bench.raft.applied(2, bench.now);
    bench.drain();
    assertEquals(List.of(1L), bench.answeredReads());
  }

  @Test
  void readsThatComeTogetherShareARound() {
    Bench bench = leader();
    bench.raft.readIndex(bench.now);
    bench.raft.readIndex(bench.now);
    bench.drain();
    assertEquals(List.of(2L, 2L), bench.sent(Heartbeat.class).stream().map(Heartbeat::readRound).toList());
    bench.step(B, new HeartbeatReply(2, 2));
    assertEquals(List.of(1L, 2L), bench.answeredReads());
  }

  @Test
  void aSingleVoterAnswersAtOnce() {
    Bench bench = Bench.follower(1, 1);
    bench.elect();
    bench.read();
    assertEquals(List.of(1L), bench.answeredReads());
  }

  @Test
  void aFollowerSendsReadersAway() {
    assertInstanceOf(ReadIndexResult.NotLeader.class, Bench.follower(3, 2).read());
  }

  @Test
  void readsThatWaitAreBounded() {
    Bench bench = leader();
    for (int i = 0; i < 3; i++) bench.read();
    assertEquals(new ReadIndexResult.Overloaded(3), bench.read());
  }

  @Test
  void anAppendsAnswerConfirmsNoRead() {
    Bench bench = leader();
    bench.read();
    bench.step(B, new AppendAccepted(2, 1));
    assertEquals(List.of(), bench.answeredReads());
  }
}
