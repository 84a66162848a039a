package io.dss.queue.table;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;

/** {@link TableReply}s as bytes, within the answer of the leader to the node that asked. */
public final class TableReplyCodec {
  private static final int GRANTED = 1;
  private static final int FENCED = 2;
  private static final int APPLIED = 3;
  private static final int ALREADY = 4;
  private static final int BEHIND = 5;
  private static final int FULL = 6;
  private static final int UNCLAIMED = 7;

  private TableReplyCodec() {}

  public static void write(BinaryWriter out, TableReply reply) {
    if (reply instanceof TableReply.Granted granted) {
      out.u8(GRANTED).count(granted.number());
    } else if (reply instanceof TableReply.Fenced fenced) {
      FenceCodec.write(out.u8(FENCED), fenced.by());
    } else if (reply instanceof TableReply.Behind behind) {
      out.u8(BEHIND).count(behind.number());
    } else if (reply instanceof TableReply.Full full) {
      out.u8(FULL).string(full.limit());
    } else {
      out.u8(reply instanceof TableReply.Applied ? APPLIED : reply instanceof TableReply.Already ? ALREADY : UNCLAIMED);
    }
  }

  /** @throws MalformedBinary if there is no reply */
  public static TableReply read(BinaryReader in) {
    int kind = in.u8();
    return switch (kind) {
      case GRANTED -> new TableReply.Granted(in.count());
      case FENCED -> new TableReply.Fenced(FenceCodec.read(in));
      case APPLIED -> new TableReply.Applied();
      case ALREADY -> new TableReply.Already();
      case BEHIND -> new TableReply.Behind(in.count());
      case FULL -> new TableReply.Full(in.string());
      case UNCLAIMED -> new TableReply.Unclaimed();
      default -> throw new MalformedBinary("reply of kind " + kind + " of a message table");
    };
  }
}
