package io.dss.lock;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.RequestStamp;
import java.util.Optional;
import java.util.OptionalLong;

/** {@link LockCommand}s as bytes: in the log, and from the node that took a call to the leader. */
public final class LockCommandCodec {
  private static final int VERSION = 1;
  private static final int EXPIRE = 0;
  private static final int ACQUIRE = 1;
  private static final int RELEASE = 2;
  private static final int RENEW = 3;
  private static final int FORCE_RELEASE = 4;

  private LockCommandCodec() {}

  public static byte[] encoded(LockCommand command) {
    BinaryWriter out = new BinaryWriter(128).u8(VERSION);
    if (!(command instanceof LockCommand.Change change)) return out.u8(EXPIRE).toBytes();
    LockChange what = change.change();
    out.u8(tag(what)).stamp(change.stamp()).bool(change.key().isPresent());
    change.key().ifPresent(key -> out.string(key.key()).string(key.fingerprint()));
    out.string(what.lockName());
    if (what instanceof LockChange.Acquire acquire) {
      out.string(acquire.clientId()).u8(tag(acquire.mode())).count(acquire.timeoutMillis()).count(acquire.waitMillis());
    } else if (what instanceof LockChange.Release release) {
      optional(out.string(release.clientId()), release.fencingToken());
    } else if (what instanceof LockChange.Renew renew) {
      optional(out.string(renew.clientId()).count(renew.fencingToken()), renew.timeoutMillis());
    }
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no command, or one out of the ranges of {@link LockLimits} */
  public static LockCommand decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "lock command");
    int tag = in.u8();
    LockCommand command = tag == EXPIRE ? new LockCommand.Expire() : change(in, tag);
    in.end();
    if (command instanceof LockCommand.Change change) {
      CommandRanges.broken(change).ifPresent(what -> {
        throw new MalformedBinary("lock command: " + what);
      });
    }
    return command;
  }

  private static LockCommand.Change change(BinaryReader in, int tag) {
    RequestStamp stamp = in.stamp();
    Optional<IdempotencyKey> key = in.bool() ? Optional.of(new IdempotencyKey(in.string(), in.string())) : Optional.empty();
    String lockName = in.string();
    return new LockCommand.Change(stamp, key, change(in, tag, lockName));
  }

  private static LockChange change(BinaryReader in, int tag, String lockName) {
    return switch (tag) {
      case ACQUIRE -> new LockChange.Acquire(lockName, in.string(), mode(in.u8()), in.count(), in.count());
      case RELEASE -> new LockChange.Release(lockName, in.string(), optional(in));
      case RENEW -> new LockChange.Renew(lockName, in.string(), in.count(), optional(in));
      case FORCE_RELEASE -> new LockChange.ForceRelease(lockName);
      default -> throw new MalformedBinary("lock command of kind " + tag);
    };
  }

  private static int tag(LockChange change) {
    if (change instanceof LockChange.Acquire) return ACQUIRE;
    if (change instanceof LockChange.Release) return RELEASE;
    return change instanceof LockChange.Renew ? RENEW : FORCE_RELEASE;
  }

  static int tag(LockMode mode) {
    return mode == LockMode.EXCLUSIVE ? 0 : 1;
  }

  static LockMode mode(int tag) {
    if (tag > 1) throw new MalformedBinary("lock mode " + tag);
    return tag == 0 ? LockMode.EXCLUSIVE : LockMode.SHARED;
  }

  private static void optional(BinaryWriter out, OptionalLong value) {
    out.bool(value.isPresent());
    if (value.isPresent()) out.count(value.getAsLong());
  }

  private static OptionalLong optional(BinaryReader in) {
    return in.bool() ? OptionalLong.of(in.count()) : OptionalLong.empty();
  }
}
