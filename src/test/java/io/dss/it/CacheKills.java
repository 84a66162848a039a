package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Rounds in which a node that has room for few lines is written more keys than fit, so that modified lines leave it all the time, and a node is killed in the
 * middle: the writer, which owns the lines, or another, which is home to some and keeps backups. Whatever was acknowledged must be read on another node.
 */
final class CacheKills {
  private static final int KEYS = 250;
  private static final int BUSY = 120;
  private static final int SHORTEST_MILLIS = 300;
  private static final int LONGEST_MILLIS = 1_500;

  private final Trio trio;
  private final CacheKeys keys;
  private final String prefix;
  private final int[] acknowledged = new int[KEYS];
  private final int[] attempted = new int[KEYS];
  private volatile boolean stopped;
  private volatile int writes;

  private CacheKills(Trio trio, String prefix) {
    this.trio = trio;
    this.keys = CacheKeys.of(trio);
    this.prefix = prefix;
  }

  static void rounds(Trio trio, String prefix, int rounds, long seed) throws Exception {
    Random random = new Random(seed);
    int writes = 0;
    for (int round = 0; round < rounds; round++) {
      int writer = random.nextInt(Trio.SIZE);
      int victim = round % 2 == 0 ? writer : random.nextInt(Trio.SIZE);
      CacheKills kills = new CacheKills(trio, prefix + seed + "-" + round + "-");
      kills.round(writer, victim, SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS));
      writes += kills.writes;
      trio.whole();
    }
    System.out.println(prefix + ": " + rounds + " rounds from seed " + seed + ", " + writes + " acknowledged writes, 0 lost");
  }

  private void round(int writer, int victim, int millis) throws Exception {
    Thread writing = new Thread(() -> write(writer), prefix + "writer");
    writing.start();
    // More than fit, so that lines are leaving; then at any moment.
    trio.nodes().await("more is written than fits", Trio.START, () -> writes > BUSY);
    TimeUnit.MILLISECONDS.sleep(millis);
    trio.nodes().kill9(victim);
    stopped = true;
    writing.join(TimeUnit.SECONDS.toMillis(60));
    int reader = trio.others(victim).get(0);
    for (int key = 0; key < KEYS; key++) verify(reader, key);
  }

  private void write(int node) {
    for (int value = 1; !stopped; value++) {
      for (int key = 0; key < KEYS && !stopped; key++) {
        attempted[key] = value;
        try {
          if (keys.writing(node, prefix + key, value).success()) {
            acknowledged[key] = value;
            // Only this thread writes it.
            writes = writes + 1;
          }
        } catch (IOException killed) {
          return;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** A write that was not answered may have happened. */
  private void verify(int reader, int key) throws Exception {
    Reply[] reply = new Reply[1];
    trio.nodes().await(prefix + key + " is read", Trio.START, () -> (reply[0] = asked(reader, key)) != null);
    OptionalInt value = CacheKeys.value(reply[0]);
    assertTrue(value.orElse(0) >= acknowledged[key] && value.orElse(0) <= attempted[key],
        prefix + key + ": " + acknowledged[key] + " was acknowledged, " + attempted[key] + " attempted: " + reply[0].body());
  }

  /** Null while nobody knows. */
  private Reply asked(int reader, int key) {
    try {
      Reply reply = keys.reading(reader, prefix + key);
      return reply.status() == 503 ? null : reply;
    } catch (IOException noAnswer) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
