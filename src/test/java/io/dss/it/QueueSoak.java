package io.dss.it;

import io.dss.delivery.DeliveryVerdict;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code mvn -Psoak -Ddss.soak.minutes=10 -Ddss.soak.store=raft|redis -Ddss.soak.seed=1}: random faults under load for so long, then the verdict. Not part of
 * the normal build.
 */
class QueueSoak {
  private static final Duration LENGTH = Duration.ofMinutes(Long.getLong("dss.soak.minutes", 10));
  private static final String STORE = System.getProperty("dss.soak.store", "raft");
  private static final long SEED = Long.getLong("dss.soak.seed", 1);
  private static final int LONGEST_SECONDS = 12;

  @RegisterExtension
  static final BeforeEachCallback CLUSTER = QueueSoak::start;

  private static Trio trio;
  private static Optional<RedisTrio> redis = Optional.empty();

  private static void start(ExtensionContext context) {
    if (STORE.equals("redis")) {
      redis = Optional.of(RedisTrio.shared(context));
      trio = redis.get().trio();
    } else if (STORE.equals("raft")) {
      trio = Trio.shared(context);
    } else {
      throw new IllegalArgumentException("dss.soak.store is '" + STORE + "'; it is raft or redis");
    }
  }

  @Test
  void whateverBreaksNothingIsLostInventedOrBroughtBack() throws Exception {
    long endNanos = System.nanoTime() + LENGTH.toNanos();
    Random random = new Random(SEED);
    DeliveryVerdict verdict = DeliveryRun.run(trio, redis.map(RedisTrio::server), "SOAK-", SEED, faults -> {
      while (System.nanoTime() - endNanos < 0) {
        faults.strike(faults.any(), 1 + random.nextInt(LONGEST_SECONDS));
        // Some time in which nothing is broken, or every duplicate would have its excuse.
        TimeUnit.SECONDS.sleep(random.nextInt(LONGEST_SECONDS));
      }
    });
    System.out.println("soak of " + LENGTH.toMinutes() + " minutes on " + STORE + ": " + verdict);
  }
}
