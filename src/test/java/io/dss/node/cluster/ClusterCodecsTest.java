package io.dss.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dss.cluster.Epoch;
import io.dss.cluster.HeartbeatAnswer;
import io.dss.cluster.Role;
import io.dss.cluster.Standing;
import io.dss.kernel.Incarnation;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Answers to heartbeats and the cluster's status as bytes. */
class ClusterCodecsTest {
  private static final NodeId NODE = new NodeId("n1");
  private static final List<ClusterFrames> FRAMES = List.of(
      new ClusterFrames.NotLeader(Optional.empty()), new ClusterFrames.NotLeader(Optional.of(NODE)),
      new ClusterFrames.Answered(new HeartbeatAnswer(new Incarnation(NODE, 2), 7, new Standing.JoinPending(), Optional.empty())),
      new ClusterFrames.Answered(new HeartbeatAnswer(new Incarnation(NODE, 2), 8,
          new Standing.Granted(new TreeMap<>(java.util.Map.of(Role.QUEUE, new Epoch(1, 5))), 2_500), Optional.empty())));
  private static final ClusterStatus STATUS = new ClusterStatus(new Epoch(1, 9), Optional.of(NODE),
      List.of(new ClusterStatus.Node(NODE, "http://a:1", new TreeSet<>(List.of(Role.LOCK, Role.QUEUE)), true, 2_000, 4),
          new ClusterStatus.Node(new NodeId("n2"), "http://b:1", new TreeSet<>(List.of(Role.CACHE)), false, 0, 0)));
  private final ClusterStatusCodec codec = new ClusterStatusCodec();

  @Test
  void everythingComesBackAsItWas() {
    for (ClusterFrames frame : FRAMES) assertEquals(frame, ClusterFrames.decoded(ClusterFrames.encoded(frame)));
    assertEquals(STATUS, codec.decodeReply(codec.encodeReply(STATUS)));
    assertEquals(new ClusterStatusCodec.Question(), codec.decodeRequest(codec.encodeRequest(new ClusterStatusCodec.Question())));
  }

  @Test
  void whatIsCutOrTooLongIsMalformed() {
    for (ClusterFrames frame : FRAMES) whole(ClusterFrames.encoded(frame), ClusterFrames::decoded);
    whole(codec.encodeReply(STATUS), codec::decodeReply);
    whole(codec.encodeRequest(new ClusterStatusCodec.Question()), codec::decodeRequest);
  }

  private static void whole(byte[] bytes, Function<byte[], ?> decoder) {
    decoder.apply(bytes);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(MalformedBinary.class, () -> decoder.apply(cut));
    }
    assertThrows(MalformedBinary.class, () -> decoder.apply(Arrays.copyOf(bytes, bytes.length + 1)));
  }

  @Test
  void damagedBytesAreMalformedOrAnotherValueAndNothingElse() {
    Random random = new Random(9);
    for (int i = 0; i < 20_000; i++) {
      damaged(ClusterFrames.encoded(FRAMES.get(random.nextInt(FRAMES.size()))), random, ClusterFrames::decoded);
      damaged(codec.encodeReply(STATUS), random, codec::decodeReply);
    }
  }

  private static void damaged(byte[] bytes, Random random, Function<byte[], ?> decoder) {
    for (int i = random.nextInt(3); i >= 0; i--) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    try {
      decoder.apply(bytes);
    } catch (MalformedBinary expected) {
      // that is what it is
    }
  }
}
