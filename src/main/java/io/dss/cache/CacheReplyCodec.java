package io.dss.cache;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.Invariant;
import io.dss.kernel.MalformedBinary;
import java.util.function.Function;

/** {@link CacheReply}s as bytes: from a cache node back to the node that took the call, and kept in the entry for their Idempotency-Keys. */
public final class CacheReplyCodec {
  private static final int VERSION = 1;
  private static final int FOUND = 0;
  private static final int MISSING = 1;
  private static final int LOAD = 2;
  private static final int WAIT = 3;
  private static final int WRITTEN = 4;
  private static final int OTHER_VERSION = 5;
  private static final int STALE_TOKEN = 6;
  private static final int NO_NUMBER = 7;
  private static final int KEY_REUSED = 8;
  private static final int TOO_MANY_KEYS = 9;

  private CacheReplyCodec() {}

  public static byte[] encoded(CacheReply reply) {
    BinaryWriter out = new BinaryWriter(expectedBytes(reply)).u8(VERSION);
    if (!ofReads(out, reply)) ofWrites(out, reply);
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no reply */
  public static CacheReply decoded(byte[] bytes) {
    return read(new BinaryReader(bytes), EntryCodec::read);
  }

  /** @throws MalformedBinary if it is none that an entry may keep */
  static void checkKept(byte[] reply) {
    read(new BinaryReader(reply), EntryCodec::readBare);
  }

  private static int expectedBytes(CacheReply reply) {
    if (reply instanceof CacheReply.Found found) return EntryCodec.expectedBytes(found.entry());
    return reply instanceof CacheReply.Written written ? EntryCodec.expectedBytes(written.entry()) : 32;
  }

  private static boolean ofReads(BinaryWriter out, CacheReply reply) {
    if (reply instanceof CacheReply.Found found) {
      EntryCodec.write(out.u8(FOUND), found.entry());
    } else if (reply instanceof CacheReply.Missing missing) {
      CacheFields.write(out.u8(MISSING), missing.version());
      out.bool(missing.loadedNothing());
    } else if (reply instanceof CacheReply.Load load) {
      out.u8(LOAD).string(load.token()).count(load.untilMillis());
    } else if (reply instanceof CacheReply.Wait wait) {
      out.u8(WAIT).count(wait.untilMillis());
    } else {
      return false;
    }
    return true;
  }

  private static void ofWrites(BinaryWriter out, CacheReply reply) {
    if (reply instanceof CacheReply.Written written) {
      EntryCodec.write(out.u8(WRITTEN), written.entry());
    } else if (reply instanceof CacheReply.OtherVersion other) {
      CacheFields.write(out.u8(OTHER_VERSION), other.current());
    } else if (reply instanceof CacheReply.NoNumber no) {
      out.u8(NO_NUMBER).string(no.why());
    } else if (reply instanceof CacheReply.TooManyKeys tooMany) {
      out.u8(TOO_MANY_KEYS).count(tooMany.most());
    } else {
      Invariant.check(reply instanceof CacheReply.StaleToken || reply instanceof CacheReply.KeyReused, "a reply without a form: %s", reply);
      out.u8(reply instanceof CacheReply.StaleToken ? STALE_TOKEN : KEY_REUSED);
    }
  }

  private static CacheReply read(BinaryReader in, Function<BinaryReader, Entry> entry) {
    in.version(VERSION, "cache reply");
    CacheReply reply = reply(in, entry);
    in.end();
    return reply;
  }

  private static CacheReply reply(BinaryReader in, Function<BinaryReader, Entry> entry) {
    int tag = in.u8();
    return switch (tag) {
      case FOUND -> new CacheReply.Found(entry.apply(in));
      case MISSING -> new CacheReply.Missing(CacheFields.version(in), in.bool());
      case LOAD -> new CacheReply.Load(in.string(), in.count());
      case WAIT -> new CacheReply.Wait(in.count());
      case WRITTEN -> new CacheReply.Written(entry.apply(in));
      case OTHER_VERSION -> new CacheReply.OtherVersion(CacheFields.version(in));
      case STALE_TOKEN -> new CacheReply.StaleToken();
      case NO_NUMBER -> new CacheReply.NoNumber(in.string());
      case KEY_REUSED -> new CacheReply.KeyReused();
      case TOO_MANY_KEYS -> new CacheReply.TooManyKeys(most(in));
      default -> throw new MalformedBinary("cache reply of kind " + tag);
    };
  }

  private static int most(BinaryReader in) {
    long most = in.count();
    if (most > Integer.MAX_VALUE) throw new MalformedBinary("at most " + most + " keys");
    return (int) most;
  }
}
