package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Long polls by the thousand. */
@ExtendWith(Trio.Given.class)
class QueueParkingIT {
  private static final int CONSUMERS = 5_000;
  private static final int BATCH = 1_000;
  /** The container takes requests with up to 200 threads while they arrive in a burst; a thread for each would be 5,000. */
  private static final int MOST_MORE_THREADS = 250;
  private static final Duration PARK = Duration.ofSeconds(60);

  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
  @Test
  void fiveThousandWaitOnOneNodeWithoutAThreadEachAndEachMessageWakesOne(Trio trio) throws Exception {
    int parking = 0;
    // A node that does not own the topic: there each waits for the owner's answer, and at the owner for a message.
    Topic topic = trio.ownedBy(1, "PARKING-").used(parking);
    int[] before = threads(trio);
    long began = System.nanoTime();
    try (ParkedConsumers consumers = ParkedConsumers.start(trio.port(parking), topic, CONSUMERS)) {
      trio.nodes().await(CONSUMERS + " wait", PARK, () -> consumers.taken().isEmpty() && TopicWatch.waiting(topic, 2) == CONSUMERS);
      System.out.println(CONSUMERS + " consumers wait " + millisSince(began) + " ms after the first came; threads before: " + text(before) + ", now: " + text(threads(trio)));
      for (int node = 0; node < Trio.SIZE; node++) {
        assertTrue(threads(trio)[node] <= before[node] + MOST_MORE_THREADS, "node " + node + ": " + text(threads(trio)) + " threads, " + text(before) + " before");
      }
      long published = System.nanoTime();
      TreeSet<String> ids = new TreeSet<>();
      for (int first = 0; first < CONSUMERS; first += BATCH) ids.addAll(topic.publishedBatch(2, first, BATCH));
      trio.nodes().await("every consumer has a message", PARK, () -> consumers.taken().size() == CONSUMERS);
      System.out.println(CONSUMERS + " consumers have a message each " + millisSince(published) + " ms after the first publish");
      assertEquals(ids, new TreeSet<>(consumers.taken()));
      assertEquals(0, TopicWatch.waiting(topic, 2));
    }
    assertEquals(CONSUMERS, topic.purge(0).json().getInt("purged"));
  }

  private static int[] threads(Trio trio) throws IOException {
    int[] threads = new int[Trio.SIZE];
    for (int node = 0; node < Trio.SIZE; node++) {
      String line = Files.readAllLines(Path.of("/proc/" + trio.nodes().process(node).pid() + "/status")).stream()
          .filter(text -> text.startsWith("Threads:")).findFirst().orElseThrow();
      threads[node] = Integer.parseInt(line.substring("Threads:".length()).strip());
    }
    return threads;
  }

  private static String text(int[] threads) {
    return Arrays.toString(threads);
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}
