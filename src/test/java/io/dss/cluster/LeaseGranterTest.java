package io.dss.cluster;

import static io.dss.cluster.Scene.W;
import static io.dss.cluster.Scene.beat;
import static io.dss.cluster.Scene.incarnation;
import static io.dss.cluster.Scene.member;
import static io.dss.cluster.Scene.nodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cluster.MembershipCommand.Join;
import io.dss.cluster.MembershipCommand.Leave;
import io.dss.cluster.MembershipCommand.SetLeaseTerms;
import io.dss.cluster.MembershipCommand.SettleLeaseTerms;
import io.dss.kernel.Invariant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The leader's side beyond the rules themselves: what it proposes, when it holds back, what it refuses. */
class LeaseGranterTest {
  private static final long T = 100_000;

  @Test
  void aLeaderOfAnUnformedTableFormsItOnce() {
    Scene scene = new Scene();
    LeaseGranter leader = scene.elected(T);
    scene.tick(leader, T + 1);
    assertEquals(List.of(), scene.proposed(), "what was inherited may form it");
    leader.ownTermApplied(T + 2);
    scene.tick(leader, T + 3);
    assertEquals(List.of(), scene.proposed(), "it is proposed already");
    scene.commit(leader, Scene.FORM, T + 4);
    scene.answered(leader, beat("A.1", Epoch.NONE, 1), T + 5);
    assertEquals(List.of(new Join(member("A.1"))), scene.proposed());
  }

