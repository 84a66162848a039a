package io.dss.cluster;

import io.dss.cluster.MembershipCommand.Form;
import io.dss.cluster.MembershipCommand.Join;
import io.dss.cluster.MembershipCommand.Leave;
import io.dss.cluster.MembershipCommand.SetLeaseTerms;
import io.dss.cluster.MembershipCommand.SettleLeaseTerms;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.ClusterId;
import io.dss.kernel.MalformedBinary;

/** The binary form of a {@link MembershipCommand}, as the log keeps it. */
public final class CommandCodec {
  private static final int VERSION = 1;
  private static final int FORM = 1;
  private static final int JOIN = 2;
  private static final int LEAVE = 3;
  private static final int SET_TERMS = 4;
  private static final int SETTLE_TERMS = 5;

  private CommandCodec() {}

  public static byte[] encoded(MembershipCommand command) {
    BinaryWriter out = new BinaryWriter().u8(VERSION);
    if (command instanceof Form form) {
      out.u8(FORM).string(form.cluster().value()).count(form.generation());
      ViewCodec.write(out, form.terms());
    } else if (command instanceof Join join) {
      ViewCodec.write(out.u8(JOIN), join.member());
    } else if (command instanceof Leave leave) {
      out.u8(LEAVE).incarnation(leave.incarnation()).u8(leave.reason().number());
    } else if (command instanceof SetLeaseTerms set) {
      ViewCodec.write(out.u8(SET_TERMS), set.terms());
    } else {
      ViewCodec.write(out.u8(SETTLE_TERMS), ((SettleLeaseTerms) command).terms());
    }
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no command */
  public static MembershipCommand decoded(byte[] bytes) {
    return ViewCodec.whole(bytes, VERSION, "membership command", CommandCodec::command);
  }

  private static MembershipCommand command(BinaryReader in) {
    int kind = in.u8();
    return switch (kind) {
      case FORM -> new Form(new ClusterId(in.string()), in.count(), ViewCodec.terms(in));
      case JOIN -> new Join(ViewCodec.member(in));
      case LEAVE -> new Leave(in.incarnation(), reason(in));
      case SET_TERMS -> new SetLeaseTerms(ViewCodec.terms(in));
      case SETTLE_TERMS -> new SettleLeaseTerms(ViewCodec.terms(in));
      default -> throw new MalformedBinary("membership command of kind " + kind);
    };
  }

  private static LeaveReason reason(BinaryReader in) {
    int number = in.u8();
    for (LeaveReason reason : LeaveReason.values()) if (reason.number() == number) return reason;
    throw new MalformedBinary("reason " + number);
  }
}
