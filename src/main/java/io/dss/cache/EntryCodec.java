package io.dss.cache;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.Invariant;
import io.dss.kernel.MalformedBinary;
import java.util.ArrayList;
import java.util.List;

/** {@link Entry}s as bytes: in main memory, and between nodes as part of other forms. */
public final class EntryCodec {
  /** What an entry takes at least, within another form. */
  public static final int LEAST_BYTES = 7;

  private static final int VERSION = 1;
  private static final int ABSENT = 0;
  private static final int PRESENT = 1;
  private static final int NOTHING = 2;
  private static final int LOADING = 3;
  private static final int KEPT_LEAST_BYTES = 4;
  private static final int AROUND_BYTES = 64;

  private EntryCodec() {}

  public static byte[] encoded(Entry entry) {
    BinaryWriter out = new BinaryWriter(expectedBytes(entry)).u8(VERSION);
    write(out, entry);
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no entry, or one beyond {@link CacheLimits} */
  public static Entry decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "cache entry");
    Entry entry = read(in);
    in.end();
    return entry;
  }

  /** For the buffer of a form around it: about, and seldom too little. */
  public static int expectedBytes(Entry entry) {
    return AROUND_BYTES + entry.bytes() + entry.kept().size() * AROUND_BYTES / 2;
  }

  /** Within another form, whose version then speaks for this one. */
  public static void write(BinaryWriter out, Entry entry) {
    write(out, entry.version());
    write(out, entry.content());
    out.count(entry.expiresAtMillis() == Entry.NEVER ? 0 : entry.expiresAtMillis() + 1).count(entry.kept().size());
    for (KeptResult result : entry.kept()) out.string(result.key()).string(result.fingerprint()).count(result.atMillis()).bytes(result.reply());
  }

  /** @throws MalformedBinary if it is none */
  public static Entry read(BinaryReader in) {
    return read(in, CacheLimits.KEPT_RESULTS);
  }

  /** Without kept results, as in one of those: else forms would nest as deep as there are bytes. */
  static Entry readBare(BinaryReader in) {
    return read(in, 0);
  }

  public static void write(BinaryWriter out, Version version) {
    CacheFields.write(out, version);
  }

  /** @throws MalformedBinary if it is none */
  public static Version readVersion(BinaryReader in) {
    return CacheFields.version(in);
  }

  private static Entry read(BinaryReader in, int mostKept) {
    Version version = CacheFields.version(in);
    Content content = readContent(in);
    long expires = in.count();
    return new Entry(version, content, expires == 0 ? Entry.NEVER : expires - 1, kept(in, mostKept));
  }

  private static List<KeptResult> kept(BinaryReader in, int most) {
    int count = in.size(KEPT_LEAST_BYTES);
    if (count > most) throw new MalformedBinary(count + " kept results where " + most + " may be");
    List<KeptResult> kept = new ArrayList<>(count);
    for (int left = count; left > 0; left--) kept.add(result(in));
    return kept;
  }

  private static KeptResult result(BinaryReader in) {
    String key = CacheFields.string(in, CacheLimits.KEPT_KEY_CHARACTERS, "an idempotency key");
    String fingerprint = CacheFields.string(in, CacheLimits.KEPT_KEY_CHARACTERS, "a fingerprint");
    long atMillis = in.count();
    byte[] reply = CacheFields.bytes(in, CacheLimits.KEPT_REPLY_BYTES, "a kept result");
    CacheReplyCodec.checkKept(reply);
    return new KeptResult(key, fingerprint, atMillis, reply);
  }

  static void write(BinaryWriter out, Content content) {
    if (content instanceof Content.Present present) {
      out.u8(PRESENT).bytes(present.json());
    } else if (content instanceof Content.Loading loading) {
      out.u8(LOADING).string(loading.token()).count(loading.untilMillis());
    } else {
      Invariant.check(content instanceof Content.Absent || content instanceof Content.Nothing, "a content without a form: %s", content);
      out.u8(content instanceof Content.Nothing ? NOTHING : ABSENT);
    }
  }

  static Content readContent(BinaryReader in) {
    int tag = in.u8();
    return switch (tag) {
      case ABSENT -> new Content.Absent();
      case PRESENT -> new Content.Present(CacheFields.bytes(in, CacheLimits.VALUE_BYTES, "a value"));
      case NOTHING -> new Content.Nothing();
      case LOADING -> new Content.Loading(CacheFields.string(in, CacheLimits.TOKEN_CHARACTERS, "a load token"), in.count());
      default -> throw new MalformedBinary("content of kind " + tag);
    };
  }
}
