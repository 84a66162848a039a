package io.dss.cluster;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.Incarnation;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The binary forms of {@link Heartbeat} and {@link HeartbeatAnswer}, as they are sent. */
public final class HeartbeatCodec {
  private static final int VERSION = 1;
  private static final int GRANTED = 1;
  private static final int JOIN_PENDING = 2;
  private static final int INCARNATION_TOO_LOW = 3;

  private HeartbeatCodec() {}

  public static byte[] encoded(Heartbeat heartbeat) {
    BinaryWriter out = new BinaryWriter(128).u8(VERSION);
    ViewCodec.write(out, heartbeat.sender());
    ViewCodec.write(out, heartbeat.viewEpoch());
    out.count(heartbeat.sequence()).bool(heartbeat.answeredAgeMillis().isPresent());
    heartbeat.answeredAgeMillis().ifPresent(out::count);
    out.count(heartbeat.unreachable().size());
    for (NodeId node : heartbeat.unreachable()) out.node(node);
    return out.bool(heartbeat.stopped()).toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no heartbeat */
  public static Heartbeat heartbeat(byte[] bytes) {
    return ViewCodec.whole(bytes, VERSION, "heartbeat", HeartbeatCodec::heartbeat);
  }

  public static byte[] encoded(HeartbeatAnswer answer) {
    BinaryWriter out = new BinaryWriter(128).u8(VERSION).incarnation(answer.to()).count(answer.sequence());
    write(out, answer.standing());
    out.bool(answer.newerView().isPresent());
    answer.newerView().ifPresent(view -> ViewCodec.write(out, view));
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no answer */
  public static HeartbeatAnswer answer(byte[] bytes) {
    return ViewCodec.whole(bytes, VERSION, "heartbeat answer", HeartbeatCodec::answer);
  }

  private static Heartbeat heartbeat(BinaryReader in) {
    Member sender = ViewCodec.member(in);
    Epoch viewEpoch = ViewCodec.epoch(in);
    long sequence = in.count();
    OptionalLong answeredAgeMillis = in.bool() ? OptionalLong.of(in.count()) : OptionalLong.empty();
    SortedSet<NodeId> unreachable = new TreeSet<>();
    for (int left = in.size(2); left > 0; left--) unreachable.add(in.node());
    return new Heartbeat(sender, viewEpoch, sequence, answeredAgeMillis, unreachable, in.bool());
  }

  private static HeartbeatAnswer answer(BinaryReader in) {
    Incarnation to = in.incarnation();
    long sequence = in.count();
    Standing standing = standing(in);
    return new HeartbeatAnswer(to, sequence, standing, in.bool() ? Optional.of(ViewCodec.view(in)) : Optional.empty());
  }

  private static void write(BinaryWriter out, Standing standing) {
    if (standing instanceof Standing.Granted granted) {
      out.u8(GRANTED).count(granted.lengthMillis()).count(granted.leases().size());
      granted.leases().forEach((role, epoch) -> {
        ViewCodec.write(out, role);
        ViewCodec.write(out, epoch);
      });
    } else if (standing instanceof Standing.IncarnationTooLow tooLow) {
      out.u8(INCARNATION_TOO_LOW).count(tooLow.highest());
    } else {
      out.u8(JOIN_PENDING);
    }
  }

  private static Standing standing(BinaryReader in) {
    int kind = in.u8();
    return switch (kind) {
      case GRANTED -> granted(in);
      case JOIN_PENDING -> new Standing.JoinPending();
      case INCARNATION_TOO_LOW -> new Standing.IncarnationTooLow(in.count());
      default -> throw new MalformedBinary("standing of kind " + kind);
    };
  }

  private static Standing granted(BinaryReader in) {
    long lengthMillis = in.count();
    SortedMap<Role, Epoch> leases = new TreeMap<>();
    for (int left = in.size(3); left > 0; left--) leases.put(ViewCodec.role(in), ViewCodec.epoch(in));
    return new Standing.Granted(leases, lengthMillis);
  }
}
