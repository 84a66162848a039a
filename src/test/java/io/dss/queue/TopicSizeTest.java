package io.dss.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A million messages go in, out and away. Were any of it a scan, this would not end today; what it takes of memory is printed by {@link #main}. */
class TopicSizeTest {
  private static final int MESSAGES = 1_000_000;
  private static final byte[] BODY = new byte[100];
  private static final Now NOW = new Now(TopicScene.START_WALL, 0);

  private static TopicState filled(int messages, boolean keyed) {
    TopicState state = TopicState.empty("orders", "o1");
    for (int i = 0; i < messages; i += QueueLimits.BATCH_MESSAGES) {
      List<NewMessage> batch = new ArrayList<>();
      for (int n = i; n < i + QueueLimits.BATCH_MESSAGES; n++) {
        Optional<String> key = keyed ? Optional.of("key-" + n % 50_000) : Optional.empty();
        batch.add(new NewMessage(id(n), key, n % 10, 0, Optional.empty(), BODY));
      }
      state.apply(i, new QueueCommand.Publish(batch), Optional.empty(), NOW);
    }
    return state;
  }

  private static String id(int number) {
    return "00000000-0000-4000-8000-" + (100_000_000_000L + number);
  }

  @Test
  void amongAMillionMessagesTheFirstAreTakenAndAcknowledgedAsQuicklyAsAmongFew() {
    drain(filled(MESSAGES, false), MESSAGES / 10);
  }

  @Test
  void soAreManyOfManyKeys() {
    drain(filled(MESSAGES / 10, true), MESSAGES / 10);
  }

  private static void drain(TopicState state, int messages) {
    QueueCommand.Consume consume = new QueueCommand.Consume(false, "default", Optional.of("c"), QueueLimits.BATCH_MESSAGES, 0, OptionalLong.empty());
    int before = state.topic.sequences.size();
    long taken = 0;
    long time = 0;
    while (taken < messages) {
      List<DeliveredMessage> batch = TopicScene.messages(state.apply(0, consume, Optional.empty(), new Now(NOW.wallMillis() + ++time, time)).answers().get(0).reply());
      assertFalse(batch.isEmpty());
      taken += batch.size();
      List<ItemRef> items = batch.stream().map(message -> new ItemRef(message.messageId(), Optional.of(message.receipt()))).toList();
      state.apply(0, new QueueCommand.Ack(false, "default", items), Optional.empty(), new Now(NOW.wallMillis() + time, time));
      assertTrue(state.nextDueMillis().isPresent());
    }
    assertEquals(messages, taken);
    assertEquals(before - messages, state.topic.sequences.size());
    if (before == messages) TopicAudit.check(state);
  }

  @Test
  void manyDeliveriesEndInBoundedSteps() {
    int messages = MESSAGES / 10;
    TopicState state = filled(messages, false);
    QueueCommand.Consume consume = new QueueCommand.Consume(false, "default", Optional.empty(), QueueLimits.BATCH_MESSAGES, 0, OptionalLong.of(100));
    for (int i = 0; i < messages; i += QueueLimits.BATCH_MESSAGES) state.apply(0, consume, Optional.empty(), NOW);
    Now later = new Now(NOW.wallMillis() + 100, 100);
    int steps = 0;
    for (; state.nextDueMillis().orElse(Long.MAX_VALUE) <= 100; steps++) assertTrue(state.due(later).effects().size() <= QueueLimits.STEP_MESSAGES + 1);
    assertEquals(messages, state.topic.groups.standard().ready.size());
    assertEquals(messages / QueueLimits.STEP_MESSAGES, steps);
  }

  /** Prints the bytes a waiting message takes on this machine, its id of 36 characters counted. */
  public static void main(String[] args) {
    for (boolean keyed : new boolean[] {false, true}) {
      System.gc();
      long before = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
      TopicState state = filled(MESSAGES, keyed);
      System.gc();
      long after = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
      System.out.printf("%s: %d bytes a message%n", keyed ? "with keys" : "without keys", (after - before) / state.topic.sequences.size());
    }
  }
}
