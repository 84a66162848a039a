package io.dss.node.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.node.raft.ManualTime;
import io.dss.node.raft.ManualTimer;
import io.dss.node.raft.Outcome;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LeaderCallsTest {
  private static final NodeId SELF = new NodeId("self");
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private final ManualTime time = new ManualTime();
  private final ManualTimer timer = new ManualTimer(time);
  private final ScriptedTransport transport = new ScriptedTransport();
  private final ScriptedLeadership leadership = new ScriptedLeadership();
  private final List<CompletableFuture<String>> local = new ArrayList<>();
  private final LeaderCalls<String, String> calls = calls(leadership);

  private static final CallCodec<String, String> CODEC = new TextCodec();

  private LeaderCalls<String, String> calls(Leadership who) {
    return new LeaderCalls<>(PeerTransport.Channel.LOCK, transport, who, SELF, CODEC, (request, deadlineNanos) -> {
      CompletableFuture<String> answer = new CompletableFuture<>();
      local.add(answer);
      return answer;
    }, time, timer);
  }

  private CompletionStage<String> call(String request) {
    return calls.call(request, time.monotonicNanos() + TimeUnit.SECONDS.toNanos(4));
  }

  private void pass(long millis) {
    time.advanceMillis(millis);
    timer.runDue();
    calls.endOverdue();
  }

  private static byte[] reply(String text) {
    return CallFrames.answered(text.getBytes(StandardCharsets.UTF_8));
  }

  private Refusal.Code refusal(CompletionStage<String> call) {
    return Outcome.failure(Refusal.class, call).code();
  }

  @Test
  void aCallGoesToTheLeaderAndItsAnswerComesBack() {
    leadership.leaderIs(A);
    CompletionStage<String> call = call("write");
    assertEquals(A, transport.last().to());
    assertEquals(4_000, CallFrames.request(transport.last().frame()).remainingMillis());
    transport.last().answer().complete(reply("done"));
    assertEquals("done", Outcome.of(call));
    assertEquals(0, calls.underWay());
  }

  @Test
  void theLeaderItselfIsAskedWithoutTheNetwork() {
    leadership.leaderIs(SELF);
    CompletionStage<String> call = call("write");
    local.get(0).complete("done");
    assertEquals("done", Outcome.of(call));
    assertTrue(transport.sent.isEmpty());
  }

  @Test
  void withoutALeaderItWaitsForOneUntilItsDeadline() {
    CompletionStage<String> call = call("write");
    pass(100);
    leadership.leaderIs(A);
    pass(25);
    assertEquals(1, transport.sent.size());
    assertTrue(Outcome.open(call));
    CompletionStage<String> inVain;
    leadership.leaderIs(null);
    inVain = call("write");
    pass(4_000);
    assertEquals(Refusal.Code.NO_LEADER, refusal(inVain));
  }

  @Test
  void whatWasNotSentOrNotTakenIsRefusedAsUnchangedAtTheDeadline() {
    leadership.leaderIs(A);
    CompletionStage<String> call = call("write");
    transport.last().answer().completeExceptionally(new PeerTransport.Failure.NotSent("no connection"));
    pass(25);
    transport.last().answer().complete(CallFrames.failed(new Refusal(Refusal.Code.NO_QUORUM, "alone", Optional.of(A), 1_000)));
    leadership.leaderIs(null);
    pass(4_000);
    assertEquals(Refusal.Code.NO_QUORUM, refusal(call));
  }

  @Test
  void whatWasSentAndNotAnsweredMayHaveHappened() {
    leadership.leaderIs(A);
    CompletionStage<String> lost = call("write");
    transport.last().answer().completeExceptionally(new PeerTransport.Failure.Unanswered("connection lost"));
    leadership.leaderIs(null);
    CompletionStage<String> read = call("read");
    pass(4_000);
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(lost));
    assertEquals(Refusal.Code.NO_LEADER, refusal(read));
  }

  @Test
  void whatIsStillUnderWayAtTheDeadlineMayHaveHappenedAtHomeToo() {
    leadership.leaderIs(SELF);
    CompletionStage<String> write = call("write");
    CompletionStage<String> read = call("read");
    pass(4_000);
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(write));
    assertEquals(Refusal.Code.NO_LEADER, refusal(read));
  }

  /** Until the fix this was refused as "stopping", which promises that nothing was changed. */
  @Test
  void aStopDoesNotCallWhatIsUnderWayUnchanged() {
    leadership.leaderIs(A);
    CompletionStage<String> underWay = call("write");
    CompletionStage<String> read = call("read");
    leadership.leaderIs(null);
    CompletionStage<String> waiting = call("write");
    calls.stop();
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(underWay));
    assertEquals(Refusal.Code.STOPPING, refusal(read));
    assertEquals(Refusal.Code.STOPPING, refusal(waiting));
    assertEquals(Refusal.Code.STOPPING, refusal(call("write")));
    assertEquals(0, calls.underWay());
  }

  /** It is stopped while a call is on its way in: nobody would ever end that call. */
  @Test
  void aCallThatMeetsTheStopIsRefusedToo() {
    List<LeaderCalls<String, String>> stopped = new ArrayList<>();
    TimeSource lookedAtWhileItComesIn = new TimeSource() {
      @Override
      public long monotonicNanos() {
        if (!stopped.isEmpty()) stopped.remove(0).stop();
        return time.monotonicNanos();
      }

      @Override
      public long wallMillis() {
        return 0;
      }
    };
    LeaderCalls<String, String> meeting = new LeaderCalls<>(PeerTransport.Channel.LOCK, transport, leadership, SELF, CODEC,
        (request, deadlineNanos) -> new CompletableFuture<>(), lookedAtWhileItComesIn, timer);
    stopped.add(meeting);
    CompletionStage<String> call = meeting.call("write", time.monotonicNanos() + TimeUnit.SECONDS.toNanos(4));
    assertEquals(Refusal.Code.STOPPING, refusal(call));
    assertEquals(0, meeting.underWay());
  }

  @Test
  void aNewLeaderIsAskedWithoutWaitingForTheOldOne() {
    leadership.leaderIs(A);
    CompletionStage<String> call = call("write");
    ScriptedTransport.Sent first = transport.last();
    leadership.leaderIs(B);
    assertEquals(B, transport.last().to());
    first.answer().completeExceptionally(new PeerTransport.Failure.Unanswered("at last"));
    assertTrue(Outcome.open(call));
    assertEquals(2, transport.sent.size(), "the failure of an attempt that is over starts none");
    transport.last().answer().complete(CallFrames.failed(new Refusal(Refusal.Code.OVERLOADED, "full", Optional.empty(), 0)));
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(call));
  }

  @Test
  void theOldLeadersLateAnswerIsAnAnswer() {
    leadership.leaderIs(A);
    CompletionStage<String> call = call("write");
    ScriptedTransport.Sent first = transport.last();
    leadership.leaderIs(B);
    first.answer().complete(reply("done by a"));
    assertEquals("done by a", Outcome.of(call));
  }

  @Test
  void anOverloadOrALimitEndsTheCallAtOnce() {
    leadership.leaderIs(A);
    CompletionStage<String> call = call("write");
    transport.last().answer().complete(CallFrames.failed(new Refusal(Refusal.Code.LIMIT_REACHED, "too many", Optional.of(A), 7)));
    Refusal refusal = Outcome.failure(Refusal.class, call);
    assertEquals(Refusal.Code.LIMIT_REACHED, refusal.code());
    assertEquals("too many", refusal.getMessage());
    assertEquals(7, refusal.retryAfterMillis());
    assertEquals(Optional.of(A), refusal.leader());
  }

  /** A node that is no voter asks around. To have asked one that does not lead is no reason to call the outcome unknown, nor to send twice. */
  @Test
  void aHintIsFollowedOnceAndTheOutcomeStaysKnown() {
    HintedLeadership hinted = new HintedLeadership(List.of(A, B), Set::of);
    LeaderCalls<String, String> asking = calls(hinted);
    CompletionStage<String> call = asking.call("write", time.monotonicNanos() + TimeUnit.SECONDS.toNanos(4));
    NodeId first = transport.last().to();
    NodeId other = first.equals(A) ? B : A;
    transport.last().answer().complete(CallFrames.failed(new NotLeading(Optional.of(other))));
    assertEquals(2, transport.sent.size(), "at once");
    assertEquals(other, transport.last().to());
    time.advanceMillis(100);
    timer.runDue();
    assertEquals(2, transport.sent.size(), "and once");
    transport.last().answer().completeExceptionally(new PeerTransport.Failure.NotSent("gone"));
    asking.stop();
    assertEquals(Refusal.Code.STOPPING, refusal(call));
  }

  @Test
  void twoThatNameEachOtherAreNotAskedWithoutAPause() {
    leadership.leaderIs(A);
    call("write");
    for (int i = 0; i < 10; i++) transport.last().answer().complete(CallFrames.failed(new NotLeading(Optional.of(B))));
    assertEquals(2, transport.sent.size());
    pass(25);
    assertEquals(3, transport.sent.size());
  }

  /** Two calls that each learn of the leader tell each other; whoever held its own monitor meanwhile waited for the other's for ever. */
  @Test
  void callsThatTellEachOtherOfTheLeaderDoNotWaitForEachOther() throws Exception {
    for (int round = 0; round < 300; round++) {
      HintedLeadership hinted = new HintedLeadership(List.of(A, B), Set::of);
      LeaderCalls<String, String> asking = calls(hinted);
      transport.sent.clear();
      for (int i = 0; i < 2; i++) asking.call("write", time.monotonicNanos() + TimeUnit.SECONDS.toNanos(4));
      List<ScriptedTransport.Sent> sent = List.copyOf(transport.sent);
      CyclicBarrier together = new CyclicBarrier(2);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        ScriptedTransport.Sent question = sent.get(i);
        NodeId other = question.to().equals(A) ? B : A;
        threads.add(new Thread(() -> {
          try {
            together.await();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          question.answer().complete(CallFrames.failed(new NotLeading(Optional.of(other))));
        }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) thread.join();
      asking.stop();
    }
  }

  @Test
  void aCallThatCannotEvenBeHandedOverEndsInTimeAndDoesNotThrow() {
    leadership.leaderIs(A);
    transport.broken = new IllegalArgumentException("a frame of too many bytes");
    CompletionStage<String> call = call("write");
    pass(25);
    pass(4_000);
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(call));
    assertEquals(0, calls.underWay());
  }

  @Test
  void anAnswerOfNoSenseLeavesTheOutcomeUnknown() {
    leadership.leaderIs(A);
    CompletionStage<String> call = call("write");
    transport.last().answer().complete(new byte[] {77});
    leadership.leaderIs(null);
    pass(4_000);
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(call));
  }

  @Test
  void thereAreNoMoreCallsThanMayBe() {
    for (int i = 0; i < LeaderCalls.MAX_CALLS; i++) call("read");
    assertEquals(Refusal.Code.OVERLOADED, refusal(call("read")));
    calls.stop();
    assertEquals(0, calls.underWay());
  }

  @Test
  void whoIsAskedAnswersWithWhatItsHandlerSaid() throws Exception {
    PeerTransport.Peer from = io.dss.node.raft.SteppedNode.peer(A);
    CompletionStage<byte[]> answered = transport.responder.respond(from, CallFrames.request(1_000, CODEC.encodeRequest("write")));
    local.get(0).complete("done");
    assertEquals("done", CODEC.decodeReply(CallFrames.answer(Outcome.of(answered))));
    CompletionStage<byte[]> failed = transport.responder.respond(from, CallFrames.request(1_000, CODEC.encodeRequest("write")));
    local.get(1).completeExceptionally(new CompletionException(new NotLeading(Optional.of(B))));
    assertEquals(Optional.of(B), assertThrows(NotLeading.class, () -> CallFrames.answer(Outcome.of(failed))).leader());
    Outcome.failure(MalformedBinary.class, transport.responder.respond(from, CallFrames.request(1_000, new byte[0])));
    assertFalse(local.size() > 2);
  }
}
