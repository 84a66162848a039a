package io.dss.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dss.cluster.MembershipCommand.Join;
import io.dss.cluster.MembershipCommand.Leave;
import io.dss.cluster.MembershipCommand.SetLeaseTerms;
import io.dss.cluster.MembershipCommand.SettleLeaseTerms;
import io.dss.kernel.DiskId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ClusterCodecTest {
  @Test
  void commandsComeBackAsTheyWere() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      MembershipCommand command = command(random);
      assertEquals(command, CommandCodec.decoded(CommandCodec.encoded(command)));
    }
  }

  /** Determinism: entries are bytes; two replicas, one of which starts again from its snapshot now and then, end in the same bytes. */
  @Test
  void replicasFedTheSameLogHaveTheSameBytesAlsoFromASnapshotOnTheWay() {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Membership one = Membership.EMPTY;
      Membership restored = Membership.EMPTY;
      for (int index = 1; index <= 120; index++) {
        byte[] entry = CommandCodec.encoded(index == 3 ? Scene.FORM : command(random));
        one = one.apply(CommandCodec.decoded(entry), index, index).membership();
        restored = restored.apply(CommandCodec.decoded(entry), index, index).membership();
        if (random.nextInt(10) == 0) restored = MembershipCodec.decoded(MembershipCodec.encoded(restored));
        assertArrayEquals(MembershipCodec.encoded(one), MembershipCodec.encoded(restored), "seed " + seed + ", entry " + index);
        assertEquals(one.view(), ViewCodec.decoded(ViewCodec.encoded(one.view())));
      }
    }
  }

  @Test
  void heartbeatsAndAnswersComeBackAsTheyWere() {
    Random random = new Random(2);
    View view = Scene.with("A.1", "B.3").view();
    for (int i = 0; i < 300; i++) {
      OptionalLong age = random.nextBoolean() ? OptionalLong.of(random.nextInt(9_999)) : OptionalLong.empty();
      SortedSet<NodeId> unreachable = random.nextBoolean() ? Scene.nodes("X", "Y") : Scene.nodes();
      Heartbeat heartbeat = new Heartbeat(member(random), new Epoch(1, i), 1 + i, age, unreachable, random.nextBoolean());
      assertEquals(heartbeat, HeartbeatCodec.heartbeat(HeartbeatCodec.encoded(heartbeat)));
      Optional<View> newer = random.nextBoolean() ? Optional.of(view) : Optional.empty();
      HeartbeatAnswer answer = new HeartbeatAnswer(heartbeat.sender().incarnation(), 1 + i, standing(random), newer);
      assertEquals(answer, HeartbeatCodec.answer(HeartbeatCodec.encoded(answer)));
    }
  }

  /** What is stored by earlier builds: a change here is a change of the format and needs a new version. */
  @Test
  void theStoredFormsArePinned() {
    SortedSet<Role> roles = new TreeSet<>(List.of(Role.LOCK, Role.CACHE));
    Join join = new Join(new Member(Scene.incarnation("A.3"), "http://x", roles, Optional.empty()));
    assertEquals("0102014103" + "08687474703a2f2f78" + "02" + "0103" + "00", hex(CommandCodec.encoded(join)));
    assertEquals("01030141" + "0302", hex(CommandCodec.encoded(new Leave(Scene.incarnation("A.3"), LeaveReason.LET_GO))));
    assertEquals("0104c413b8170a", hex(CommandCodec.encoded(new SetLeaseTerms(LeaseTerms.DEFAULT))));
    assertEquals("0100", hex(MembershipCodec.encoded(Membership.EMPTY)));
  }

  @Test
  void whateverTheBytesAreTheyAreAValueOrMalformed() {
    Random random = new Random(3);
    List<byte[]> whole = List.of(MembershipCodec.encoded(Scene.with("A.1", "B.1").table()), ViewCodec.encoded(Scene.with("A.1").view()),
        CommandCodec.encoded(command(random)), CommandCodec.encoded(Scene.FORM), HeartbeatCodec.encoded(Scene.beat("A.1", Epoch.NONE, 1, "B")),
        HeartbeatCodec.encoded(new HeartbeatAnswer(Scene.incarnation("A.1"), 1, standing(random), Optional.of(Scene.with("A.1").view()))));
    List<Function<byte[], ?>> readers = List.of(
        MembershipCodec::decoded, ViewCodec::decoded, CommandCodec::decoded, HeartbeatCodec::heartbeat, HeartbeatCodec::answer);
    for (byte[] bytes : whole) {
      for (Function<byte[], ?> reader : readers) {
        for (int cut = 0; cut < bytes.length; cut++) readOrMalformed(reader, Arrays.copyOf(bytes, cut));
        for (int i = 0; i < 300; i++) {
          byte[] damaged = bytes.clone();
          for (int flips = 1 + random.nextInt(3); flips > 0; flips--) damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
          readOrMalformed(reader, damaged);
        }
      }
    }
    assertThrows(MalformedBinary.class, () -> ViewCodec.decoded(Arrays.copyOf(whole.get(1), whole.get(1).length + 1)));
  }

  private static void readOrMalformed(Function<byte[], ?> reader, byte[] bytes) {
    try {
      reader.apply(bytes);
    } catch (MalformedBinary expected) {
      // The one refusal there may be; anything else fails the test.
    }
  }

  private static MembershipCommand command(Random random) {
    List<LeaseTerms> terms = List.of(LeaseTerms.DEFAULT, new LeaseTerms(1_000, 1_500, 20), new LeaseTerms(5_000, 6_000, 10));
    return switch (random.nextInt(8)) {
      case 0, 1, 2, 3 -> new Join(member(random));
      case 4, 5 -> new Leave(member(random).incarnation(), LeaveReason.values()[random.nextInt(LeaveReason.values().length)]);
      case 6 -> new SetLeaseTerms(terms.get(random.nextInt(3)));
      default -> new SettleLeaseTerms(terms.get(random.nextInt(3)));
    };
  }

  private static Member member(Random random) {
    SortedSet<Role> roles = new TreeSet<>(List.of(Role.values()[random.nextInt(3)], Role.values()[random.nextInt(3)]));
    Optional<DiskId> disk = random.nextBoolean() ? Optional.of(DiskId.draw(random::nextLong)) : Optional.empty();
    Incarnation incarnation = new Incarnation(new NodeId("n" + random.nextInt(6)), 1 + random.nextInt(20));
    return new Member(incarnation, "http://höst:" + random.nextInt(9_999), roles, disk);
  }

  private static Standing standing(Random random) {
    List<Standing> standings = new ArrayList<>(List.of(new Standing.JoinPending(), new Standing.IncarnationTooLow(7)));
    TreeMap<Role, Epoch> leases = new TreeMap<>();
    leases.put(Role.CACHE, new Epoch(1, 4));
    standings.add(new Standing.Granted(new TreeMap<>(), 2_500));
    standings.add(new Standing.Granted(leases, 2_500));
    return standings.get(random.nextInt(standings.size()));
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) text.append(String.format("%02x", b));
    return text.toString();
  }
}
