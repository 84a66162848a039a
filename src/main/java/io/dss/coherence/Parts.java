package io.dss.coherence;

import io.dss.cache.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;

/** Long lists in messages of bounded size. */
final class Parts {
  /** About; a part with a single item may be larger. */
  static final int BYTES = 256 << 10;

  private static final int ITEM_BYTES = 64;
  private static final int CHAR_BYTES = 3;

  private Parts() {}

  static List<Message> reports(List<Message.Held> held) {
    return split(held, Parts::bytes, Message.Reports::new);
  }

  private static int bytes(Message.Held held) {
    return ITEM_BYTES + CHAR_BYTES * held.key().length() + held.entry().bytes() + held.backup().map(Entry::bytes).orElse(0);
  }

  static List<Message> resumes(List<Message.Resumed> resumed) {
    return split(resumed, one -> ITEM_BYTES + CHAR_BYTES * one.key().length(), Message.Resumes::new);
  }

  /** At least one, and the last says so. */
  private static <T> List<Message> split(List<T> items, ToIntFunction<T> size, BiFunction<List<T>, Boolean, Message> part) {
    List<Message> parts = new ArrayList<>();
    List<T> now = new ArrayList<>();
    long bytes = 0;
    for (T item : items) {
      int more = size.applyAsInt(item);
      if (!now.isEmpty() && bytes + more > BYTES) {
        parts.add(part.apply(now, false));
        now = new ArrayList<>();
        bytes = 0;
      }
      now.add(item);
      bytes += more;
    }
    parts.add(part.apply(now, true));
    return parts;
  }
}
