package io.dss.cache;

import static io.dss.cache.CacheValues.delete;
import static io.dss.cache.CacheValues.giveUp;
import static io.dss.cache.CacheValues.json;
import static io.dss.cache.CacheValues.key;
import static io.dss.cache.CacheValues.load;
import static io.dss.cache.CacheValues.loaded;
import static io.dss.cache.CacheValues.read;
import static io.dss.cache.CacheValues.write;
import static io.dss.cache.CacheValues.writeIf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LoadsTest {
  private static final long LOAD = 1_000;
  private final OneKey key = new OneKey();

  private String begin() {
    return key.run(CacheReply.Load.class, load(LOAD)).token();
  }

  @Test
  void oneReaderLoadsAndTheOthersWait() {
    CacheReply.Load first = key.run(CacheReply.Load.class, load(LOAD));
    assertEquals(key.nowMillis + LOAD, first.untilMillis());
    assertEquals(key.entry.version().text(), first.token(), "no version is used twice, so no token is");
    assertEquals(first.untilMillis(), key.unchanged(CacheReply.Wait.class, load(LOAD)).untilMillis());
    assertFalse(key.unchanged(CacheReply.Missing.class, read()).loadedNothing(), "who does not load does not wait either");
  }

  @Test
  void whatIsThereIsNotLoaded() {
    key.run(write("1"));
    key.unchanged(CacheReply.Found.class, load(LOAD));
  }

  @Test
  void theLoaderWritesUnderItsTokenOnce() {
    String token = begin();
    key.run(CacheReply.Written.class, loaded(json("1"), token));
    key.unchanged(CacheReply.Found.class, load(LOAD));
    key.unchanged(CacheReply.StaleToken.class, loaded(json("2"), token));
    assertEquals("1", key.text());
  }

  @Test
  void aLoaderThatIsLateIsFollowedByExactlyOneOther() {
    String late = begin();
    key.pass(LOAD - 1);
    key.unchanged(CacheReply.Wait.class, load(LOAD));
    key.pass(1);
    String next = begin();
    assertNotEquals(late, next);
    key.unchanged(CacheReply.Wait.class, load(LOAD));
    key.unchanged(CacheReply.StaleToken.class, loaded(json("old"), late));
    key.run(CacheReply.Written.class, loaded(json("new"), next));
  }

  @Test
  void aLoaderThatIsLateMayStillWriteAsLongAsNobodyElseLoads() {
    String token = begin();
    key.pass(LOAD + CacheLimits.KEPT_MILLIS - 1);
    key.run(CacheReply.Written.class, loaded(json("1"), token));
  }

  @Test
  void aMarkerThatNobodyEndsIsForgottenAndItsTokenWithIt() {
    String token = begin();
    key.pass(LOAD + CacheLimits.KEPT_MILLIS);
    key.run(CacheReply.StaleToken.class, loaded(json("1"), token));
    assertInstanceOf(Content.Absent.class, key.entry.content());
    assertTrue(key.entry.forgettable(key.nowMillis + CacheLimits.KEPT_MILLIS));
  }

  @Test
  void aPlainWriteOverAMarkerMakesTheTokenStale() {
    String token = begin();
    key.run(CacheReply.Written.class, write("1"));
    key.unchanged(CacheReply.StaleToken.class, loaded(json("2"), token));
    key.unchanged(CacheReply.StaleToken.class, giveUp(token));
  }

  @Test
  void aPlainDeleteOverAMarkerMakesTheTokenStale() {
    String token = begin();
    key.run(CacheReply.Missing.class, delete());
    key.unchanged(CacheReply.StaleToken.class, loaded(json("2"), token));
  }

  @Test
  void aLoaderThatGivesUpIsFollowedAtOnce() {
    String token = begin();
    key.unchanged(CacheReply.StaleToken.class, giveUp("another"));
    key.run(CacheReply.Written.class, giveUp(token));
    key.unchanged(CacheReply.StaleToken.class, giveUp(token));
    begin();
  }

  @Test
  void aTokenWithoutALoadIsStale() {
    key.unchanged(CacheReply.StaleToken.class, loaded(json("1"), ""));
    key.unchanged(CacheReply.StaleToken.class, giveUp("0-0-0-0"));
  }

  @Test
  void theTokenIsComparedBeforeTheVersion() {
    String token = begin();
    CacheCommand both = new CacheCommand.Write(json("1"), OptionalLong.empty(), Optional.of(CacheValues.VERSION), Optional.of(token));
    key.unchanged(CacheReply.OtherVersion.class, both);
    key.run(write("2"));
    key.unchanged(CacheReply.StaleToken.class, both);
  }

  @Test
  void nothingFoundIsKnownForItsTtlAndIsNotLoadedAgain() {
    CacheCommand nothing = new CacheCommand.Write(new Content.Nothing(), OptionalLong.of(50), Optional.empty(), Optional.of(begin()));
    key.run(CacheReply.Written.class, nothing);
    assertTrue(key.unchanged(CacheReply.Missing.class, load(LOAD)).loadedNothing());
    assertTrue(key.unchanged(CacheReply.Missing.class, read()).loadedNothing());
    key.pass(49);
    key.unchanged(CacheReply.Missing.class, load(LOAD));
    key.pass(1);
    begin();
  }

  @Test
  void aResultThatIsKeptBesideAMarkerLeavesTheLoadAsItIs() {
    String token = begin();
    key.run(CacheReply.OtherVersion.class, writeIf("2", CacheValues.VERSION), key("a"));
    key.unchanged(CacheReply.Wait.class, load(LOAD));
    key.run(CacheReply.Written.class, loaded(json("1"), token));
    assertEquals(1, key.entry.kept().size());
  }

  @Test
  void aReadUnderAnIdempotencyKeyIsARead() {
    key.run(CacheReply.Load.class, load(LOAD), key("a"));
    assertEquals(0, key.entry.kept().size());
    key.run(CacheReply.Wait.class, load(LOAD), key("a"));
  }
}
