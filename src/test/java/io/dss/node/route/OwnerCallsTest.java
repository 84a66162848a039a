package io.dss.node.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cluster.Epoch;
import io.dss.kernel.NodeId;
import io.dss.node.raft.ManualTime;
import io.dss.node.raft.ManualTimer;
import io.dss.node.raft.Outcome;
import io.dss.node.raft.SteppedNode;
import io.dss.spi.PeerTransport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OwnerCallsTest {
  private static final NodeId SELF = new NodeId("self");
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NotOwner NOT_OWNER = new NotOwner(new Epoch(1, 1));

  private final ManualTime time = new ManualTime();
  private final ManualTimer timer = new ManualTimer(time);
  private final ScriptedTransport transport = new ScriptedTransport();
  private final ScriptedPlacement placement = new ScriptedPlacement();
  private final List<CompletableFuture<String>> local = new ArrayList<>();
  private final OwnerCalls<String, String> calls = new OwnerCalls<>(PeerTransport.Channel.QUEUE, transport, placement, SELF, new TextCodec(), "topic",
      request -> request.substring(request.indexOf(' ') + 1), (request, deadlineNanos) -> {
        CompletableFuture<String> answer = new CompletableFuture<>();
        local.add(answer);
        return answer;
      }, time, timer);

  private CompletionStage<Answered<String>> call(String request) {
    return calls.call(passed -> request, deadlineNanos());
  }

  private long deadlineNanos() {
    return time.monotonicNanos() + TimeUnit.SECONDS.toNanos(4);
  }

  private void pass(long millis) {
    time.advanceMillis(millis);
    timer.runDue();
    calls.endOverdue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Refusal refusal(CompletionStage<?> call) {
    return Outcome.failure(Refusal.class, call);
  }

  private static Refusal refused(Refusal.Code code) {
    return new Refusal(code, "because", Optional.empty(), 7);
  }

  /** A name that {@code owner} has as long as these are the members. */
  private static String nameOf(NodeId owner, NodeId... members) {
    ScriptedPlacement asked = new ScriptedPlacement();
    asked.ringIs(members);
    for (int i = 0; ; i++) {
      if (asked.ring().orElseThrow().owner("topic" + i).equals(Optional.of(owner))) return "topic" + i;
    }
  }

  @Test
  void aCallGoesToTheOwnerOfItsNameWithItsDeadlineAndComesBackWithWhoAnswered() {
    placement.ringIs(A, B);
    for (NodeId owner : List.of(A, B)) {
      CompletionStage<Answered<String>> call = call("write " + nameOf(owner, A, B));
      assertEquals(owner, transport.last().to());
      assertEquals(4_000, transport.last().remainingMillis());
      transport.last().answers(bytes("done"));
      assertEquals(new Answered<>("done", owner, false), Outcome.of(call));
    }
    assertEquals(0, calls.underWay());
  }

  @Test
  void laterAttemptsAndWhatHangsOnTheAnswerArePartOfTheTraceOfTheFirst() {
    placement.ringIs(A, B);
    String name = nameOf(A, A, B);
    List<String> hung = new ArrayList<>();
    transport.at = "one";
    call("write " + name).thenRun(() -> hung.add(transport.at));
    transport.at = "two";
    CompletionStage<Answered<String>> refused = call("write " + name);
    refused.whenComplete((reply, failure) -> hung.add(transport.at));
    transport.at = "";
    transport.sent.get(0).notSent();
    transport.sent.get(1).says(NOT_OWNER);
    pass(Calls.RETRY_MILLIS);
    assertEquals(List.of("one", "two", "one", "two"), transport.followed);
    assertEquals("", transport.at);
    transport.sent.get(2).answers(bytes("done"));
    calls.stop();
    assertEquals(List.of("one", "two"), hung);
  }

  @Test
  void theOwnerItselfIsAskedWithoutTheNetwork() {
    placement.ringIs(SELF);
    CompletionStage<Answered<String>> call = call("write t");
    local.get(0).complete("done");
    assertEquals(new Answered<>("done", SELF, false), Outcome.of(call));
    assertTrue(transport.sent.isEmpty());
  }

  @Test
  void whoIsNotTheOwnerIsAskedAgainAfterAPauseAndNothingIsInDoubt() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> call = call("write t");
    transport.last().says(NOT_OWNER);
    pass(24);
    assertEquals(1, transport.sent.size());
    pass(1);
    assertEquals(2, transport.sent.size());
    transport.last().answers(bytes("done"));
    assertFalse(Outcome.of(call).repeated());
  }

  @Test
  void whoIsNotTheOwnerIsAskedAgainAtOnceWhenTheRingChangesAndOnceOnly() {
    placement.ringIs(A);
    call("write t");
    transport.last().says(NOT_OWNER);
    placement.ringIs(B);
    assertEquals(2, transport.sent.size());
    assertEquals(B, transport.last().to());
    pass(100);
    assertEquals(2, transport.sent.size(), "the pause that was cut short starts no attempt of its own");
  }

  @Test
  void aNameThatKeepsMovingUntilTheDeadlineIsRefusedAsMovingAndUnchanged() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> call = call("write t");
    for (int i = 0; i < 40; i++) {
      transport.last().says(NOT_OWNER);
      pass(100);
    }
    Refusal refusal = refusal(call);
    assertEquals(Refusal.Code.MOVING, refusal.code());
    assertEquals(1_000, refusal.retryAfterMillis());
    assertTrue(refusal.getMessage().startsWith("topic 't' is moving to another node"), refusal.getMessage());
    assertTrue(refusal.getMessage().endsWith("nothing was changed"), refusal.getMessage());
  }

  @Test
  void withoutARingACallWaitsForOneAndIsThenSentAtOnce() {
    CompletionStage<Answered<String>> call = call("write t");
    assertTrue(transport.sent.isEmpty());
    placement.ringIs(A);
    assertEquals(1, transport.sent.size());
    assertTrue(Outcome.open(call));
  }

  @Test
  void withoutARingUntilTheDeadlineItIsSaidThatNoNodesAreKnownYet() {
    CompletionStage<Answered<String>> call = call("write t");
    pass(4_000);
    assertEquals(Refusal.Code.NO_LEADER, refusal(call).code());
  }

  @Test
  void aRingWithoutMembersMovesEverythingUntilThereIsOne() {
    placement.ringIs();
    CompletionStage<Answered<String>> call = call("write t");
    pass(4_000);
    assertEquals(Refusal.Code.MOVING, refusal(call).code());
    assertTrue(refusal(call).getMessage().contains("no node that could own it is alive"));
  }

  @Test
  void whatNeverLeftIsNotDone() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> call = call("write t");
    while (Outcome.open(call)) {
      transport.last().notSent();
      pass(1_000);
    }
    assertEquals(Refusal.Code.MOVING, refusal(call).code());
  }

  @Test
  void whatWasNotAnsweredIsRepeatedAndItsAnswerSaysSo() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> call = call("write t");
    transport.last().lost();
    pass(25);
    assertEquals(2, transport.sent.size());
    transport.last().answers(bytes("done"));
    assertEquals(new Answered<>("done", A, true), Outcome.of(call));
  }

  @Test
  void anOwnerThatDoesNotKnowWhatBecameOfItIsAskedAgainAndTheAnswerSaysSo() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> call = call("write t");
    transport.last().says(new OutcomeUnknown("the store did not answer"));
    pass(25);
    transport.last().answers(bytes("done"));
    assertTrue(Outcome.of(call).repeated());
  }

  @Test
  void whatMayHaveHappenedIsUnknownAtTheDeadlineUnlessItChangesNothing() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> write = call("write t");
    CompletionStage<Answered<String>> read = call("read t");
    pass(4_000);
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(write).code());
    assertEquals(Optional.of(A), refusal(write).leader());
    assertEquals(Refusal.Code.MOVING, refusal(read).code());
  }

  @Test
  void aRefusalAfterAnAttemptThatMayHaveHappenedDoesNotPromiseThatNothingDid() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> call = call("write t");
    transport.last().lost();
    pass(25);
    transport.last().says(refused(Refusal.Code.STORE_FULL));
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(call).code());
  }

  @Test
  void anOwnerThatStopsOrMovesATopicIsAskedAgain() {
    placement.ringIs(A);
    for (Refusal.Code passing : List.of(Refusal.Code.STOPPING, Refusal.Code.MOVING)) {
      CompletionStage<Answered<String>> call = call("write t");
      transport.last().says(refused(passing));
      assertTrue(Outcome.open(call));
      pass(25);
      transport.last().answers(bytes("done"));
      assertFalse(Outcome.of(call).repeated());
    }
  }

  @Test
  void whatStoreAndLimitsSayIsFinal() {
    placement.ringIs(A);
    for (Refusal.Code last : List.of(Refusal.Code.STORE_UNREACHABLE, Refusal.Code.STORE_FULL, Refusal.Code.OVERLOADED, Refusal.Code.LIMIT_REACHED,
        Refusal.Code.UNKNOWN_OUTCOME)) {
      CompletionStage<Answered<String>> call = call("write t");
      transport.last().says(refused(last));
      assertEquals(last, refusal(call).code());
      assertEquals("because", refusal(call).getMessage());
    }
  }

  /** "Ask another node" would be no help to who asks one that is not stopping. */
  @Test
  void anOwnerThatIsStoppingUntilTheDeadlineIsATopicThatMoves() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> call = call("write t");
    transport.last().says(refused(Refusal.Code.STOPPING));
    placement.ringIs();
    pass(4_000);
    assertEquals(Refusal.Code.MOVING, refusal(call).code());
  }

  @Test
  void aNewOwnerIsAskedWithoutWaitingForTheOldOne() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> call = call("write t");
    placement.ringIs(B);
    assertEquals(List.of(A, B), transport.sent.stream().map(ScriptedTransport.Sent::to).toList());
    transport.last().answers(bytes("done"));
    assertEquals(new Answered<>("done", B, true), Outcome.of(call));
  }

  @Test
  void aChangeThatLeavesTheOwnerWhoItIsSendsNothing() {
    placement.ringIs(A);
    call("write t");
    placement.told();
    placement.ringIs(A);
    assertEquals(1, transport.sent.size());
  }

  @Test
  void anOldOwnerThatRefusesLateLeavesNothingInDoubt() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> call = call("write t");
    ScriptedTransport.Sent first = transport.last();
    placement.ringIs(B);
    first.says(NOT_OWNER);
    assertEquals(2, transport.sent.size(), "the failure of an attempt that is over starts none");
    transport.last().answers(bytes("done"));
    assertEquals(new Answered<>("done", B, false), Outcome.of(call));
  }

  @Test
  void theOldOwnersLateAnswerIsAnAnswerThatTheNewOneMayHaveDisturbed() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> call = call("write t");
    ScriptedTransport.Sent first = transport.last();
    placement.ringIs(B);
    first.answers(bytes("done by a"));
    assertEquals(new Answered<>("done by a", A, true), Outcome.of(call));
  }

  @Test
  void oneDoubtThatIsClearedDoesNotClearAnother() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> call = call("write t");
    ScriptedTransport.Sent first = transport.last();
    placement.ringIs(B);
    transport.last().lost();
    first.says(NOT_OWNER);
    pass(25);
    transport.last().answers(bytes("done"));
    assertTrue(Outcome.of(call).repeated());
  }

  @Test
  void aLaterAttemptIsAskedWhatIsLeftToAsk() {
    placement.ringIs(A);
    calls.call(passed -> "wait-" + passed + " t", deadlineNanos());
    assertEquals("wait-0 t", new String(transport.last().body(), StandardCharsets.UTF_8));
    time.advanceMillis(1_500);
    placement.ringIs(B);
    assertEquals("wait-1500 t", new String(transport.last().body(), StandardCharsets.UTF_8));
    assertEquals(2_500, transport.last().remainingMillis());
  }

  /** One hop: who is asked and is not the owner says so, and asks nobody. */
  @Test
  void whoIsAskedAndIsNotTheOwnerSendsNothingOn() {
    placement.ringIs(A);
    CompletionStage<byte[]> answer =
        transport.responder.respond(SteppedNode.peer(B), CallFrames.request(1_000, bytes("write t")));
    local.get(0).completeExceptionally(NOT_OWNER);
    assertEquals(NOT_OWNER.epoch(), assertThrows(NotOwner.class, () -> CallFrames.answer(Outcome.of(answer))).epoch());
    assertTrue(transport.sent.isEmpty());
  }

  @Test
  void aCallToANodeGoesThereWhateverTheRingSaysOfNames() {
    placement.ringIs(A, B, SELF);
    for (NodeId node : List.of(A, B)) {
      CompletionStage<Answered<String>> call = calls.callAt(node, "read", deadlineNanos());
      assertEquals(node, transport.last().to());
      transport.last().answers(bytes("mine"));
      assertEquals(new Answered<>("mine", node, false), Outcome.of(call));
    }
    calls.callAt(SELF, "read", deadlineNanos());
    assertEquals(1, local.size());
  }

  @Test
  void aCallToANodeThatLeavesTheRingEndsThere() {
    placement.ringIs(A, B);
    CompletionStage<Answered<String>> underWay = calls.callAt(A, "read", deadlineNanos());
    placement.ringIs(B);
    assertEquals(Refusal.Code.MOVING, refusal(underWay).code());
    assertEquals(Refusal.Code.MOVING, refusal(calls.callAt(A, "read", deadlineNanos())).code());
    assertEquals(1, transport.sent.size());
  }

  @Test
  void aStopEndsWhatIsUnderWayAndDoesNotCallItUnchanged() {
    placement.ringIs(A);
    CompletionStage<Answered<String>> underWay = call("write t");
    placement.ringIs();
    CompletionStage<Answered<String>> waiting = call("write t");
    calls.stop();
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(underWay).code());
    assertEquals(Refusal.Code.STOPPING, refusal(waiting).code());
    assertEquals(Refusal.Code.STOPPING, refusal(call("write t")).code());
    assertEquals(0, calls.underWay());
  }

  @Test
  void thereAreNoMoreCallsThanMayBe() {
    for (int i = 0; i < OwnerCalls.MAX_CALLS; i++) call("read t");
    assertEquals(Refusal.Code.OVERLOADED, refusal(call("read t")).code());
    calls.stop();
    assertEquals(0, calls.underWay());
  }
}
