package io.dss.cache;

import io.dss.kernel.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Values of the cache for tests: every kind, with every field that may be missing there and missing, and numbers at both ends. */
public final class CacheValues {
  public static final Version VERSION = new Version(1, 700, 3, 40);
  public static final Version LAST = new Version(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
  private static final byte[] NUMBER_KEPT =
      CacheReplyCodec.encoded(new CacheReply.Written(new Entry(VERSION, json("-9223372036854775808"), Entry.NEVER, List.of())));

  public static final List<Entry> ENTRIES = List.of(
      Entry.NONE,
      new Entry(VERSION, json("{\"a\":[1,null]}"), Entry.NEVER, List.of()),
      new Entry(LAST, json(""), 0, List.of()),
      new Entry(VERSION, new Content.Nothing(), Entry.NEVER - 1, List.of()),
      new Entry(VERSION, new Content.Loading(LAST.text(), Long.MAX_VALUE), 1_700_000_000_000L, List.of()),
      new Entry(VERSION, new Content.Absent(), 1_700_000_000_000L, List.of(
          new KeptResult("k", "f", 0, CacheReplyCodec.encoded(new CacheReply.Missing(VERSION, true))),
          new KeptResult("k".repeat(200), "f".repeat(200), Long.MAX_VALUE, NUMBER_KEPT))));

  public static final List<CacheCommand> COMMANDS = List.of(
      new CacheCommand.Read(OptionalLong.empty()),
      new CacheCommand.Read(OptionalLong.of(Long.MAX_VALUE)),
      new CacheCommand.Write(json("null"), OptionalLong.empty(), Optional.empty(), Optional.empty()),
      new CacheCommand.Write(new Content.Nothing(), OptionalLong.of(1), Optional.of(VERSION), Optional.of(VERSION.text())),
      new CacheCommand.Write(json("\"\u00e4\ud83d\ude00\""), OptionalLong.of(0), Optional.of(Version.NONE), Optional.of("")),
      new CacheCommand.Delete(Optional.empty(), Optional.empty()),
      new CacheCommand.Delete(Optional.of(LAST), Optional.of("a-b-c-d")),
      new CacheCommand.Increment(Long.MIN_VALUE, OptionalLong.empty(), OptionalLong.empty()),
      new CacheCommand.Increment(Long.MAX_VALUE, OptionalLong.of(-1), OptionalLong.of(60_000)));

  public static final List<CacheReply> REPLIES = List.of(
      new CacheReply.Found(ENTRIES.get(1)),
      new CacheReply.Found(new Entry(VERSION, json("7"), 9, ENTRIES.get(5).kept())),
      new CacheReply.Missing(Version.NONE, false),
      new CacheReply.Missing(LAST, true),
      new CacheReply.Load(VERSION.text(), 5),
      new CacheReply.Wait(Long.MAX_VALUE),
      new CacheReply.Written(ENTRIES.get(5)),
      new CacheReply.OtherVersion(VERSION),
      new CacheReply.StaleToken(),
      new CacheReply.NoNumber("why"),
      new CacheReply.KeyReused(),
      new CacheReply.TooManyKeys(256));

  private CacheValues() {}

  public static Content.Present json(String text) {
    return new Content.Present(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(Entry entry) {
    return new String(((Content.Present) entry.content()).json(), StandardCharsets.UTF_8);
  }

  static CacheCommand read() {
    return new CacheCommand.Read(OptionalLong.empty());
  }

  static CacheCommand load(long millis) {
    return new CacheCommand.Read(OptionalLong.of(millis));
  }

  static CacheCommand write(String json) {
    return new CacheCommand.Write(json(json), OptionalLong.empty(), Optional.empty(), Optional.empty());
  }

  static CacheCommand writeFor(String json, long ttlMillis) {
    return new CacheCommand.Write(json(json), OptionalLong.of(ttlMillis), Optional.empty(), Optional.empty());
  }

  static CacheCommand writeIf(String json, Version version) {
    return new CacheCommand.Write(json(json), OptionalLong.empty(), Optional.of(version), Optional.empty());
  }

  static CacheCommand loaded(Content content, String token) {
    return new CacheCommand.Write(content, OptionalLong.empty(), Optional.empty(), Optional.of(token));
  }

  static CacheCommand delete() {
    return new CacheCommand.Delete(Optional.empty(), Optional.empty());
  }

  static CacheCommand deleteIf(Version version) {
    return new CacheCommand.Delete(Optional.of(version), Optional.empty());
  }

  static CacheCommand giveUp(String token) {
    return new CacheCommand.Delete(Optional.empty(), Optional.of(token));
  }

  static CacheCommand add(long by) {
    return new CacheCommand.Increment(by, OptionalLong.empty(), OptionalLong.empty());
  }

  static CacheCommand addFrom(long initial, long by) {
    return new CacheCommand.Increment(by, OptionalLong.of(initial), OptionalLong.empty());
  }

  static Optional<IdempotencyKey> key(String key) {
    return Optional.of(new IdempotencyKey(key, "call of " + key));
  }
}
