package io.dss.coherence.sim;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Content;
import io.dss.cache.Version;
import io.dss.coherence.Buckets;
import io.dss.raft.sim.SimEntropy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The keys of a world, what they are for, and what is asked of them. Their names say it: registers, counters, and what is loaded by whoever misses it. */
final class CacheKeys {
  private static final String KINDS = "rrclrc";

  private CacheKeys() {}

  /** So many keys in so many buckets. */
  static List<String> draw(SimEntropy by, int count, int buckets) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < buckets; i++) numbers.add(by.below(Buckets.COUNT));
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) keys.add(named(KINDS.charAt(i % KINDS.length()) + "-" + i + "-", numbers.get(i % buckets)));
    return keys;
  }

  private static String named(String prefix, int bucket) {
    for (int i = 0; ; i++) if (Buckets.of(prefix + i) == bucket) return prefix + i;
  }

  static CacheCommand command(String key, SimEntropy by, Optional<Version> known, Supplier<Content.Present> value, long loadMillis) {
    if (key.charAt(0) == 'c') return counter(by);
    return key.charAt(0) == 'l' ? loaded(by, value, loadMillis) : register(by, known, value);
  }

  private static CacheCommand counter(SimEntropy by) {
    int dice = by.below(100);
    if (dice < 35) return new CacheCommand.Read(OptionalLong.empty());
    if (dice < 97) return new CacheCommand.Increment(1 + by.below(3), dice < 45 ? OptionalLong.empty() : OptionalLong.of(0), OptionalLong.empty());
    return new CacheCommand.Delete(Optional.empty(), Optional.empty());
  }

  private static CacheCommand loaded(SimEntropy by, Supplier<Content.Present> value, long loadMillis) {
    int dice = by.below(100);
    if (dice < 70) return new CacheCommand.Read(OptionalLong.of(loadMillis));
    if (dice < 80) return new CacheCommand.Read(OptionalLong.empty());
    if (dice < 95) return new CacheCommand.Delete(Optional.empty(), Optional.empty());
    return new CacheCommand.Write(value.get(), OptionalLong.empty(), Optional.empty(), Optional.empty());
  }

  private static CacheCommand register(SimEntropy by, Optional<Version> known, Supplier<Content.Present> value) {
    int dice = by.below(100);
    if (dice < 50) return new CacheCommand.Read(OptionalLong.empty());
    if (dice < 70) return new CacheCommand.Write(value.get(), OptionalLong.empty(), Optional.empty(), Optional.empty());
    if (dice < 80) return new CacheCommand.Write(value.get(), OptionalLong.of(200 + by.below(800)), Optional.empty(), Optional.empty());
    if (dice < 93) return new CacheCommand.Write(value.get(), OptionalLong.empty(), Optional.of(known.orElse(Version.NONE)), Optional.empty());
    return new CacheCommand.Delete(dice < 95 ? known : Optional.empty(), Optional.empty());
  }

  /** What may be old was written once nevertheless. */
  static void checkAny(String key, CacheReply reply) {
    if (!(reply instanceof CacheReply.Found found)) return;
    byte[] json = ((Content.Present) found.entry().content()).json();
    boolean number = new String(json, StandardCharsets.UTF_8).matches("[0-9]+");
    if (number != (key.charAt(0) == 'c')) throw new AssertionError(key + " was never " + new String(json, StandardCharsets.UTF_8));
  }
}
