package io.dss.server.wiring;

import io.dss.node.queue.OwnerLimits;
import io.dss.node.queue.QueueService;
import io.dss.queue.table.TableLimits;
import io.dss.server.config.DssConfig;
import io.dss.storage.redis.RedisSettings;
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
    return new QueueSettings(EngineSettings.redis(queues.store(), config.redis()), TableLimits.of(queues.tableBytes()),
        OwnerLimits.DEFAULTS.withTopics(queues.maxTopics()).withBodyCacheBytes(queues.bodyCacheBytes()),
        new QueueService.Limits(config.http().requestTimeoutMillis(), queues.maxWaitingCalls(), queues.maxInflight()));
  }
}
