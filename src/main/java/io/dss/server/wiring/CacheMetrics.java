package io.dss.server.wiring;

import io.dss.coherence.LineState;
import io.dss.node.cache.CacheGauges;
import io.dss.node.cache.CacheGauges.Transition;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * What the cache of this node holds and what it has done since its start, as MicroProfile metrics. Labels are states of lines, which are few; no key is one. All figures are of the same
 * moment, the last {@link #show}.
 *
 * <p>{@link #show} is called by one timer; gauges are read by any thread.
 */
final class CacheMetrics {
  private record Shown(String name, String description, ToDoubleFunction<CacheGauges> value) {}

  private static final List<Shown> GAUGES = List.of(
      new Shown("dss_cache_entries", "Lines of this node", CacheGauges::entries),
      new Shown("dss_cache_bytes", "What these lines take of dss.cache.max-bytes", CacheGauges::bytes),
      new Shown("dss_cache_dirty_entries", "Lines that main memory does not have", CacheGauges::dirtyLines),
      new Shown("dss_cache_dirty_bytes", "What these take of dss.cache.max-dirty-bytes", CacheGauges::dirtyBytes),
      new Shown("dss_cache_backup_bytes", "Backups kept here of the modified lines of others", CacheGauges::backupBytes),
      new Shown("dss_cache_link_bytes", "Messages to other cache nodes that these have not acknowledged", CacheGauges::linkBytes),
      new Shown("dss_cache_open_buckets", "Of 256 buckets, those this node serves under the newest view", CacheGauges::openBuckets),
      new Shown("dss_cache_calls", "Calls under way on this node, waiting ones included", CacheGauges::calls),
      new Shown("dss_cache_blocked_writers", "Calls that wait until there is room for modified lines", CacheGauges::blocked),
      new Shown("dss_cache_invalidations_sent", "Invalidations sent, as home of keys", CacheGauges::invSent),
      new Shown("dss_cache_invalidations_acknowledged", "Invalidations whose sharer said that its line is gone", CacheGauges::invAcked),
      new Shown("dss_cache_invalidations_timed_out", "Invalidations ended by a change of view, as the sharer did not answer", CacheGauges::invTimedOut),
      new Shown("dss_cache_write_backs", "Entries written to main memory", CacheGauges::writeBacks),
      new Shown("dss_cache_store_reads", "Entries asked of main memory", CacheGauges::storeReads),
      new Shown("dss_cache_store_retries", "Calls of main memory that had to be repeated", CacheGauges::storeRetries),
      new Shown("dss_cache_ping_pong", "Lines fetched away within a second of their coming", CacheGauges::pingPong),
      new Shown("dss_cache_evictions", "Lines that left because there was no room", CacheGauges::evictions),
      new Shown("dss_cache_unlisted_messages", "Messages refused because their sender could not say them: bugs", CacheGauges::unlisted));

  private static final Metadata HITS = Meters.named("dss_cache_hits", "Calls answered from a line of this node, by the state of the line");
  private static final Metadata MISSES = Meters.named("dss_cache_misses", "Calls for which others had to be asked, by the state of the line here");
  private static final Metadata TRANSITIONS = Meters.named("dss_cache_transitions", "Changes of state of this node's lines");

  private final MetricRegistry registry;
  private final Set<Transition> registered = new HashSet<>();
  private volatile Optional<CacheGauges> shown = Optional.empty();

  CacheMetrics(MetricRegistry registry) {
    this.registry = registry;
    for (Shown gauge : GAUGES) register(Meters.named(gauge.name(), gauge.description()), gauge.value());
    for (LineState state : LineState.values()) {
      register(HITS, gauges -> gauges.hits().getOrDefault(state, 0L), new Tag("state", state.name()));
      register(MISSES, gauges -> gauges.misses().getOrDefault(state, 0L), new Tag("state", state.name()));
    }
  }

  /** As the node has it now. A transition has a series from its first time on. */
  void show(CacheGauges gauges) {
    shown = Optional.of(gauges);
    for (Transition it : gauges.transitions().keySet()) {
      if (!registered.add(it)) continue;
      register(TRANSITIONS, now -> now.transitions().getOrDefault(it, 0L), new Tag("from", it.from().name()), new Tag("to", it.to().name()));
    }
  }

  private void register(Metadata metadata, ToDoubleFunction<CacheGauges> value, Tag... tags) {
    registry.gauge(metadata, this, metrics -> metrics.shown.map(value::applyAsDouble).orElse(0.0), tags);
  }
}
