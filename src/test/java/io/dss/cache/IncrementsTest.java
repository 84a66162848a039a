package io.dss.cache;

import static io.dss.cache.CacheValues.add;
import static io.dss.cache.CacheValues.addFrom;
import static io.dss.cache.CacheValues.delete;
import static io.dss.cache.CacheValues.load;
import static io.dss.cache.CacheValues.loaded;
import static io.dss.cache.CacheValues.write;
import static io.dss.cache.CacheValues.writeFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IncrementsTest {
  private final OneKey key = new OneKey();

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "41, 1, 42", "1, -2, -1", "-0, 5, 5", "9223372036854775806, 1, 9223372036854775807",
    "-9223372036854775808, 0, -9223372036854775808",
    "9223372036854775807, -9223372036854775808, -1", "-9223372036854775807, -1, -9223372036854775808"})
  void aWholeNumberGrows(String before, long by, String after) {
    key.run(write(before));
    assertEquals(after, CacheValues.text(key.run(CacheReply.Written.class, add(by)).entry()));
    assertEquals(after, key.text());
  }

  @ParameterizedTest
  @CsvSource({"9223372036854775807, 1", "-9223372036854775808, -1", "9223372036854775807, 9223372036854775807", "-1, -9223372036854775808"})
  void theRangeIsNotLeft(String before, long by) {
    key.run(write(before));
    assertTrue(key.unchanged(CacheReply.NoNumber.class, add(by)).why().contains(before));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "1.0", "1e3", "01", "-01", "00", "+1", " 1", "1 ", "\"1\"", "null", "[1]", "1_000", "0x1", "9223372036854775808",
    "-9223372036854775809", "99999999999999999999", "100000000000000000000", "\u0661"})
  void whatIsNoWholeNumberIsRefused(String value) {
    key.run(write(value));
    key.unchanged(CacheReply.NoNumber.class, add(1));
    key.unchanged(CacheReply.NoNumber.class, addFrom(5, 1));
  }

  @Test
  void anAbsentKeyIsRefusedWithoutANumberToBeginWith() {
    key.unchanged(CacheReply.Missing.class, add(1));
    key.run(CacheReply.Written.class, addFrom(5, 1));
    assertEquals("6", key.text());
    key.run(CacheReply.Written.class, addFrom(100, 1));
    assertEquals("7", key.text());
    key.run(delete());
    key.unchanged(CacheReply.NoNumber.class, addFrom(Long.MAX_VALUE, 1));
  }

  @Test
  void theKeyExpiresWhenItWouldHaveUnlessToldOtherwise() {
    key.run(writeFor("1", 100));
    long expires = key.entry.expiresAtMillis();
    key.pass(60);
    key.run(add(1));
    assertEquals(expires, key.entry.expiresAtMillis());
    key.run(new CacheCommand.Increment(1, OptionalLong.empty(), OptionalLong.of(100)));
    assertEquals(key.nowMillis + 100, key.entry.expiresAtMillis());
  }

  @Test
  void aNumberOverWhatALoaderDidNotFindDoesNotInheritItsEnd() {
    key.run(new CacheCommand.Write(new Content.Nothing(), OptionalLong.of(100), Optional.empty(), Optional.empty()));
    assertTrue(key.unchanged(CacheReply.Missing.class, add(1)).loadedNothing());
    key.run(CacheReply.Written.class, addFrom(0, 1));
    assertEquals(Entry.NEVER, key.entry.expiresAtMillis());
  }

  @Test
  void aNumberWrittenOverAMarkerMakesItsTokenStale() {
    String token = key.run(CacheReply.Load.class, load(100)).token();
    key.unchanged(CacheReply.Missing.class, add(1));
    key.run(CacheReply.Written.class, addFrom(0, 1));
    key.unchanged(CacheReply.StaleToken.class, loaded(CacheValues.json("9"), token));
    assertEquals("1", key.text());
  }
}
