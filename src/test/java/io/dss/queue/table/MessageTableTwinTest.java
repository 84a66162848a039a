package io.dss.queue.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Utf8;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The table against its naive twin, by seeds. A failure names its seed: {@code mvn test -Dtest=MessageTableTwinTest -Ddss.seed=N} runs that one alone. */
class MessageTableTwinTest {
  private static final int SEEDS = 60;
  private static final int COMMANDS = 600;
  private static final int SEQUENCES = 40;

  @Test
  void theTableDoesWhatItsNaiveTwinDoes() {
    Long one = Long.getLong("dss.seed");
    for (long seed = one == null ? 1 : one; seed <= (one == null ? SEEDS : one); seed++) {
      try {
        run(new Random(seed));
      } catch (RuntimeException | AssertionError failed) {
        throw new AssertionError("seed " + seed + ": mvn test -Dtest=MessageTableTwinTest -Ddss.seed=" + seed, failed);
      }
    }
  }

  private static void run(Random random) {
    Log log = new Log();
    NaiveMessageTable twin = new NaiveMessageTable();
    for (int i = 0; i < COMMANDS; i++) {
      TableCommand command = command(random, log.table);
      assertEquals(twin.apply(command), log.apply(command), command::toString);
      if (random.nextInt(40) == 0) compare(log, twin, random);
    }
    compare(log, twin, random);
  }

  /** Also as a restarted replica has it, which must count the same bytes though it adds them up anew. */
  private static void compare(Log log, NaiveMessageTable twin, Random random) {
    MessageTable restarted = Tables.read(Tables.chunks(log.table));
    assertEquals(Tables.text(log.table), Tables.text(restarted));
    for (MessageTable table : List.of(log.table, restarted)) {
      assertEquals(twin.topics(), table.topics(Optional.empty(), 100));
      for (String topic : List.of("a", "b", "c")) {
        assertEquals(twin.content(topic), Tables.content(table, topic, 1 + random.nextInt(2_000)));
        for (long sequence = 0; sequence < SEQUENCES; sequence++) assertEquals(twin.body(topic, sequence), table.body(topic, sequence).map(String::new).orElse(null));
      }
    }
    if (random.nextBoolean()) log.table = restarted;
  }

  /** Mostly what is right, as a run of refusals shows little; the rest is anything near it. */
  private static TableCommand command(Random random, MessageTable table) {
    String topic = String.valueOf((char) ('a' + random.nextInt(3)));
    Fence present = table.fence(topic).orElse(null);
    if (present == null || random.nextInt(8) == 0) return new TableCommand.Claim(topic, fence(random));
    long last = ((TableReply.Granted) table.apply(new TableCommand.Claim(topic, present), Long.MAX_VALUE).reply()).number();
    long number = random.nextInt(5) > 0 ? last + 1 : Math.max(1, last - 1 + random.nextInt(5));
    return new TableCommand.Append(topic, random.nextInt(10) > 0 ? present : fence(random), number, TableLimits.DEFAULT, effects(random));
  }

  private static Fence fence(Random random) {
    ClusterId cluster = random.nextInt(10) > 0 ? Tables.CLUSTER : new ClusterId("f".repeat(32));
    return new Fence(cluster, random.nextInt(2), random.nextInt(4), 1 + random.nextInt(4));
  }

  private static List<Effect> effects(Random random) {
    List<Effect> effects = new ArrayList<>();
    for (int left = random.nextInt(6); left > 0; left--) {
      long sequence = random.nextInt(SEQUENCES);
      byte[] text = Utf8.bytes("x".repeat(random.nextInt(30)));
      String name = "note " + random.nextInt(5);
      effects.add(switch (random.nextInt(7)) {
        case 0, 1, 2 -> new Effect.Keep(sequence, text, Utf8.bytes("body " + sequence + " " + random.nextInt(9)));
        case 3 -> new Effect.Change(sequence, text);
        case 4 -> new Effect.Forget(sequence);
        case 5 -> new Effect.Note(name, text);
        default -> new Effect.Erase(name);
      });
    }
    return effects;
  }
}
