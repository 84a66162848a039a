package io.dss.cache;

import static io.dss.cache.CacheValues.VERSION;
import static io.dss.cache.CacheValues.delete;
import static io.dss.cache.CacheValues.deleteIf;
import static io.dss.cache.CacheValues.json;
import static io.dss.cache.CacheValues.load;
import static io.dss.cache.CacheValues.read;
import static io.dss.cache.CacheValues.write;
import static io.dss.cache.CacheValues.writeFor;
import static io.dss.cache.CacheValues.writeIf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Invariant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WritesTest {
  private final OneKey key = new OneKey();

  @Test
  void aKeyThatWasNeverWrittenIsMissingAtNoVersion() {
    CacheReply.Missing missing = key.unchanged(CacheReply.Missing.class, read());
    assertEquals(Version.NONE, missing.version());
    assertFalse(missing.loadedNothing());
  }

  @Test
  void whatIsWrittenIsRead() {
    Entry written = key.run(CacheReply.Written.class, write("1")).entry();
    assertSame(key.entry, written);
    assertSame(written, key.unchanged(CacheReply.Found.class, read()).entry());
    assertEquals("1", key.text());
    assertEquals(Entry.NEVER, written.expiresAtMillis());
  }

  @Test
  void aWriteWithoutTtlEndsTheTtlOfTheValueBefore() {
    key.run(writeFor("1", 10));
    assertEquals(key.nowMillis + 10, key.entry.expiresAtMillis());
    key.run(write("2"));
    assertEquals(Entry.NEVER, key.entry.expiresAtMillis());
  }

  @Test
  void aTtlBeyondTheEndOfTimeIsNever() {
    key.run(writeFor("1", Long.MAX_VALUE));
    assertEquals(Entry.NEVER, key.entry.expiresAtMillis());
    assertFalse(key.entry.forgettable(Long.MAX_VALUE));
    key.run(writeFor("1", Entry.NEVER - 1 - key.nowMillis));
    assertEquals(Entry.NEVER - 1, key.entry.expiresAtMillis());
    assertFalse(key.entry.forgettable(key.nowMillis), "the sum of its end and the time that results are kept is no long");
  }

  @Test
  void aCompareGoesByTheVersionThatIsThere() {
    Version first = key.run(CacheReply.Written.class, write("1")).entry().version();
    Version second = key.run(CacheReply.Written.class, writeIf("2", first)).entry().version();
    assertTrue(second.isAfter(first));
    assertEquals(second, key.unchanged(CacheReply.OtherVersion.class, writeIf("3", first)).current());
    assertEquals("2", key.text());
  }

  @Test
  void theEmptyVersionComparesWithWhatIsAbsentForWhateverReason() {
    key.run(CacheReply.Written.class, writeIf("1", Version.NONE));
    key.unchanged(CacheReply.OtherVersion.class, writeIf("2", Version.NONE));
    key.run(delete());
    key.run(CacheReply.Written.class, writeIf("3", Version.NONE));
    key.run(new CacheCommand.Write(new Content.Nothing(), OptionalLong.empty(), Optional.empty(), Optional.empty()));
    key.run(CacheReply.Written.class, writeIf("4", Version.NONE));
    key.run(writeFor("5", 10));
    key.pass(10);
    key.run(CacheReply.Written.class, writeIf("6", Version.NONE));
    key.run(delete());
    key.run(CacheReply.Load.class, load(100));
    key.run(CacheReply.Written.class, writeIf("7", Version.NONE));
  }

  @Test
  void aTombstoneCanBeComparedWithToo() {
    key.run(write("1"));
    Version tombstone = key.run(CacheReply.Written.class, delete()).entry().version();
    assertEquals(tombstone, key.unchanged(CacheReply.Missing.class, read()).version());
    assertEquals(tombstone, key.unchanged(CacheReply.OtherVersion.class, writeIf("2", VERSION)).current());
    key.run(CacheReply.Written.class, writeIf("2", tombstone));
  }

  @Test
  void aDeleteLeavesATombstoneForAsLongAsResultsAreKept() {
    key.run(write("1"));
    Entry tombstone = key.run(CacheReply.Written.class, delete()).entry();
    assertInstanceOf(Content.Absent.class, tombstone.content());
    assertEquals(key.nowMillis + CacheLimits.KEPT_MILLIS, tombstone.expiresAtMillis());
    assertFalse(tombstone.expired(Long.MAX_VALUE), "what is absent does not end");
    assertFalse(tombstone.forgettable(tombstone.expiresAtMillis() - 1));
    assertTrue(tombstone.forgettable(tombstone.expiresAtMillis()));
  }

  @Test
  void aDeleteOfWhatIsAbsentChangesNothing() {
    key.unchanged(CacheReply.Missing.class, delete());
    key.unchanged(CacheReply.Missing.class, deleteIf(VERSION));
    key.run(write("1"));
    key.run(delete());
    key.unchanged(CacheReply.Missing.class, delete());
  }

  @Test
  void aDeleteComparesLikeAWrite() {
    key.run(write("1"));
    assertEquals(key.entry.version(), key.unchanged(CacheReply.OtherVersion.class, deleteIf(VERSION)).current());
    key.unchanged(CacheReply.OtherVersion.class, deleteIf(Version.NONE));
    key.run(CacheReply.Written.class, deleteIf(key.entry.version()));
  }

  @Test
  void aDeleteMakesWhatALoaderDidNotFindUnknownAgain() {
    key.run(new CacheCommand.Write(new Content.Nothing(), OptionalLong.empty(), Optional.empty(), Optional.empty()));
    assertTrue(key.unchanged(CacheReply.Missing.class, read()).loadedNothing());
    Version found = key.entry.version();
    Version deleted = key.run(CacheReply.Missing.class, delete()).version();
    assertTrue(deleted.isAfter(found));
    assertEquals(key.entry.version(), deleted);
    assertFalse(key.unchanged(CacheReply.Missing.class, read()).loadedNothing());
  }

  @Test
  void whatNobodyMayWriteIsABrokenInvariant() {
    CacheCommand absent = new CacheCommand.Write(new Content.Absent(), OptionalLong.empty(), Optional.empty(), Optional.empty());
    assertThrows(Invariant.Violated.class, () -> key.run(absent));
    Entry there = new Entry(VERSION, json("1"), Entry.NEVER, java.util.List.of());
    assertThrows(Invariant.Violated.class, () -> Operations.apply(there, VERSION, write("2"), Optional.empty(), 0), "a version is used once");
  }
}
