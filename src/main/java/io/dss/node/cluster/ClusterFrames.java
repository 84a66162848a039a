package io.dss.node.cluster;

import io.dss.cluster.HeartbeatAnswer;
import io.dss.cluster.HeartbeatCodec;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import java.util.Optional;

/** What is answered to a heartbeat: the leader's answer, or that the node asked does not lead. */
sealed interface ClusterFrames {
  int VERSION = 1;

  record Answered(HeartbeatAnswer answer) implements ClusterFrames {}

  record NotLeader(Optional<NodeId> leader) implements ClusterFrames {}

  static byte[] encoded(ClusterFrames frame) {
    BinaryWriter out = new BinaryWriter().u8(VERSION).bool(frame instanceof Answered);
    if (frame instanceof Answered answered) return out.bytes(HeartbeatCodec.encoded(answered.answer())).toBytes();
    Optional<NodeId> leader = ((NotLeader) frame).leader();
    out.bool(leader.isPresent());
    leader.ifPresent(out::node);
    return out.toBytes();
  }

  /** @throws MalformedBinary whatever else the bytes are */
  static ClusterFrames decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "answer to a heartbeat");
    ClusterFrames frame = in.bool() ? new Answered(HeartbeatCodec.answer(in.bytes())) : new NotLeader(in.bool() ? Optional.of(in.node()) : Optional.empty());
    in.end();
    return frame;
  }
}
