package io.dss.cache;

import io.dss.kernel.Utf8;
import java.util.OptionalLong;

/** Whole numbers of 64 bits, as JSON has them: {@code 1.0} and {@code 1e3} are none. */
final class Increments {
  /** Of {@link Long#MIN_VALUE}. */
  private static final int LONGEST = 20;

  private Increments() {}

  static Outcome apply(Entry entry, CacheCommand.Increment increment, long nowMillis) {
    long before;
    if (entry.content() instanceof Content.Present present) {
      OptionalLong number = number(present.json());
      if (number.isEmpty()) return noNumber("the value is no whole number of 64 bits");
      before = number.getAsLong();
    } else if (increment.initial().isPresent()) {
      before = increment.initial().getAsLong();
    } else {
      return Outcome.missing(entry.content() instanceof Content.Nothing);
    }
    long after = before + increment.by();
    if (((before ^ after) & (increment.by() ^ after)) < 0) return noNumber(before + " and " + increment.by() + " make no whole number of 64 bits");
    byte[] json = Utf8.bytes(Long.toString(after));
    return new Outcome.Becomes(new Content.Present(json), expiresAtMillis(entry, increment, nowMillis), CacheReply.Written::new);
  }

  private static long expiresAtMillis(Entry entry, CacheCommand.Increment increment, long nowMillis) {
    if (increment.ttlMillis().isPresent()) return Outcome.after(nowMillis, increment.ttlMillis().getAsLong());
    return entry.content() instanceof Content.Present ? entry.expiresAtMillis() : Entry.NEVER;
  }

  private static Outcome noNumber(String why) {
    return Outcome.stays(new CacheReply.NoNumber(why));
  }

  /** {@code -?(0|[1-9][0-9]*)}, within the range; a Java parser alone would take {@code +1} and {@code 01}. */
  static OptionalLong number(byte[] json) {
    int first = json.length > 0 && json[0] == '-' ? 1 : 0;
    int digits = json.length - first;
    if (digits == 0 || json.length > LONGEST || json[first] == '0' && digits > 1) return OptionalLong.empty();
    for (int i = first; i < json.length; i++) if (json[i] < '0' || json[i] > '9') return OptionalLong.empty();
    try {
      return OptionalLong.of(Long.parseLong(Utf8.text(json)));
    } catch (NumberFormatException outOfRange) {
      return OptionalLong.empty();
    }
  }
}
