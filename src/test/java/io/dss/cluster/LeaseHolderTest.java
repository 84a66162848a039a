package io.dss.cluster;

import static io.dss.cluster.Scene.LEASE;
import static io.dss.cluster.Scene.incarnation;
import static io.dss.cluster.Scene.member;
import static io.dss.cluster.Scene.nodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cluster.MembershipCommand.Join;
import io.dss.kernel.Invariant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A member's side beyond the rules themselves. */
class LeaseHolderTest {
  private static final long T = 50_000;

  @Test
  void aChangeInAnotherRingLeavesALeaseAlone() {
    Scene scene = Scene.with("A.1");
    LeaseHolder a = scene.acting("A.1", T);
    Epoch ring = scene.ringEpoch();
    scene.commit(new Join(new Member(incarnation("Q.1"), "http://q", new TreeSet<>(List.of(Role.QUEUE)), Optional.empty())));
    a.viewArrives(scene.view());
    assertTrue(a.acting(Role.CACHE, T + 1));
    assertEquals(ring, a.lease(Role.CACHE).orElseThrow().ringEpoch());
    assertFalse(a.acting(Role.QUEUE, T + 1));
  }

  @Test
  void aLeftOverOfARestartedNodeStops() {
    Scene scene = Scene.with("A.1");
    LeaseHolder a = scene.acting("A.1", T);
    scene.commit(new Join(member("A.2")));
    assertEquals(List.of(new HolderEffect.Superseded(incarnation("A.2"))), a.viewArrives(scene.view()));
    assertFalse(a.acting(Role.CACHE, T));
    assertEquals(List.of(), a.viewArrives(scene.view()));
    assertThrows(Invariant.Violated.class, () -> a.nextHeartbeat(nodes(), T));
  }

  @Test
  void whoIsRefusedForItsIncarnationComesAgainAboveTheHighest() {
    LeaseHolder a = new LeaseHolder(member("A.2"));
    Heartbeat sent = a.nextHeartbeat(nodes(), T);
    HeartbeatAnswer refused = new HeartbeatAnswer(incarnation("A.2"), sent.sequence(), new Standing.IncarnationTooLow(7), Optional.empty());
    assertEquals(List.of(new HolderEffect.NeedsNewIncarnation(8)), a.answerArrives(refused, T + 1));
    assertTrue(a.ended());
  }

  @Test
  void aMemberDropsItsStateForNoRefusalWithoutAView() {
    Scene scene = Scene.with("A.1");
    LeaseHolder a = scene.acting("A.1", T);
    Heartbeat sent = a.nextHeartbeat(nodes(), T);
    HeartbeatAnswer refused = new HeartbeatAnswer(incarnation("A.1"), sent.sequence(), new Standing.IncarnationTooLow(7), Optional.empty());
    assertEquals(List.of(), a.answerArrives(refused, T + 1));
    assertFalse(a.ended());
  }

  @Test
  void whoWaitsToJoinShowsAtOnceThatItGetsAnswers() {
    LeaseHolder a = new LeaseHolder(member("A.1"));
    Heartbeat first = a.nextHeartbeat(nodes(), T);
    assertEquals(OptionalLong.empty(), first.answeredAgeMillis());
    assertEquals(List.of(new HolderEffect.SendHeartbeat()), a.answerArrives(pending(first), T + 5));
    Heartbeat second = a.nextHeartbeat(nodes(), T + 5);
    assertEquals(OptionalLong.of(5), second.answeredAgeMillis());
    assertEquals(List.of(), a.answerArrives(pending(second), T + 6), "and then with its usual beat");
  }

  @Test
  void theAgeOfTheLastAnswerCountsFromWhenItsHeartbeatWasSentAndIsThatOfTheNewest() {
    LeaseHolder a = new LeaseHolder(member("A.1"));
    Heartbeat first = a.nextHeartbeat(nodes(), T);
    Heartbeat second = a.nextHeartbeat(nodes(), T + 100);
    a.answerArrives(pending(second), T + 150);
    a.answerArrives(pending(first), T + 160);
    assertEquals(OptionalLong.of(100), a.nextHeartbeat(nodes(), T + 200).answeredAgeMillis());
  }

  @Test
  void answersToOthersToUnknownHeartbeatsAndToVeryOldOnesBringNoLease() {
    Scene scene = Scene.with("A.1");
    LeaseHolder a = new LeaseHolder(member("A.1"));
    a.viewArrives(scene.view());
    Heartbeat oldest = a.nextHeartbeat(nodes(), T);
    for (int i = 0; i < LeaseHolder.MAX_SENT; i++) a.nextHeartbeat(nodes(), T);
    a.answerArrives(scene.lease(oldest), T);
    assertFalse(a.acting(Role.CACHE, T));
    HeartbeatAnswer real = scene.lease(a.nextHeartbeat(nodes(), T));
    a.answerArrives(new HeartbeatAnswer(incarnation("A.2"), real.sequence(), real.standing(), Optional.empty()), T);
    a.answerArrives(new HeartbeatAnswer(incarnation("A.1"), real.sequence() + 1, real.standing(), Optional.empty()), T);
    assertFalse(a.acting(Role.CACHE, T));
    a.answerArrives(real, T);
    assertTrue(a.acting(Role.CACHE, T));
  }

  @Test
  void anOlderAnswerDoesNotShortenALease() {
    Scene scene = Scene.with("A.1");
    LeaseHolder a = new LeaseHolder(member("A.1"));
    a.viewArrives(scene.view());
    Heartbeat first = a.nextHeartbeat(nodes(), T);
    Heartbeat second = a.nextHeartbeat(nodes(), T + 500);
    a.answerArrives(scene.lease(second), T + 510);
    a.answerArrives(scene.lease(first), T + 520);
    a.answerArrives(scene.lease(first), T + 530);
    assertEquals(T + 500 + LEASE, a.lease(Role.CACHE).orElseThrow().endMillis());
  }

  private static HeartbeatAnswer pending(Heartbeat heartbeat) {
    return new HeartbeatAnswer(heartbeat.sender().incarnation(), heartbeat.sequence(), new Standing.JoinPending(), Optional.empty());
  }
}
