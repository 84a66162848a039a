package io.dss.node.raft;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.node.route.NotLeading;
import io.dss.raft.ReadIndexResult;
import io.dss.raft.Ready;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadsTest {
  private final Reads reads = new Reads();

  private CompletableFuture<Void> asked() {
    CompletableFuture<Void> read = new CompletableFuture<>();
    reads.add(read);
    return read;
  }

  @Test
  void aRoundAnswersThoseWhoCameBeforeItBeganAndNobodyElse() {
    CompletableFuture<Void> first = asked();
    CompletableFuture<Void> second = asked();
    reads.begun(new ReadIndexResult.Started(1));
    CompletableFuture<Void> late = asked();
    reads.answered(new Ready.ReadAnswer(1, 10));
    assertFalse(Outcome.open(first));
    assertFalse(Outcome.open(second));
    assertTrue(Outcome.open(late), "it came after the round had begun");
    assertTrue(reads.anyAsked());
    reads.begun(new ReadIndexResult.Started(2));
    reads.answered(new Ready.ReadAnswer(2, 10));
    assertFalse(Outcome.open(late));
  }

  @Test
  void aReadThatCannotBeginOrFailsIsToBeAskedElsewhere() {
    CompletableFuture<Void> notLeader = asked();
    reads.begun(new ReadIndexResult.NotLeader(Optional.of(new NodeId("n2"))));
    assertTrue(Outcome.failure(NotLeading.class, notLeader).leader().isPresent());
    CompletableFuture<Void> notReady = asked();
    reads.begun(new ReadIndexResult.NotReady());
    Outcome.failure(NotLeading.class, notReady);
    CompletableFuture<Void> failed = asked();
    reads.begun(new ReadIndexResult.Started(3));
    reads.failed(3);
    Outcome.failure(NotLeading.class, failed);
    reads.answered(new Ready.ReadAnswer(3, 1));
  }

  @Test
  void lostLeadershipFailsThoseThatHaveBegunAndThoseThatHaveNot() {
    CompletableFuture<Void> begun = asked();
    reads.begun(new ReadIndexResult.Started(1));
    CompletableFuture<Void> waiting = asked();
    reads.failAll();
    Outcome.failure(NotLeading.class, begun);
    Outcome.failure(NotLeading.class, waiting);
    assertFalse(reads.anyAsked());
  }
}