  @Test
  void oneEntryIsUnderWayAtATime() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    leader.letGo(incarnation("A.1"));
    leader.letGo(incarnation("B.1"));
    scene.tick(leader, T);
    Leave first = new Leave(incarnation("A.1"), LeaveReason.OPERATOR);
    assertEquals(List.of(first), scene.proposed());
    scene.tick(leader, T + 1);
    assertEquals(List.of(), scene.proposed());
    leader.notAppended(first);
    scene.tick(leader, T + 2);
    assertEquals(List.of(first), scene.proposed(), "it was not taken, so it is due again");
    scene.commit(leader, first, T + 3);
    assertEquals(List.of(new Leave(incarnation("B.1"), LeaveReason.OPERATOR)), scene.proposed());
    assertFalse(leader.letGo(incarnation("A.1")));
  }

  @Test
  void aNewNodeJoinsOnlyWhileEveryMemberIsHeardOrOver() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    assertTrue(scene.grants(leader, "A.1", 1, T));
    assertTrue(scene.grants(leader, "B.1", 1, T));
    long later = T + 2_000;
    scene.answered(leader, beat("C.1", scene.view().epoch(), 1), later);
    assertEquals(List.of(), scene.proposed(), "A and B may both be dead; with C in, everything would wait for them");
    scene.grants(leader, "A.1", 2, later + 1);
    assertEquals(List.of(), scene.proposed());
    scene.grants(leader, "B.1", 2, later + 2);
    assertEquals(List.of(new Join(member("C.1"))), scene.proposed());
  }

  @Test
  void aNodeThatGetsNoAnswersDoesNotJoin() {
    Scene scene = Scene.with("A.1");
    LeaseGranter leader = scene.seasoned(T);
    scene.answered(leader, new Heartbeat(member("C.1"), Epoch.NONE, 1, OptionalLong.empty(), nodes(), false), T);
    assertEquals(List.of(), scene.proposed());
    scene.answered(leader, new Heartbeat(member("C.1"), Epoch.NONE, 2, OptionalLong.of(3), nodes(), false), T + 1);
    assertEquals(List.of(new Join(member("C.1"))), scene.proposed());
  }

  @Test
  void anIncarnationThatIsTooLowIsToldTheHighest() {
    Scene scene = Scene.with("A.1", "A.4", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    assertEquals(new Standing.IncarnationTooLow(4), scene.answered(leader, beat("A.3", Epoch.NONE, 1), T).standing());
    assertEquals(new Standing.JoinPending(), scene.answered(leader, beat("A.5", Epoch.NONE, 1), T).standing());
    assertFalse(scene.grants(leader, "A.4", 1, T + 1), "its successor waits");
  }

  @Test
  void aLeaderThatHearsNobodyTakesNobodyOutAndHandsOver() {
    Scene scene = Scene.with("L.1", "A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    for (long at = T; at < T + 3 * W; at += 100) {
      scene.grants(leader, "L.1", at, at);
      scene.tick(leader, at);
    }
    assertEquals(List.of(), scene.proposed());
    assertEquals(1, scene.handOvers());
    scene.grants(leader, "A.1", 1, T + 3 * W);
    assertEquals(List.of(new Leave(incarnation("B.1"), LeaveReason.SILENT)), scene.proposed(), "it hears somebody again, and not B");
  }

  @Test
  void aLeaderThatHearsOnlyRestartedNodesIsNotCutOff() {
    Scene scene = Scene.with("L.1", "A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    for (long at = T; at < T + 2 * W; at += 100) {
      scene.grants(leader, "L.1", at, at);
      scene.answered(leader, beat("A.2", Epoch.NONE, at), at);
    }
    assertEquals(List.of(new Join(member("A.2"))), scene.proposed());
    scene.commit(leader, new Join(member("A.2")), T + 2 * W);
    assertEquals(List.of(new Leave(incarnation("B.1"), LeaveReason.SILENT)), scene.proposed());
    assertEquals(0, scene.handOvers());
  }

  @Test
  void withOneOtherMemberTheSilentOneGoes() {
    Scene scene = Scene.with("L.1", "A.1");
    LeaseGranter leader = scene.seasoned(T);
    for (long at = T; at < T + 2 * W; at += 100) scene.grants(leader, "L.1", at, at);
    assertEquals(List.of(new Leave(incarnation("A.1"), LeaveReason.SILENT)), scene.proposed());
  }

  @Test
  void afterItsOwnPauseSilenceAndComplaintsCountAnew() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    scene.answered(leader, beat("A.1", scene.view().epoch(), 1, "B"), T);
    scene.answered(leader, beat("B.1", scene.view().epoch(), 1), T);
    long resumed = T + 10 * W;
    leader.paused(resumed);
    scene.tick(leader, resumed);
    assertTrue(scene.answered(leader, beat("A.1", scene.view().epoch(), 2, "B"), resumed + W).standing() instanceof Standing.Granted);
    assertTrue(scene.grants(leader, "B.1", 2, resumed + W));
    assertEquals(List.of(), scene.proposed());
  }

  @Test
  void aComplaintThatHealsInTimeIsForgotten() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseGranter leader = scene.seasoned(T);
    for (long at = T; at < T + 4 * W; at += 500) {
      boolean apart = at / 500 % 4 != 0;
      assertTrue(scene.grants(leader, "B.1", at, at));
      assertTrue(Scene.granted(scene.answered(leader, beat("A.1", scene.view().epoch(), at, apart ? new String[] {"B"} : new String[0]), at)));
    }
  }

  @Test
  void ofSeveralCutsTheNodeThatIsCutFromMostGoes() {
    Scene scene = Scene.with("A.1", "B.1", "C.1");
    LeaseGranter leader = scene.seasoned(T);
    for (long at = T; at <= T + W + 500; at += 500) {
      scene.answered(leader, beat("A.1", scene.view().epoch(), at, "B", "C"), at);
      scene.answered(leader, beat("B.1", scene.view().epoch(), at, "A"), at);
      scene.answered(leader, beat("C.1", scene.view().epoch(), at, "A"), at);
    }
    assertFalse(scene.grants(leader, "A.1", T + 2 * W, T + W + 501));
    assertTrue(scene.grants(leader, "B.1", T + 2 * W, T + W + 502));
    assertTrue(scene.grants(leader, "C.1", T + 2 * W, T + W + 503));
  }

  @Test
  void shortenedTermsAreSettledWhenTheOldLeasesAreOverAndNotBefore() {
    Scene scene = Scene.with("A.1", "B.1");
    LeaseTerms shorter = new LeaseTerms(1_000, 1_200, 10);
    LeaseGranter leader = scene.seasoned(T);
    assertTrue(scene.grants(leader, "A.1", 1, T));
    leader.setLeaseTerms(shorter);
    scene.tick(leader, T);
    assertEquals(List.of(new SetLeaseTerms(shorter)), scene.proposed());
    scene.commit(leader, new SetLeaseTerms(shorter), T);
    leader.letGo(incarnation("A.1"));
    for (long at = T; at <= T + W; at += 100) scene.grants(leader, "B.1", at, at);
    assertEquals(List.of(), scene.proposed(), "A's lease of the old terms may run");
    scene.grants(leader, "B.1", T + W + 1, T + W + 1);
    assertEquals(List.of(new SettleLeaseTerms(shorter)), scene.proposed());
    scene.commit(leader, new SettleLeaseTerms(shorter), T + W + 2);
    assertEquals(List.of(new Leave(incarnation("A.1"), LeaveReason.OPERATOR)), scene.proposed());
  }

  @Test
  void heartbeatsThatWaitForTheirRoundAreBoundedAndGivenUpInTime() {
    Scene scene = Scene.with("A.1");
    LeaseGranter leader = scene.seasoned(T);
    for (int i = 0; i < LeaseGranter.MAX_ROUNDS; i++) assertEquals(1, leader.heartbeat(beat("A.1", scene.view().epoch(), 1 + i), T).size());
    assertEquals(List.of(), leader.heartbeat(beat("A.1", scene.view().epoch(), 99_999), T));
    leader.tick(T + W + 1);
    assertFalse(leader.heartbeat(beat("A.1", scene.view().epoch(), 99_999), T + W + 1).isEmpty());
  }

  @Test
  void aChangeIsPushedOnceItIsAppliedAndNeverBefore() {
    Scene scene = Scene.with("A.1");
    LeaseGranter leader = scene.seasoned(T);
    List<LeaderEffect> proposal = leader.heartbeat(beat("B.1", scene.view().epoch(), 1), T);
    assertTrue(proposal.contains(new LeaderEffect.Propose(new Join(member("B.1")))));
    assertTrue(proposal.stream().noneMatch(effect -> effect instanceof LeaderEffect.PushView));
    Membership after = scene.commit(new Join(member("B.1")));
    assertEquals(List.of(new LeaderEffect.PushView(scene.view())), leader.applied(new Join(member("B.1")), after, T + 1));
    assertTrue(leader.hears(incarnation("B.1"), T + 1));
  }

  @Test
  void aClockThatRunsBackIsABug() {
    LeaseGranter leader = Scene.with("A.1").leader(T);
    assertThrows(Invariant.Violated.class, () -> leader.tick(T - 1));
  }
}
