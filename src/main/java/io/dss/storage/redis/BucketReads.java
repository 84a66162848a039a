package io.dss.storage.redis;

import io.dss.cache.Entry;
import io.dss.cache.EntryCodec;
import io.dss.kernel.ClusterId;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.Utf8;
import io.dss.spi.BackingStore.Page;
import io.dss.spi.MessageStore.Refused;
import io.dss.spi.MessageStore.Unreachable;
import java.util.ArrayList;
import java.util.List;

/** Entries and names of keys of a bucket. Thread-safe; blocks. */
final class BucketReads {
  /** Keys that a page goes through at most, about: as long as it takes, Redis does nothing else. */
  static final int PAGE_KEYS = 1_000;

  private final ClusterId cluster;
  private final Route route;

  BucketReads(ClusterId cluster, Route route) {
    this.cluster = cluster;
    this.route = route;
  }

  /** In as many round trips as {@link Reading#READ_BYTES} and {@link Reading#READ_MESSAGES} make it. */
  List<Entry> read(int bucket, List<String> keys) throws Unreachable, Refused {
    byte[] entries = BucketKeys.of(cluster, bucket).entries();
    List<Entry> read = new ArrayList<>(keys.size());
    while (read.size() < keys.size()) {
      List<byte[]> arguments = Link.texts(Integer.toString(Reading.READ_BYTES));
      keys.subList(read.size(), Math.min(keys.size(), read.size() + Reading.READ_MESSAGES)).forEach(key -> arguments.add(Utf8.bytes(key)));
      for (Object entry : route.<List<Object>>at(entries, link -> link.run(Script.READ, List.of(entries), arguments))) read.add(entry(entry));
    }
    return read;
  }

  private static Entry entry(Object bytes) throws Refused {
    try {
      return bytes == null ? Entry.NONE : EntryCodec.decoded((byte[]) bytes);
    } catch (MalformedBinary other) {
      throw Failures.foreign("an entry of the cache: " + other.getMessage());
    }
  }

  Page keys(int bucket, ScanCursor cursor, int limit) throws Unreachable, Refused {
    byte[] heads = BucketKeys.of(cluster, bucket).heads();
    List<byte[]> arguments = Link.texts(cursor.scan(), cursor.run(), Integer.toString(Math.max(1, Math.min(limit, PAGE_KEYS))));
    List<Object> answer = route.at(heads, link -> link.run(BucketScripts.KEYS_WITH_A_VALUE, List.of(heads), arguments));
    List<String> keys = Link.list(answer.get(2)).stream().map(Link::text).toList();
    return new Page(keys, ScanCursor.next(Link.text(answer.get(1)), Link.text(answer.get(0))).map(ScanCursor::form));
  }
}
