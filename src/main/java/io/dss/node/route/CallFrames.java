package io.dss.node.route;

import io.dss.cluster.Epoch;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import java.util.Optional;

/** How a call and what came of it look between nodes. A request carries how long its sender will wait, as clocks of two nodes cannot be compared. */
final class CallFrames {
  private static final int VERSION = 1;
  private static final int ANSWERED = 0;
  private static final int NOT_LEADING = 1;
  private static final int REFUSED = 2;
  private static final int UNKNOWN = 3;
  private static final int NOT_OWNER = 4;

  private CallFrames() {}

  record Request(long remainingMillis, byte[] body) {}

  static byte[] request(long remainingMillis, byte[] body) {
    return new BinaryWriter(body.length + 16).u8(VERSION).count(remainingMillis).bytes(body).toBytes();
  }

  static Request request(byte[] frame) {
    BinaryReader in = new BinaryReader(frame);
    in.version(VERSION, "call");
    Request read = new Request(in.count(), in.bytes());
    in.end();
    return read;
  }

  static byte[] answered(byte[] body) {
    return new BinaryWriter(body.length + 16).u8(VERSION).u8(ANSWERED).bytes(body).toBytes();
  }

  /** The frame for a failure that a {@link LeaderHandler} or {@link OwnerHandler} may end in. */
  static byte[] failed(Throwable failure) {
    BinaryWriter out = new BinaryWriter().u8(VERSION);
    if (failure instanceof NotLeading not) {
      leader(out.u8(NOT_LEADING), not.leader());
    } else if (failure instanceof NotOwner not) {
      out.u8(NOT_OWNER).count(not.epoch().generation()).count(not.epoch().logIndex());
    } else if (failure instanceof Refusal refusal) {
      leader(out.u8(REFUSED).u8(refusal.code().ordinal()).string(refusal.getMessage()).count(refusal.retryAfterMillis()), refusal.leader());
    } else {
      out.u8(UNKNOWN).string(String.valueOf(failure.getMessage()));
    }
    return out.toBytes();
  }

  /** The body of an answer. @throws NotLeading, NotOwner, Refusal or OutcomeUnknown as the other node said */
  static byte[] answer(byte[] frame) throws NotLeading, NotOwner, Refusal, OutcomeUnknown {
    BinaryReader in = new BinaryReader(frame);
    in.version(VERSION, "answer to a call");
    int kind = in.u8();
    switch (kind) {
      case ANSWERED:
        byte[] body = in.bytes();
        in.end();
        return body;
      case NOT_LEADING:
        Optional<NodeId> leader = leader(in);
        in.end();
        throw new NotLeading(leader);
      case NOT_OWNER:
        Epoch epoch = new Epoch(in.count(), in.count());
        in.end();
        throw new NotOwner(epoch);
      case REFUSED:
        throw refusal(in);
      case UNKNOWN:
        String what = in.string();
        in.end();
        throw new OutcomeUnknown(what);
      default:
        throw new MalformedBinary("answer of kind " + kind);
    }
  }

  private static Refusal refusal(BinaryReader in) {
    int code = in.u8();
    if (code >= Refusal.Code.values().length) throw new MalformedBinary("refusal " + code);
    String detail = in.string();
    long retryAfterMillis = in.count();
    Refusal read = new Refusal(Refusal.Code.values()[code], detail, leader(in), retryAfterMillis);
    in.end();
    return read;
  }

  private static void leader(BinaryWriter out, Optional<NodeId> leader) {
    out.bool(leader.isPresent());
    leader.ifPresent(out::node);
  }

  private static Optional<NodeId> leader(BinaryReader in) {
    return in.bool() ? Optional.of(in.node()) : Optional.empty();
  }
}
