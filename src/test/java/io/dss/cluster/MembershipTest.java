package io.dss.cluster;

import static io.dss.cluster.Scene.incarnation;
import static io.dss.cluster.Scene.member;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dss.cluster.MembershipCommand.Form;
import io.dss.cluster.MembershipCommand.Join;
import io.dss.cluster.MembershipCommand.Leave;
import io.dss.cluster.MembershipCommand.SetLeaseTerms;
import io.dss.cluster.MembershipCommand.SettleLeaseTerms;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private static final LeaseTerms SHORT = new LeaseTerms(1_000, 1_200, 10);
  private static final LeaseTerms LONG = new LeaseTerms(5_000, 6_000, 10);

  @Test
  void nothingIsAcceptedBeforeItIsFormed() {
    Applied applied = Membership.EMPTY.apply(new Join(member("A.1")), 1, 0);
    assertEquals(new MembershipReply.NotFormed(), applied.reply());
    assertSame(Membership.EMPTY, applied.membership());
    assertEquals(View.NONE, Membership.EMPTY.view());
  }

  @Test
  void itIsFormedOnce() {
    Applied formed = Membership.EMPTY.apply(Scene.FORM, 3, 0);
    assertEquals(new MembershipReply.Changed(new Epoch(1, 3)), formed.reply());
    assertEquals(List.of(new MembershipEvent.Formed(Scene.FORM.cluster(), LeaseTerms.DEFAULT)), formed.events());
    Applied again = formed.membership().apply(Scene.FORM, 4, 0);
    assertEquals(new MembershipReply.Unchanged(), again.reply());
    assertSame(formed.membership(), again.membership());
    Form other = new Form(new ClusterId("00000000000000000000000000000002"), 1, SHORT);
    assertEquals(new MembershipReply.FormedAlready(Scene.FORM.cluster()), formed.membership().apply(other, 5, 0).reply());
  }

  @Test
  void eachRingHasTheEpochInWhichItsOwnMembersLastChanged() {
    Membership table = apply(Membership.EMPTY, Scene.FORM, 1);
    table = apply(table, new Join(withRoles("A.1", Role.LOCK, Role.CACHE)), 2);
    table = apply(table, new Join(withRoles("B.1", Role.QUEUE)), 5);
    table = apply(table, new Join(withRoles("C.1", Role.QUEUE, Role.CACHE)), 9);
    assertEquals(new Epoch(1, 9), table.view().epoch());
    assertRing(table, Role.LOCK, 2, 1, "A.1");
    assertRing(table, Role.QUEUE, 9, 5, "B.1", "C.1");
    assertRing(table, Role.CACHE, 9, 2, "A.1", "C.1");
    table = apply(table, new Leave(incarnation("B.1"), LeaveReason.SILENT), 12);
    assertRing(table, Role.QUEUE, 12, 9, "C.1");
    assertRing(table, Role.CACHE, 9, 2, "A.1", "C.1");
  }

  @Test
  void aRestartReplacesTheOlderIncarnationInOneEntry() {
    Membership table = Scene.with("A.1", "B.1").table();
    Applied applied = table.apply(new Join(member("A.4")), 10, 0);
    assertEquals(List.of(new MembershipEvent.Joined(member("A.4"), Optional.of(incarnation("A.1")))), applied.events());
    assertRing(applied.membership(), Role.CACHE, 10, 3, "A.4", "B.1");
    assertEquals(4, applied.membership().highestIncarnation(new NodeId("A")));
  }

  @Test
  void anIncarnationThatIsNotAboveTheHighestEverIsRefusedWithIt() {
    Membership table = apply(Scene.with("A.1", "A.5").table(), new Leave(incarnation("A.5"), LeaveReason.STOPPED), 10);
    for (String stale : List.of("A.1", "A.4", "A.5")) {
      Applied applied = table.apply(new Join(member(stale)), 11, 0);
      assertEquals(new MembershipReply.IncarnationTooLow(5), applied.reply());
      assertSame(table, applied.membership());
    }
    assertInstanceOf(MembershipReply.Changed.class, table.apply(new Join(member("A.6")), 11, 0).reply());
  }

  @Test
  void whatIsSoAlreadyChangesNothingAndMakesNoEpoch() {
    Membership table = Scene.with("A.1").table();
    List<MembershipCommand> idle = List.of(new Join(member("A.1")), new Leave(incarnation("B.1"), LeaveReason.SILENT),
        new Leave(incarnation("A.2"), LeaveReason.SILENT), new SetLeaseTerms(LeaseTerms.DEFAULT), new SettleLeaseTerms(LeaseTerms.DEFAULT));
    for (MembershipCommand command : idle) {
      Applied applied = table.apply(command, 10, 0);
      assertEquals(new MembershipReply.Unchanged(), applied.reply(), command.toString());
      assertSame(table, applied.membership());
      assertEquals(List.of(), applied.events());
    }
  }

  @Test
  void shortenedTermsKeepTheLongerWaitUntilItIsSettled() {
    Membership table = apply(Scene.with("A.1").table(), new SetLeaseTerms(LONG), 10);
    assertEquals(6_000, table.coveringRemovalMillis());
    table = apply(table, new SetLeaseTerms(SHORT), 11);
    assertEquals(SHORT, table.terms());
    assertEquals(6_000, table.coveringRemovalMillis(), "a lease of five seconds may run");
    assertSame(table, table.apply(new SettleLeaseTerms(LONG), 12, 0).membership(), "it speaks of terms that are not in force");
    assertEquals(1_200, apply(table, new SettleLeaseTerms(SHORT), 12).coveringRemovalMillis());
  }

  @Test
  void itRemembersABoundedNumberOfNodes() {
    Membership table = apply(Membership.EMPTY, Scene.FORM, 1);
    int index = 1;
    for (int i = 0; i < Membership.MAX_NODES; i++) {
      table = apply(table, new Join(member("n" + i + ".1")), ++index);
      if (i % 2 == 0) table = apply(table, new Leave(incarnation("n" + i + ".1"), LeaveReason.SILENT), ++index);
    }
    assertInstanceOf(MembershipReply.LimitReached.class, table.apply(new Join(member("more.1")), ++index, 0).reply());
    assertInstanceOf(MembershipReply.Changed.class, table.apply(new Join(member("n0.2")), ++index, 0).reply());
  }

  @Test
  void anEntryAppliedTwiceIsABug() {
    Membership table = Scene.with("A.1").table();
    assertThrows(Invariant.Violated.class, () -> table.apply(new Join(member("B.1")), 2, 0));
  }

  @Test
  void applyingLeavesTheOlderValueAsItWas() {
    Membership table = Scene.with("A.1").table();
    byte[] before = MembershipCodec.encoded(table);
    table.apply(new Join(member("B.1")), 10, 0);
    assertArrayEquals(before, MembershipCodec.encoded(table));
  }

  private static Membership apply(Membership table, MembershipCommand command, long index) {
    Applied applied = table.apply(command, index, 0);
    assertInstanceOf(MembershipReply.Changed.class, applied.reply(), command.toString());
    return applied.membership();
  }

  private static void assertRing(Membership table, Role role, long index, long previous, String... members) {
    List<Incarnation> expected = Arrays.stream(members).map(Scene::incarnation).toList();
    assertEquals(new RingView(role, new Epoch(1, index), Optional.of(new Epoch(1, previous)), expected), table.view().ring(role).orElseThrow());
  }

  private static Member withRoles(String name, Role... roles) {
    return new Member(incarnation(name), "http://x", new TreeSet<>(List.of(roles)), Optional.empty());
  }
}
