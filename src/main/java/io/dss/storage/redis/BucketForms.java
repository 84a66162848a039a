package io.dss.storage.redis;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.cluster.Epoch;
import io.dss.kernel.Utf8;
import io.dss.spi.BackingStore.Item;
import io.dss.spi.MessageStore.Refused;
import java.nio.ByteBuffer;

/** Epochs and versions as 32 bytes that are in the order of what they stand for: numbers in Lua are doubles, and two that are far up would be equal. */
final class BucketForms {
  /** Drop times of keys that stay. */
  static final String STAYS = "";
  /** What the head of a key with a value ends with; that of another key ends otherwise. */
  private static final byte PRESENT = 'P';
  private static final byte OTHER = '-';
  private static final int RADIX = 16;
  private static final int DIGITS = 16;

  private BucketForms() {}

  /** Hexadecimal, for whoever looks into Redis. */
  static byte[] form(Epoch epoch) {
    return Utf8.bytes(String.format("%016x%016x", epoch.generation(), epoch.logIndex()));
  }

  static Epoch epoch(Object answered) throws Refused {
    String form = Link.text(answered);
    if (!form.matches("([0-7][0-9a-f]{15}){2}")) throw Failures.foreign("the epoch of a bucket is '" + form + "'");
    return new Epoch(Long.parseLong(form.substring(0, DIGITS), RADIX), Long.parseLong(form.substring(DIGITS), RADIX));
  }

  /** What an item is compared and listed by, so that its entry need not be looked at. */
  static byte[] head(Entry entry) {
    Version version = entry.version();
    return ByteBuffer.allocate(4 * Long.BYTES + 1).putLong(version.generation()).putLong(version.ringEpoch()).putLong(version.grant()).putLong(version.counter())
        .put(entry.content() instanceof Content.Present ? PRESENT : OTHER).array();
  }

  static byte[] keep(Item item) {
    return Utf8.bytes(item.keepMillis() == Entry.NEVER ? STAYS : Long.toString(Math.max(0, item.keepMillis())));
  }
}
