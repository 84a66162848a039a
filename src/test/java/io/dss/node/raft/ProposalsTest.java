package io.dss.node.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.node.route.NotLeading;
import io.dss.node.route.OutcomeUnknown;
import io.dss.node.route.Refusal;
import io.dss.raft.ProposeResult;
import io.dss.raft.log.LogEntry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProposalsTest {
  private static final NodeId SELF = new NodeId("n1");
  private final Proposals proposals = new Proposals(SELF);

  private CompletableFuture<Object> begun(ProposeResult result) {
    CompletableFuture<Object> reply = new CompletableFuture<>();
    proposals.begun(result, reply);
    return reply;
  }

  private static LogEntry entry(long index, long term) {
    return new LogEntry(index, term, 0, LogEntry.Kind.COMMAND, new byte[1]);
  }

  @Test
  void anEntryOfTheSameTermAnswersAndOneOfAnotherSaysThatItIsLost() {
    CompletableFuture<Object> kept = begun(new ProposeResult.Accepted(5, 2));
    CompletableFuture<Object> lost = begun(new ProposeResult.Accepted(6, 2));
    proposals.applied(entry(4, 2), "another's");
    assertTrue(Outcome.open(kept));
    proposals.applied(entry(5, 2), "done");
    proposals.applied(entry(6, 3), "another's");
    assertEquals("done", Outcome.of(kept));
    Outcome.failure(NotLeading.class, lost);
  }

  @Test
  void whatWasInTheLogWhenLeadershipWasLostMayBeCommittedByTheNextLeader() {
    CompletableFuture<Object> reply = begun(new ProposeResult.Accepted(5, 2));
    proposals.leadershipLost();
    Outcome.failure(OutcomeUnknown.class, reply);
    begun(new ProposeResult.Accepted(5, 4));
  }

  /** That the entry before it is gone from this log does not mean that nobody commits it (Figure 8): it would be a lie to call it not done. */
  @Test
  void anIndexIsNotGivenTwiceWhileSomebodyWaitsForIt() {
    begun(new ProposeResult.Accepted(5, 2));
    assertThrows(Invariant.Violated.class, () -> begun(new ProposeResult.Accepted(5, 4)));
  }

  @Test
  void whatASnapshotSkipsIsUnknownAndTheRestWaitsOn() {
    CompletableFuture<Object> skipped = begun(new ProposeResult.Accepted(5, 2));
    CompletableFuture<Object> later = begun(new ProposeResult.Accepted(6, 2));
    proposals.skippedThrough(5);
    Outcome.failure(OutcomeUnknown.class, skipped);
    assertTrue(Outcome.open(later));
  }

  @Test
  void whatTheCoreDoesNotTakeIsRefusedWithTheReason() {
    NodeId leader = new NodeId("n2");
    assertEquals(Optional.of(leader), Outcome.failure(NotLeading.class, begun(new ProposeResult.NotLeader(Optional.of(leader)))).leader());
    Outcome.failure(NotLeading.class, begun(new ProposeResult.Transferring(leader)));
    assertEquals(Refusal.Code.OVERLOADED, Outcome.failure(Refusal.class, begun(new ProposeResult.Overloaded(9, 10))).code());
    assertEquals(Refusal.Code.LIMIT_REACHED, Outcome.failure(Refusal.class, begun(new ProposeResult.TooLarge(11, 10))).code());
  }
}
