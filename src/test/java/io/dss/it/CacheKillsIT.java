package io.dss.it;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Evict and kill on real processes: write safety {@code backup} over the embedded main memory, {@code store} over Redis. More rounds:
 * {@code mvn -Psoak -Dit.test=CacheKillsIT -Ddss.soak.rounds=30}.
 */
@ExtendWith({Trio.Given.class, RedisTrio.Given.class})
class CacheKillsIT {
  private static final int ROUNDS = Integer.getInteger("dss.soak.rounds", 1);
  private static final long SEED = Long.getLong("dss.soak.seed", 1);

  @Test
  void withABackupNoAcknowledgedWriteIsLost(Trio trio) throws Exception {
    CacheKills.rounds(trio, "backup-kills-", ROUNDS, SEED);
  }

  @Test
  void writtenThroughNoAcknowledgedWriteIsLost(RedisTrio redis) throws Exception {
    CacheKills.rounds(redis.trio(), "store-kills-", ROUNDS, SEED);
  }
}
