package io.dss.node.queue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Bodies that the store has too, by claim and sequence, least recently used first out. By claim, as a store that went back in time gives sequences
 * out
 * again. Confined to the queue loop.
 */
final class BodyCache {
  /** What an entry costs beside its body. */
  private static final int ENTRY_BYTES = 120;

  private record Key(String claim, long sequence) {}

  private final long maxBytes;
  private final LinkedHashMap<Key, byte[]> bodies = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  BodyCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void put(String claim, long sequence, byte[] body) {
    forget(claim, sequence);
    if (body.length + ENTRY_BYTES > maxBytes) return;
    bodies.put(new Key(claim, sequence), body);
    bytes += body.length + ENTRY_BYTES;
    while (bytes > maxBytes) {
      Map.Entry<Key, byte[]> oldest = bodies.entrySet().iterator().next();
      forget(oldest.getKey().claim(), oldest.getKey().sequence());
    }
  }

  Optional<byte[]> get(String claim, long sequence) {
    return Optional.ofNullable(bodies.get(new Key(claim, sequence)));
  }

  /** Does not count as use. */
  boolean has(String claim, long sequence) {
    return bodies.containsKey(new Key(claim, sequence));
  }

  void forget(String claim, long sequence) {
    byte[] body = bodies.remove(new Key(claim, sequence));
    if (body != null) bytes -= body.length + ENTRY_BYTES;
  }

  long bytes() {
    return bytes;
  }
}
