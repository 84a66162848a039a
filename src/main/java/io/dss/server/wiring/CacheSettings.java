package io.dss.server.wiring;

import io.dss.cache.table.TableLimits;
import io.dss.node.cache.NodeLimits;
import io.dss.server.config.DssConfig;
import io.dss.storage.redis.RedisSettings;
import java.util.Optional;

/**
 * What the cache of a node is told.
 *
 * @param redis where main memory is; empty: in the embedded table
 * @param table of the embedded main memory
 */
record CacheSettings(Optional<RedisSettings> redis, TableLimits table, NodeLimits node) {
  /** How long a node that stops writes back, at most; the launcher, as container engines do, ends what has not ended 20 s (10 s) after SIGTERM. */
  private static final long MOST_LEAVE_MILLIS = 15_000;
  /** Beyond the time that a silent node is in the view: another leader, and main memory. */
  private static final long VIEW_MILLIS = 5_000;

  static CacheSettings of(DssConfig config) {
    DssConfig.Caches caches = config.caches();
    NodeLimits node = new NodeLimits(caches.writeSafety(), caches.maxEntries(), caches.maxBytes(), caches.maxDirtyBytes(), caches.maxChanges(),
        config.http().requestTimeoutMillis(), caches.maxInflight(), caches.maxWaitingCalls(),
        Math.min(MOST_LEAVE_MILLIS, config.cluster().removalTimeMillis() + VIEW_MILLIS));
    return new CacheSettings(EngineSettings.redis(caches.store(), config.redis()), new TableLimits(caches.tableBytes()), node);
  }

  /** At which an invalidated line is logged. */
  static System.Logger.Level invalidations(DssConfig config) {
    return switch (config.caches().invalidationLog()) {
      case FINE -> System.Logger.Level.DEBUG;
      case INFO -> System.Logger.Level.INFO;
    };
  }
}
