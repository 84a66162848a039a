package io.dss.cluster;

import static io.dss.cluster.Scene.LEASE;
import static io.dss.cluster.Scene.W;
import static io.dss.cluster.Scene.beat;
import static io.dss.cluster.Scene.granted;
import static io.dss.cluster.Scene.incarnation;
import static io.dss.cluster.Scene.member;
import static io.dss.cluster.Scene.nodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cluster.MembershipCommand.Join;
import io.dss.cluster.MembershipCommand.Leave;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** One story for each rule that the model found to be needed: the shortest run that goes wrong without it. */
class LeaseStoriesTest {
  private static final long T = 100_000;

  @Test
  void rule1aAHeartbeatIsAnsweredOnlyAfterARoundBegunAfterItsArrival() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    long first = roundOf(leader.heartbeat(beat("A.1", scene.view().epoch(), 1), T));
    long second = roundOf(leader.heartbeat(beat("A.1", scene.view().epoch(), 2), T + 1));
    assertTrue(second > first, "a round of its own, not the one that has begun");
    leader.roundFailed(first);
    assertEquals(List.of(), leader.roundDone(first, T + 2), "deposed: it never answers");
    assertEquals(102, ((LeaderEffect.Answer) leader.roundDone(second, T + 2).get(0)).answer().sequence());
    assertEquals(List.of(), leader.roundDone(second, T + 3), "a round answers once");
  }

  @Test
  void rule1bNothingIsGrantedBeforeAnEntryOfTheOwnTermIsApplied() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.elected(0);
    assertFalse(scene.grants(leader, "A.1", 1, T), "C's join may be committed and not applied here");
    leader.ownTermApplied(T);
    assertTrue(scene.grants(leader, "A.1", 2, T));
  }

  @Test
  void rule1TheStateThatCountsIsTheOneAppliedWhenTheAnswerLeaves() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    long round = roundOf(leader.heartbeat(beat("A.1", scene.view().epoch(), 1), T));
    scene.commit(leader, new Join(member("C.1")), T + 1);
    HeartbeatAnswer answer = ((LeaderEffect.Answer) leader.roundDone(round, T + 2).get(0)).answer();
    assertFalse(granted(answer));
    assertEquals(scene.view(), answer.newerView().orElseThrow());
  }

  @Test
  void rule2ANewEpochIsGrantedOnceEveryMemberHasAcknowledgedItOrIsOver() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    assertTrue(scene.grants(leader, "A.1", 1, T));
    assertTrue(scene.grants(leader, "B.1", 1, T));
    scene.commit(leader, new Join(member("C.1")), T);
    assertFalse(scene.grants(leader, "C.1", 1, T + 1), "A and B act under the old epoch");
    assertFalse(scene.grants(leader, "B.1", 2, T + 2), "A does");
    assertTrue(scene.grants(leader, "A.1", 2, T + 3), "this was the last acknowledgement");
    assertTrue(scene.grants(leader, "C.1", 2, T + 4));
  }

  @Test
  void rule2WhoHasNotAcknowledgedMayAlsoBeOver() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    assertTrue(scene.grants(leader, "A.1", 1, T));
    scene.commit(leader, new Join(member("C.1")), T);
    scene.grants(leader, "B.1", 1, T + W);
    assertFalse(scene.grants(leader, "C.1", 1, T + W), "a reading of exactly W later may be a moment short of W");
    assertTrue(scene.grants(leader, "C.1", 2, T + W + 1));
  }

  @Test
  void rule2AcknowledgementsCountByIncarnation() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    assertTrue(scene.grants(leader, "A.1", 1, T));
    scene.commit(leader, new Join(member("C.1")), T);
    scene.grants(leader, "B.1", 1, T + 1);
    scene.grants(leader, "A.2", 1, T + 1);
    assertFalse(scene.grants(leader, "C.1", 1, T + 2), "A.1 is paused and knows nothing of the epoch A.2 has seen");
  }

  @Test
  void rule2And3RemovalTimeCoversALeaseOnTheSlowestClock() {
    new LeaseTerms(2_500, 2_750, 10);
    assertThrows(IllegalArgumentException.class, () -> new LeaseTerms(2_500, 2_749, 10));
    assertThrows(IllegalArgumentException.class, () -> new LeaseTerms(Long.MAX_VALUE / 50, 3_000, 10));
  }

  @Test
  void rule3aNobodyIsTakenOutBeforeItsLeaseIsSurelyOver() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    assertTrue(scene.grants(leader, "A.1", 1, T));
    leader.letGo(incarnation("A.1"));
    for (long at = T; at <= T + W; at += 500) {
      scene.answered(leader, beat("A.1", scene.view().epoch(), 2 + at), at);
      scene.answered(leader, beat("B.1", scene.view().epoch(), 2 + at), at);
      scene.tick(leader, at);
      assertEquals(List.of(), scene.proposed(), at - T + " ms after its last lease");
    }
    scene.tick(leader, T + W + 1);
    assertEquals(List.of(new Leave(incarnation("A.1"), LeaveReason.OPERATOR)), scene.proposed());
  }

  @Test
  void rule3aWhoHasStoppedForGoodGoesAtOnce() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    assertTrue(scene.grants(leader, "A.1", 1, T));
    scene.answered(leader, new Heartbeat(member("A.1"), scene.view().epoch(), 102, OptionalLong.of(1), nodes(), true), T + 1);
    assertEquals(List.of(new Leave(incarnation("A.1"), LeaveReason.STOPPED)), scene.proposed());
  }

  @Test
  void rule3bANewLeaderWaitsSinceItsElectionForLeasesItDoesNotKnowOf() {
    Scene scene = Scene.with("A.1", "B.1", "C.1");
    LeaseGranter leader = scene.leader(T);
    scene.grants(leader, "B.1", 1, T + 1);
    leader.letGo(incarnation("A.1"));
    Epoch before = scene.view().epoch();
    scene.commit(leader, new Join(member("D.1")), T + 1);
    assertFalse(granted(scene.answered(leader, beat("A.1", before, 1), T + 1)));
    scene.grants(leader, "B.1", 2, T + W);
    scene.grants(leader, "D.1", 2, T + W);
    assertFalse(scene.grants(leader, "C.1", 1, T + W), "an older leader may have granted A a lease just before the election");
    assertEquals(List.of(), scene.proposed());
    assertTrue(scene.grants(leader, "C.1", 2, T + W + 1));
    assertEquals(List.of(new Leave(incarnation("A.1"), LeaveReason.OPERATOR)), scene.proposed());
  }

  @Test
  void rule3cWhoIsOnItsWayOutGetsNoLease() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    Epoch before = scene.view().epoch();
    leader.letGo(incarnation("A.1"));
    assertFalse(granted(scene.answered(leader, beat("A.1", before, 1), T)), "barred");
    Leave leave = new Leave(incarnation("A.1"), LeaveReason.OPERATOR);
    assertEquals(List.of(leave), scene.proposed());
    scene.commit(leave);
    assertFalse(granted(scene.answered(leader, beat("A.1", before, 2), T + 1)), "committed, and not applied by this leader yet");
  }

  @Test
  void rule3dARestartIsOneEntryWithANewEpoch() {
    Scene scene = Scene.with("A.1", "B.1");
    Epoch before = scene.ringEpoch();
    LeaseGranter leader = scene.seasoned(T);
    assertTrue(scene.grants(leader, "A.1", 1, T));
    for (long at = T; at <= T + W; at += 500) {
      scene.grants(leader, "B.1", 1 + at, at);
      assertTrue(scene.answered(leader, beat("A.2", scene.view().epoch(), 1 + at), at).standing() instanceof Standing.JoinPending);
      assertEquals(List.of(), scene.proposed(), "A.1 may act");
    }
    scene.tick(leader, T + W + 1);
    assertEquals(List.of(new Join(member("A.2"))), scene.proposed());
    scene.commit(leader, new Join(member("A.2")), T + W + 2);
    assertTrue(scene.ringEpoch().isAfter(before));
    assertEquals(List.of(incarnation("A.2"), incarnation("B.1")), scene.view().ring(Role.CACHE).orElseThrow().members());
  }

  @Test
  void rule4aTheEndOfALeaseStopsServing() {
    LeaseHolder a = Scene.with("A.1", "B.1").acting("A.1", T);
    assertTrue(a.acting(Role.CACHE, T + LEASE - 1));
    assertEquals(1, a.leaseRemainingMillis(Role.CACHE, T + LEASE - 1));
    assertFalse(a.acting(Role.CACHE, T + LEASE));
    assertEquals(0, a.leaseRemainingMillis(Role.CACHE, T + LEASE + 5));
  }

  @Test
  void rule4bTheEndOfALeaseDiscardsNothing() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseHolder a = scene.acting("A.1", T);
    Heartbeat late = a.nextHeartbeat(nodes(), T + 10 * LEASE);
    assertEquals(scene.view().epoch(), late.viewEpoch());
    assertEquals(List.of(), a.answerArrives(scene.lease(late), T + 10 * LEASE + 1), "it goes on as it was: nothing to drop, nothing to join");
    assertTrue(a.acting(Role.CACHE, T + 10 * LEASE + 1));
  }

  @Test
  void rule4cOnlyANewerViewWithoutItMakesANodeDropItsState() {
    Scene scene = Scene.with("A.1");
    View withoutC = scene.view();
    scene.commit(new Join(member("C.1")));
    LeaseHolder c = scene.acting("C.1", T);
    assertEquals(List.of(), c.viewArrives(withoutC));
    assertTrue(c.acting(Role.CACHE, T + 1));
    scene.commit(new Leave(incarnation("C.1"), LeaveReason.SILENT));
    assertEquals(List.of(new HolderEffect.DropState(scene.view()), new HolderEffect.NeedsNewIncarnation(2)), c.viewArrives(scene.view()));
    assertFalse(c.acting(Role.CACHE, T + 1));
    assertTrue(c.ended());
  }

  @Test
  void aLeaseCountsFromWhenItsHeartbeatWasSent() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseHolder a = new LeaseHolder(member("A.1"));
    a.viewArrives(scene.view());
    Heartbeat sent = a.nextHeartbeat(nodes(), T);
    a.answerArrives(scene.lease(sent), T + LEASE - 100);
    assertEquals(100, a.leaseRemainingMillis(Role.CACHE, T + LEASE - 100));
    Heartbeat second = a.nextHeartbeat(nodes(), T + LEASE);
    a.answerArrives(scene.lease(second), T + 3 * LEASE);
    assertFalse(a.acting(Role.CACHE, T + 3 * LEASE), "a late answer brings a lease that is over");
  }

  @Test
  void whoHasStoppedForGoodTakesNoLateLease() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseHolder a = scene.acting("A.1", T);
    Heartbeat underWay = a.nextHeartbeat(nodes(), T + 1);
    a.stopForGood();
    assertFalse(a.acting(Role.CACHE, T + 1));
    a.answerArrives(scene.lease(underWay), T + 2);
    assertFalse(a.acting(Role.CACHE, T + 2));
    assertTrue(a.nextHeartbeat(nodes(), T + 3).stopped());
  }

  @Test
  void aNewViewEndsTheLeaseBeforeItIsAcknowledged() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseHolder a = scene.acting("A.1", T);
    Heartbeat underWay = a.nextHeartbeat(nodes(), T + 1);
    HeartbeatAnswer old = scene.lease(underWay);
    scene.commit(new Join(member("C.1")));
    assertEquals(List.of(new HolderEffect.SendHeartbeat()), a.viewArrives(scene.view()));
    assertFalse(a.acting(Role.CACHE, T + 1));
    a.answerArrives(old, T + 2);
    assertFalse(a.acting(Role.CACHE, T + 2), "a lease of the epoch it has given up");
    assertEquals(scene.view().epoch(), a.nextHeartbeat(nodes(), T + 3).viewEpoch());
  }

  @Test
  void rule5OfTwoThatDoNotReachEachOtherOneIsLetGoOnceItHasLasted() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    long at = T;
    for (; at <= T + W; at += 500) {
      assertTrue(granted(scene.answered(leader, beat("A.1", scene.view().epoch(), at, "B"), at)));
      assertTrue(granted(scene.answered(leader, beat("B.1", scene.view().epoch(), at), at)), "only one of the two complains");
    }
    scene.answered(leader, beat("A.1", scene.view().epoch(), at, "B"), at);
    assertFalse(scene.grants(leader, "B.1", at, at));
    assertTrue(granted(scene.answered(leader, beat("A.1", scene.view().epoch(), at + 1, "B"), at)), "the other one stays");
  }

  @Test
  void silentIsWhoDoesNotShowThatItGetsAnswers() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.leader(T);
    for (long at = T; at <= T + 2 * W + 600; at += 500) {
      scene.grants(leader, "A.1", at, at);
      scene.answered(leader, new Heartbeat(member("B.1"), scene.view().epoch(), at, OptionalLong.empty(), nodes(), false), at);
      scene.tick(leader, at);
      if (at <= T + 2 * W) assertEquals(List.of(), scene.proposed());
    }
    assertEquals(List.of(new Leave(incarnation("B.1"), LeaveReason.SILENT)), scene.proposed(), "its heartbeats arrive, its answers do not");
  }

  @Test
  void whoWasLetGoIsReadmittedOnceItAndEveryMemberReachEachOther() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    scene.commit(leader, new Leave(incarnation("B.1"), LeaveReason.LET_GO), T);
    scene.answered(leader, beat("A.1", scene.view().epoch(), 1, "B"), T);
    scene.answered(leader, beat("B.2", scene.view().epoch(), 1), T);
    assertEquals(List.of(), scene.proposed(), "A does not reach it");
    scene.answered(leader, beat("A.1", scene.view().epoch(), 2), T + 1);
    assertEquals(List.of(new Join(member("B.2"))), scene.proposed());
  }

  /** Of the one effect that a heartbeat has. */
  private static long roundOf(List<LeaderEffect> effects) {
    assertEquals(1, effects.size(), effects.toString());
    return ((LeaderEffect.StartRound) effects.get(0)).roundId();
  }
}
