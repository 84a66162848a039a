package io.dss.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.IdempotencyKey;
import java.util.Optional;

/** A key, its owner, and a clock that the test moves. After every command the rules that hold of all of them are checked. */
final class OneKey {
  Entry entry = Entry.NONE;
  long nowMillis = 1_000_000;
  private Version last = Version.granted(1, 7, 1);

  CacheReply run(CacheCommand command) {
    return run(command, Optional.empty());
  }

  CacheReply run(CacheCommand command, Optional<IdempotencyKey> key) {
    Entry before = entry;
    Optional<CacheReply> read = Operations.read(before, command, key, nowMillis);
    last = last.next();
    Operations.Applied applied = Operations.apply(before, last, command, key, nowMillis);
    entry = applied.after();
    assertEquals(before.expired(nowMillis) || entry != before, read.isEmpty(),
        "whoever may read it may answer what changes nothing, and nothing else");
    byte[] told = CacheReplyCodec.encoded(applied.reply());
    read.ifPresent(reply -> assertArrayEquals(told, CacheReplyCodec.encoded(reply)));
    if (entry != before) assertEquals(last, entry.version());
    assertTrue(entry.kept().size() <= CacheLimits.KEPT_RESULTS);
    byte[] stored = EntryCodec.encoded(entry);
    assertArrayEquals(stored, EntryCodec.encoded(EntryCodec.decoded(stored)), "what is written can be kept in main memory");
    assertArrayEquals(told, CacheReplyCodec.encoded(CacheReplyCodec.decoded(told)));
    return applied.reply();
  }

  /** @param reply the kind of the answer */
  <R extends CacheReply> R run(Class<R> reply, CacheCommand command) {
    return assertInstanceOf(reply, run(command));
  }

  <R extends CacheReply> R run(Class<R> reply, CacheCommand command, Optional<IdempotencyKey> key) {
    return assertInstanceOf(reply, run(command, key));
  }

  <R extends CacheReply> R unchanged(Class<R> reply, CacheCommand command) {
    Entry before = entry;
    R answer = run(reply, command);
    assertSame(before, entry);
    return answer;
  }

  /** A repeated call, which changes nothing, and is answered as the first was. */
  Entry unchangedReplay(CacheCommand command, Optional<IdempotencyKey> key) {
    Entry before = entry;
    CacheReply.Written written = run(CacheReply.Written.class, command, key);
    assertSame(before, entry);
    return written.entry();
  }

  String text() {
    return CacheValues.text(entry);
  }

  void pass(long millis) {
    nowMillis += millis;
  }
}
