package io.dss.cache.table;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;

/** {@link TableReply}s as bytes, within the answer of the leader to the node that asked. */
public final class TableReplyCodec {
  private static final int RAISED = 1;
  private static final int STORED = 2;
  private static final int BEHIND = 3;
  private static final int FULL = 4;

  private TableReplyCodec() {}

  public static void write(BinaryWriter out, TableReply reply) {
    if (reply instanceof TableReply.Behind behind) {
      BucketEpochCodec.write(out.u8(BEHIND), behind.present());
    } else if (reply instanceof TableReply.Full full) {
      out.u8(FULL).string(full.limit());
    } else {
      out.u8(reply instanceof TableReply.Raised ? RAISED : STORED);
    }
  }

  /** @throws MalformedBinary if there is no reply */
  public static TableReply read(BinaryReader in) {
    int kind = in.u8();
    return switch (kind) {
      case RAISED -> new TableReply.Raised();
      case STORED -> new TableReply.Stored();
      case BEHIND -> new TableReply.Behind(BucketEpochCodec.read(in));
      case FULL -> new TableReply.Full(in.string());
      default -> throw new MalformedBinary("reply of kind " + kind + " of main memory");
    };
  }
}
