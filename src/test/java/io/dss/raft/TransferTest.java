package io.dss.raft;

import static io.dss.raft.Bench.B;
import static io.dss.raft.Bench.C;
import static io.dss.raft.Bench.LEARNER;
import static io.dss.raft.Bench.ME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.raft.RaftMessage.AppendAccepted;
import io.dss.raft.RaftMessage.Heartbeat;
import io.dss.raft.RaftMessage.RequestVote;
import io.dss.raft.RaftMessage.TimeoutNow;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** §3.10 of the thesis. */
class TransferTest {
  private static Bench leader() {
    Bench bench = Bench.leader(3, 2);
    bench.acceptAll();
    bench.sent();
    return bench;
  }

  private static TransferResult transfer(Bench bench, NodeId to) {
    TransferResult result = bench.raft.transferLeadership(Optional.ofNullable(to), bench.now);
    bench.drain();
    return result;
  }

  @Test
  void theTargetIsToldToStartAnElectionOnceItsLogMatchesTheLeaders() {
    Bench bench = leader();
    bench.propose(1);
    bench.sent();
    assertEquals(new TransferResult.Started(B), transfer(bench, B));
    assertEquals(List.of(), bench.sent(TimeoutNow.class));
    bench.step(B, new AppendAccepted(2, 2));
    assertEquals(List.of(new TimeoutNow(2)), bench.sentTo(B, TimeoutNow.class));
  }

  @Test
  void thePriorLeaderStopsAcceptingProposals() {
    Bench bench = leader();
    transfer(bench, B);
    assertEquals(new ProposeResult.Transferring(B), bench.propose(1));
  }

  @Test
  void ifTheTransferTakesAnElectionTimeoutTheLeaderGoesOn() {
    Bench bench = leader();
    transfer(bench, B);
    for (int i = 0; i < 10; i++) {
      bench.pass(100);
      bench.step(C, new RaftMessage.HeartbeatReply(2, 0));
    }
    assertInstanceOf(ProposeResult.Accepted.class, bench.propose(1));
    assertEquals(Optional.empty(), bench.raft.status().transferTarget());
  }

  @Test
  void withoutAWishTheVoterThatHasMostIsTaken() {
    Bench bench = leader();
    bench.propose(1);
    bench.step(LEARNER, new AppendAccepted(2, 2));
    bench.step(C, new AppendAccepted(2, 2));
    assertEquals(new TransferResult.Started(C), transfer(bench, null));
  }

  @Test
  void onlyAnotherVoterCanTakeOver() {
    Bench bench = leader();
    assertInstanceOf(TransferResult.Refused.class, transfer(bench, LEARNER));
    assertInstanceOf(TransferResult.Refused.class, transfer(bench, ME));
    assertInstanceOf(TransferResult.Refused.class, transfer(bench, new NodeId("stranger")));
    transfer(bench, B);
    assertInstanceOf(TransferResult.Refused.class, transfer(bench, C));
    assertEquals(new TransferResult.Started(B), transfer(bench, B));
  }

  @Test
  void aSingleVoterHasNobodyToHandOverTo() {
    Bench bench = Bench.follower(1, 1);
    bench.elect();
    assertInstanceOf(TransferResult.Refused.class, transfer(bench, null));
  }

  @Test
  void theTargetStartsAnElectionAtOnceWithoutPreVotes() {
    Bench bench = Bench.follower(3, 2);
    bench.step(B, new Heartbeat(2, 0, 0));
    bench.sent();
    bench.step(B, new TimeoutNow(2));
    List<RequestVote> requests = bench.sent(RequestVote.class);
    assertEquals(2, requests.size());
    assertTrue(requests.stream().allMatch(RequestVote::transfer));
    assertEquals(3, bench.raft.status().term());
  }

  @Test
  void onlyTheLeaderOfTheTermIsObeyed() {
    Bench bench = Bench.follower(3, 2);
    bench.step(B, new Heartbeat(2, 0, 0));
    bench.step(C, new TimeoutNow(2));
    bench.step(B, new TimeoutNow(1));
    assertEquals(2, bench.raft.status().term());
  }
}
