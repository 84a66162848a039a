package io.dss.lock;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** A sequence of commands from one seed: few locks, clients and keys, so that they meet often, and many repeats of earlier calls. */
final class RandomCommands {
  record Entry(LockCommand command, long index, long timeMillis) {}

  private static final long[] TIMEOUTS = {100, 1_000, 5_000, 30_000, 30_000};
  private static final long[] WAITS = {0, 0, 1_000, 5_000, 20_000, 60_000};
  private static final int[] STEPS = {0, 0, 0, 1, 100, 900, 1_000, 5_000, 10_000};

  private final Random random;
  private final List<LockCommand.Change> sent = new ArrayList<>();
  private final long[] sequences = new long[4];
  private final long[] incarnations = {1, 1, 1, 1};
  private long index;
  private long timeMillis;

  RandomCommands(long seed) {
    random = new Random(seed);
  }

  /** {@code newestToken}: so that some renewals and releases name a token that there is. */
  Entry next(long newestToken) {
    timeMillis += STEPS[random.nextInt(STEPS.length)];
    if (random.nextInt(300) == 0) timeMillis += random.nextInt(2) == 0 ? LockLimits.IDEMPOTENCY_MILLIS : LockLimits.ORIGIN_IDLE_MILLIS;
    index += 1 + random.nextInt(3);
    if (random.nextInt(5) == 0) return new Entry(new LockCommand.Expire(), index, timeMillis);
    if (!sent.isEmpty() && random.nextInt(6) == 0) return new Entry(sent.get(random.nextInt(sent.size())), index, timeMillis);
    LockChange change = change(newestToken);
    Optional<IdempotencyKey> key = random.nextInt(4) == 0
        ? Optional.of(new IdempotencyKey("key" + random.nextInt(6), random.nextInt(8) == 0 ? "other" : fingerprint(change)))
        : Optional.empty();
    if (key.isPresent()) {
      // The same key mostly comes with the same call.
      for (LockCommand.Change earlier : sent) {
        if (earlier.key().equals(key)) change = earlier.change();
      }
    }
    LockCommand.Change command = new LockCommand.Change(stamp(), key, change);
    sent.add(command);
    if (sent.size() > 40) sent.remove(0);
    return new Entry(command, index, timeMillis);
  }

  private static String fingerprint(LockChange change) {
    return change.getClass().getSimpleName();
  }

  private RequestStamp stamp() {
    int node = random.nextInt(sequences.length);
    if (random.nextInt(60) == 0) {
      incarnations[node]++;
      sequences[node] = 0;
    }
    sequences[node] += 1 + random.nextInt(2);
    long floor = Math.max(1, sequences[node] - random.nextInt(12));
    return new RequestStamp(new Incarnation(new NodeId("n" + node), incarnations[node]), sequences[node], floor);
  }

  private LockChange change(long newestToken) {
    String lock = "lock" + random.nextInt(3);
    String client = "client" + random.nextInt(5);
    long token = Math.max(1, newestToken - random.nextInt(4));
    int kind = random.nextInt(20);
    if (kind < 12) {
      LockMode mode = random.nextBoolean() ? LockMode.EXCLUSIVE : LockMode.SHARED;
      return new LockChange.Acquire(lock, client, mode, TIMEOUTS[random.nextInt(TIMEOUTS.length)], WAITS[random.nextInt(WAITS.length)]);
    }
    if (kind < 17) return new LockChange.Release(lock, client, random.nextInt(3) == 0 ? OptionalLong.of(token) : OptionalLong.empty());
    if (kind < 19) {
      OptionalLong timeout = random.nextBoolean() ? OptionalLong.of(TIMEOUTS[random.nextInt(TIMEOUTS.length)]) : OptionalLong.empty();
      return new LockChange.Renew(lock, client, token, timeout);
    }
    return new LockChange.ForceRelease(lock);
  }
}
