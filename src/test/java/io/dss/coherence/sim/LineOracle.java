package io.dss.coherence.sim;

import io.dss.cache.Version;
import io.dss.cluster.Epoch;
import io.dss.coherence.Effect;
import io.dss.coherence.LineState;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One writer or many readers, and all readers of the same: of every key, among those that may act, looked at whenever a line is shown or a lease begins. Who is
 * paused counts, as it goes on where it was. Besides, all who act do so under one epoch, and a key's changes are told in the order of their versions.
 */
final class LineOracle {
  private final CacheWorld world;
  private final Map<CacheProcess, TreeMap<String, Effect.Show>> shown = new IdentityHashMap<>();
  private final TreeMap<String, Version> changed = new TreeMap<>();
  private long looks;

  LineOracle(CacheWorld world) {
    this.world = world;
  }

  long looks() {
    return looks;
  }

  void shows(CacheProcess process, Effect.Show show) {
    TreeMap<String, Effect.Show> lines = shown.computeIfAbsent(process, fresh -> new TreeMap<>());
    if (show.state() == LineState.I) lines.remove(show.key());
    else lines.put(show.key(), show);
    world.trace(process.life() * 31 + show.key().hashCode() * 37L + show.state().ordinal() + show.entry().version().hashCode() * 41L);
    if (process.placement().acting().isPresent() && show.state().readable()) check(show.key(), process, show);
  }

  void gone(CacheProcess process, String key) {
    shown.getOrDefault(process, new TreeMap<>()).remove(key);
  }

  void died(CacheProcess process) {
    shown.remove(process);
  }

  void leaseBegins(CacheProcess process) {
    Optional<Epoch> mine = process.placement().acting();
    for (CacheHost host : world.hosts()) {
      if (!host.isUp()) continue;
      Optional<Epoch> other = host.process().placement().acting();
      if (other.isPresent() && !other.equals(mine)) broken(process, process.node() + " acts under " + mine + ", " + host.node() + " under " + other);
    }
    shown.getOrDefault(process, new TreeMap<>()).values().forEach(show -> {
      if (show.state().readable()) check(show.key(), process, show);
    });
  }

  void changed(CacheProcess process, Effect.Changed change) {
    Version before = changed.getOrDefault(process.life() + change.key(), Version.NONE);
    if (!change.entry().version().isAfter(before)) broken(process, change.key() + " changed to " + change.entry().version() + " after " + before);
    changed.put(process.life() + change.key(), change.entry().version());
  }

  private void check(String key, CacheProcess process, Effect.Show mine) {
    for (CacheHost host : world.hosts()) {
      CacheProcess other = host.process();
      if (!host.isUp() || other == process || other.placement().acting().isEmpty()) continue;
      Effect.Show theirs = shown.getOrDefault(other, new TreeMap<>()).get(key);
      if (theirs == null || !theirs.state().readable()) continue;
      looks++;
      boolean alone = mine.state().writable() || theirs.state().writable();
      if (alone || !mine.entry().version().equals(theirs.entry().version())) {
        broken(process, key + " is " + told(process, mine) + " and " + told(other, theirs));
      }
    }
  }

  private static String told(CacheProcess process, Effect.Show show) {
    return show.state() + " " + show.entry().version() + " on " + process.node() + "." + process.incarnation();
  }

  private void broken(CacheProcess process, String what) {
    world.broken(process.node(), new AssertionError(what));
  }
}
