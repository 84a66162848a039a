package io.dss.server.wiring;

import io.dss.node.queue.OwnerLimits;
import io.dss.node.queue.QueueService;
import io.dss.queue.table.TableLimits;
import io.dss.server.config.DssConfig;
import io.dss.server.config.StoreKind;
import io.dss.storage.redis.RedisSettings;
import io.dss.storage.redis.RedisUrl;
import java.util.Optional;

/**
 * What the queues of a node are told.
 *
 * @param redis where messages live; empty: in the embedded table
 * @param table of the embedded store
 */
record QueueSettings(Optional<RedisSettings> redis, TableLimits table, OwnerLimits owner, QueueService.Limits calls) {
  static QueueSettings of(DssConfig config) {
    DssConfig.Queues queues = config.queues();
    return new QueueSettings(queues.store() == StoreKind.REDIS ? Optional.of(redis(config.redis())) : Optional.empty(), TableLimits.of(queues.tableBytes()),
        OwnerLimits.DEFAULTS.withTopics(queues.maxTopics()).withBodyCacheBytes(queues.bodyCacheBytes()),
        new QueueService.Limits(config.http().requestTimeoutMillis(), queues.maxWaitingCalls(), queues.maxInflight()));
  }

  private static RedisSettings redis(DssConfig.Redis redis) {
    return new RedisSettings(RedisUrl.parse(redis.url().withSecret()), redis.connections(), Math.min(redis.timeoutMillis(), RedisSettings.CONNECT_TIMEOUT_MILLIS),
        redis.timeoutMillis(), redis.adopt(), redis.waitReplicas());
  }
}
