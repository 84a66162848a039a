package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.delivery.DeliveryVerdict;
import io.dss.it.DeliveryFaults.Blow;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Publishers and consumers while nodes and the store die, sleep and are cut off; the history is checked. {@link QueueSoak} does the same for longer. */
@ExtendWith({Trio.Given.class, RedisTrio.Given.class})
class QueueFaultsIT {
  @Test
  void onTheEmbeddedStoreNothingIsLostInventedOrBroughtBack(Trio trio) throws Exception {
    DeliveryVerdict verdict = DeliveryRun.run(trio, Optional.empty(), "FAULTS-", 1, faults -> {
      faults.strike(Blow.KILL_OWNER, 3);
      faults.strike(Blow.SUSPEND, 10);
      faults.strike(Blow.CUT_OFF, 5);
    });
    busy(verdict);
  }

  @Test
  void onRedisNothingIsLostInventedOrBroughtBack(RedisTrio redis) throws Exception {
    DeliveryVerdict verdict = DeliveryRun.run(redis.trio(), Optional.of(redis.server()), "FAULTS-", 2, faults -> {
      faults.strike(Blow.KILL_REDIS, 2);
      faults.strike(Blow.KILL_LEADER, 3);
    });
    busy(verdict);
  }

  /** A run in which nothing happens proves nothing. */
  private static void busy(DeliveryVerdict verdict) {
    assertTrue(verdict.counts().published() > 500 && verdict.duplicates().values().stream().mapToLong(Long::longValue).sum() > 20, verdict::toString);
  }
}
