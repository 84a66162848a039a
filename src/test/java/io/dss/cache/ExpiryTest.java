package io.dss.cache;

import static io.dss.cache.CacheValues.add;
import static io.dss.cache.CacheValues.addFrom;
import static io.dss.cache.CacheValues.delete;
import static io.dss.cache.CacheValues.key;
import static io.dss.cache.CacheValues.read;
import static io.dss.cache.CacheValues.write;
import static io.dss.cache.CacheValues.writeFor;
import static io.dss.cache.CacheValues.writeIf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpiryTest {
  private static final long TTL = 500;
  private final OneKey key = new OneKey();

  @Test
  void aValueIsThereUpToItsLastMillisecondAndNotOneLonger() {
    key.run(writeFor("1", TTL));
    key.pass(TTL - 1);
    key.unchanged(CacheReply.Found.class, read());
    key.pass(1);
    key.run(CacheReply.Missing.class, read());
  }

  @Test
  void whoeverOnlyReadsTheLineDoesNotAnswerWhatHasExpired() {
    key.run(writeFor("1", TTL));
    key.pass(TTL);
    for (CacheCommand command : List.of(read(), write("2"), delete(), add(1))) {
      assertEquals(Optional.empty(), Operations.read(key.entry, command, Optional.empty(), key.nowMillis));
    }
  }

  @Test
  void aReadOfWhatHasExpiredWritesItsEnd() {
    Version written = key.run(CacheReply.Written.class, writeFor("1", TTL)).entry().version();
    key.pass(TTL + 3);
    CacheReply.Missing missing = key.run(CacheReply.Missing.class, read());
    assertTrue(missing.version().isAfter(written));
    assertEquals(missing.version(), key.entry.version());
    assertInstanceOf(Content.Absent.class, key.entry.content());
    assertEquals(key.nowMillis + CacheLimits.KEPT_MILLIS, key.entry.expiresAtMillis());
    key.unchanged(CacheReply.Missing.class, read());
  }

  @Test
  void aFailedCompareWithWhatHasExpiredWritesItsEndAndTellsTheVersionOfThat() {
    Version written = key.run(CacheReply.Written.class, writeFor("1", TTL)).entry().version();
    key.pass(TTL);
    CacheReply.OtherVersion other = key.run(CacheReply.OtherVersion.class, writeIf("2", written));
    assertNotEquals(written, other.current());
    assertEquals(key.entry.version(), other.current());
    assertInstanceOf(Content.Absent.class, key.entry.content());
    key.run(CacheReply.Written.class, writeIf("2", other.current()));
  }

  @Test
  void aDeleteOfWhatHasExpiredFindsNothing() {
    key.run(writeFor("1", TTL));
    key.pass(TTL);
    assertEquals(key.entry.version().next(), key.run(CacheReply.Missing.class, delete()).version());
  }

  @Test
  void aNumberThatHasExpiredBeginsAnew() {
    key.run(writeFor("41", TTL));
    key.run(CacheReply.Written.class, add(1));
    key.pass(TTL);
    key.run(CacheReply.Written.class, addFrom(100, 1));
    assertEquals("101", key.text());
    assertEquals(Entry.NEVER, key.entry.expiresAtMillis());
    key.run(writeFor("41", TTL));
    key.pass(TTL);
    key.run(CacheReply.Missing.class, add(1));
  }

  @Test
  void resultsOutliveTheValueAndTheStoreKeepsThemAsLong() {
    key.run(writeFor("1", TTL), key("a"));
    Entry written = key.entry;
    assertFalse(written.forgettable(key.nowMillis + TTL), "expired, and the result is still to be given");
    key.pass(TTL);
    key.run(CacheReply.Missing.class, read());
    assertEquals(1, key.entry.kept().size());
    assertEquals(written.version(), key.unchangedReplay(writeFor("1", TTL), key("a")).version());
    assertTrue(written.forgettable(key.nowMillis + CacheLimits.KEPT_MILLIS));
  }
}
