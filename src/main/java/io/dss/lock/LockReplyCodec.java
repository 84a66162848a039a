package io.dss.lock;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.lock.LockReply.Expired;
import io.dss.lock.LockReply.Forced;
import io.dss.lock.LockReply.Forgotten;
import io.dss.lock.LockReply.Granted;
import io.dss.lock.LockReply.Holder;
import io.dss.lock.LockReply.KeyReused;
import io.dss.lock.LockReply.LimitReached;
import io.dss.lock.LockReply.NotHeld;
import io.dss.lock.LockReply.Queued;
import io.dss.lock.LockReply.Reason;
import io.dss.lock.LockReply.Refused;
import io.dss.lock.LockReply.Released;
import io.dss.lock.LockReply.StaleToken;
import java.util.ArrayList;
import java.util.List;

/** {@link LockReply}s as bytes: kept in snapshots, and from the leader back to the node that took the call. */
public final class LockReplyCodec {
  private static final int VERSION = 1;

  private LockReplyCodec() {}

  public static byte[] encoded(LockReply reply) {
    BinaryWriter out = new BinaryWriter().u8(VERSION);
    write(out, reply);
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no reply */
  public static LockReply decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "lock reply");
    LockReply reply = read(in);
    in.end();
    return reply;
  }

  static void write(BinaryWriter out, LockReply reply) {
    if (reply instanceof Granted granted) {
      out.u8(0).count(granted.fencingToken()).u8(LockCommandCodec.tag(granted.mode())).count(granted.expiresInMillis());
    } else if (reply instanceof Refused refused) {
      out.u8(1).u8(tag(refused.reason())).count(refused.holders().size());
      for (Holder holder : refused.holders()) write(out, holder);
      out.count(refused.position());
    } else if (reply instanceof Queued queued) {
      out.u8(2).count(queued.position()).count(queued.untilMillis());
    } else if (reply instanceof Released) {
      out.u8(3);
    } else if (reply instanceof Forced forced) {
      out.u8(4).count(forced.released());
    } else if (reply instanceof NotHeld) {
      out.u8(5);
    } else if (reply instanceof StaleToken stale) {
      out.u8(6).count(stale.currentToken());
    } else if (reply instanceof KeyReused) {
      out.u8(7);
    } else if (reply instanceof LimitReached reached) {
      out.u8(8).string(reached.limit());
    } else if (reply instanceof Forgotten) {
      out.u8(9);
    } else {
      Expired expired = (Expired) reply;
      out.u8(10).count(expired.count()).bool(expired.more());
    }
  }

  static LockReply read(BinaryReader in) {
    int tag = in.u8();
    return switch (tag) {
      case 0 -> new Granted(in.count(), LockCommandCodec.mode(in.u8()), in.count());
      case 1 -> new Refused(reason(in.u8()), holders(in), number(in));
      case 2 -> new Queued(number(in), in.count());
      case 3 -> new Released();
      case 4 -> new Forced(number(in));
      case 5 -> new NotHeld();
      case 6 -> new StaleToken(in.count());
      case 7 -> new KeyReused();
      case 8 -> new LimitReached(in.string());
      case 9 -> new Forgotten();
      case 10 -> new Expired(number(in), in.bool());
      default -> throw new MalformedBinary("lock reply of kind " + tag);
    };
  }

  private static void write(BinaryWriter out, Holder holder) {
    out.string(holder.clientId()).u8(LockCommandCodec.tag(holder.mode())).count(holder.fencingToken());
    out.count(holder.sinceMillis()).count(holder.expiresAtMillis());
  }

  private static List<Holder> holders(BinaryReader in) {
    List<Holder> holders = new ArrayList<>();
    for (int left = in.size(5); left > 0; left--) {
      holders.add(new Holder(in.string(), LockCommandCodec.mode(in.u8()), in.count(), in.count(), in.count()));
    }
    return List.copyOf(holders);
  }

  private static int tag(Reason reason) {
    return switch (reason) {
      case HELD -> 0;
      case WAIT_TIMEOUT -> 1;
      case DEADLOCK -> 2;
    };
  }

  private static Reason reason(int tag) {
    return switch (tag) {
      case 0 -> Reason.HELD;
      case 1 -> Reason.WAIT_TIMEOUT;
      case 2 -> Reason.DEADLOCK;
      default -> throw new MalformedBinary("reason " + tag);
    };
  }

  private static int number(BinaryReader in) {
    long number = in.count();
    if (number > Integer.MAX_VALUE) throw new MalformedBinary(number + " is no count of things in a table");
    return (int) number;
  }
}
