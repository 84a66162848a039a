package io.dss.cache;

import static io.dss.cache.CacheValues.add;
import static io.dss.cache.CacheValues.addFrom;
import static io.dss.cache.CacheValues.delete;
import static io.dss.cache.CacheValues.key;
import static io.dss.cache.CacheValues.loaded;
import static io.dss.cache.CacheValues.read;
import static io.dss.cache.CacheValues.write;
import static io.dss.cache.CacheValues.writeFor;
import static io.dss.cache.CacheValues.writeIf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Invariant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeptResultsTest {
  private final OneKey key = new OneKey();

  /** Runs it, lets others change the key, and runs it again. */
  private void assertRepeats(CacheCommand command) {
    Optional<IdempotencyKey> name = key("a");
    CacheReply first = key.run(command, name);
    key.run(write("\"changed meanwhile\""));
    key.pass(CacheLimits.KEPT_MILLIS - 1);
    Entry before = key.entry;
    CacheReply again = key.run(command, name);
    assertSame(before, key.entry, "it is not run again");
    assertEquals(Spelled.of(bare(first)), Spelled.of(bare(again)));
  }

  /** The other results that the entry keeps are nobody's answer. */
  private static CacheReply bare(CacheReply reply) {
    if (!(reply instanceof CacheReply.Written written)) return reply;
    Entry entry = written.entry();
    return new CacheReply.Written(new Entry(entry.version(), entry.content(), entry.expiresAtMillis(), List.of()));
  }

  @Test
  void aWriteThatIsRepeatedAnswersItsVersionAndValue() {
    assertRepeats(writeFor("\"mine\"", 3_000_000));
  }

  @Test
  void anIncrementThatIsRepeatedAnswersTheFirstNumber() {
    key.run(write("41"));
    assertRepeats(add(1));
  }

  @Test
  void aDeleteThatIsRepeatedAnswersThatItWasThere() {
    key.run(write("41"));
    assertRepeats(delete());
  }

  @Test
  void aDeleteOfNothingThatIsRepeatedAnswersThatThereWasNothing() {
    assertRepeats(delete());
  }

  @Test
  void aFailedCompareThatIsRepeatedFailsAgainEvenIfItWouldMatchNow() {
    key.run(write("1"));
    assertRepeats(writeIf("2", CacheValues.VERSION));
  }

  @Test
  void aStaleTokenThatIsRepeatedIsStale() {
    assertRepeats(loaded(CacheValues.json("1"), "old"));
  }

  @Test
  void aNumberThatWasNoneIsNoneWhenItIsRepeated() {
    key.run(write("null"));
    assertRepeats(add(1));
  }

  @Test
  void aKeyWithoutTheNumberToBeginWithStaysMissingWhenItIsRepeated() {
    assertRepeats(add(1));
  }

  @Test
  void whatChangesNothingIsKeptAsAWriteWhoseVersionTheAnswerTells() {
    key.run(write("1"));
    Version before = key.entry.version();
    CacheReply.OtherVersion other = key.run(CacheReply.OtherVersion.class, writeIf("2", CacheValues.VERSION), key("a"));
    assertTrue(key.entry.version().isAfter(before));
    assertEquals(key.entry.version(), other.current(), "who goes by the version that it was told succeeds");
    assertEquals("1", key.text());
    key.run(CacheReply.Written.class, writeIf("2", other.current()));
  }

  @Test
  void anAbsentKeyThatKeepsAResultIsATombstoneForAsLong() {
    key.run(delete(), key("a"));
    assertEquals(key.nowMillis + CacheLimits.KEPT_MILLIS, key.entry.expiresAtMillis());
    key.pass(100);
    key.run(add(1), key("b"));
    assertEquals(key.nowMillis + CacheLimits.KEPT_MILLIS, key.entry.expiresAtMillis(), "as long as the youngest result");
  }

  @Test
  void theSameKeyWithAnotherCallIsRefused() {
    key.run(write("1"), Optional.of(new IdempotencyKey("a", "one call")));
    Entry before = key.entry;
    key.run(CacheReply.KeyReused.class, write("2"), Optional.of(new IdempotencyKey("a", "another call")));
    assertSame(before, key.entry);
  }

  @Test
  void aResultIsKeptForTenMinutesAndNotOneMillisecondLonger() {
    key.run(addFrom(0, 1), key("a"));
    key.pass(CacheLimits.KEPT_MILLIS - 1);
    key.run(addFrom(0, 1), key("a"));
    assertEquals("1", key.text());
    key.pass(1);
    key.run(addFrom(0, 1), key("a"));
    assertEquals("2", key.text());
    assertEquals(1, key.entry.kept().size());
  }

  @Test
  void everyWriteDropsTheResultsThatAreOver() {
    key.run(write("1"), key("a"));
    key.pass(1);
    key.run(write("2"), key("b"));
    key.pass(CacheLimits.KEPT_MILLIS - 1);
    key.run(write("3"));
    assertEquals(List.of("b"), key.entry.kept().stream().map(KeptResult::key).toList());
  }

  @Test
  void asManyResultsAsMayBeAreKeptAndOneMoreIsRefusedUntilOneIsOver() {
    for (int i = 0; i < CacheLimits.KEPT_RESULTS; i++) {
      key.run(CacheReply.Written.class, addFrom(0, 1), key("k" + i));
      key.pass(1);
    }
    Entry full = key.entry;
    assertEquals(CacheLimits.KEPT_RESULTS, key.run(CacheReply.TooManyKeys.class, add(1), key("one more")).most());
    assertSame(full, key.entry);
    assertEquals("1", CacheValues.text(key.unchangedReplay(addFrom(0, 1), key("k0"))));
    key.run(CacheReply.Written.class, add(1));
    key.unchanged(CacheReply.Found.class, read());
    key.pass(CacheLimits.KEPT_MILLIS - CacheLimits.KEPT_RESULTS);
    key.run(CacheReply.Written.class, add(1), key("one more"));
    assertEquals("" + (CacheLimits.KEPT_RESULTS + 2), key.text());
  }

  @Test
  void resultsGoWithTheKeyThroughItsDeletion() {
    key.run(write("1"), key("a"));
    Version written = key.entry.version();
    key.run(delete());
    assertEquals(written, key.unchangedReplay(write("1"), key("a")).version());
  }

  @Test
  void aValueIsNotKeptWithItsResult() {
    key.run(write("\"" + "x".repeat(100_000) + "\""), key("a"));
    KeptResult kept = key.entry.kept().get(0);
    assertTrue(kept.reply().length <= CacheLimits.KEPT_REPLY_BYTES, "it takes " + kept.reply().length);
  }

  @Test
  void aNameThatCouldNotBeReadBackIsNotKept() {
    String tooLong = "k".repeat(CacheLimits.KEPT_KEY_CHARACTERS + 1);
    assertThrows(Invariant.Violated.class, () -> key.run(write("1"), Optional.of(new IdempotencyKey(tooLong, "f"))));
    assertThrows(Invariant.Violated.class, () -> key.run(write("1"), Optional.of(new IdempotencyKey("k", tooLong))));
  }
}
