package io.dss.node.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.ClusterId;
import io.dss.kernel.NodeId;
import io.dss.kernel.Utf8;
import io.dss.node.raft.SteppedNode;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.Stored;
import io.dss.queue.table.TableLimits;
import io.dss.spi.MessageStore;
import io.dss.spi.MessageStore.Appended;
import io.dss.spi.MessageStore.Claimed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Two owners that take a topic from each other while voters are cut off and come back, by seeds: {@code mvn test -Dtest=EmbeddedStoreFaultsTest -Ddss.seed=N} runs one alone.
 * Batch n of whoever writes keeps message n with its owner's name in it, so what the store holds tells whose batch n was.
 */
class EmbeddedStoreFaultsTest {
  private static final int SEEDS = 6;
  private static final ClusterId CLUSTER = new ClusterId("0".repeat(31) + "1");

  @Test
  void whateverFailsEachNumberIsAppliedOnceAndWhatWasAnsweredStays() {
    Long one = Long.getLong("dss.seed");
    int applied = 0;
    for (long seed = one == null ? 1 : one; seed <= (one == null ? SEEDS : one); seed++) {
      try {
        applied += new Story(seed).run();
      } catch (RuntimeException | AssertionError failed) {
        throw new AssertionError("seed " + seed + ": mvn test -Dtest=EmbeddedStoreFaultsTest -Ddss.seed=" + seed, failed);
      }
    }
    assertTrue(one != null || applied > 20 * SEEDS, "hardly anything happened: " + applied + " batches");
  }

  private static final class Story {
    final Random random;
    final StoreGroup group = new StoreGroup(TableLimits.DEFAULT, 10);
    final List<Owner> owners;
    /** What was answered as durable, by batch. */
    final TreeMap<Long, String> answered = new TreeMap<>();
    long claims;

    Story(long seed) {
      random = new Random(seed);
      group.group.leader();
      owners = List.of(new Owner("client", group.onClient().store()), new Owner("voter", group.onVoter(group.group.node(2)).store()));
    }

    int run() {
      for (int step = 0; step < 400; step++) {
        if (random.nextInt(12) == 0) fault();
        Owner owner = owners.get(random.nextInt(5) > 0 ? 0 : 1);
        owner.act();
        group.group.run(25L * (1 + random.nextInt(8)));
      }
      group.group.network.heal();
      for (Owner owner : owners) {
        group.group.runUntil("its call has ended", () -> owner.call.isDone());
        owner.answered();
      }
      check();
      return answered.size();
    }

    private void fault() {
      group.group.network.heal();
      if (random.nextInt(3) > 0) group.group.network.cutOff(random.nextInt(6) == 0 ? StoreGroup.CLIENT : new NodeId("n" + (1 + random.nextInt(3))));
    }

    private void check() {
      Owner last = owners.get(0);
      last.number = -1;
      while (last.number < 0) {
        last.act();
        group.group.runUntil("it is claimed", last.call::isDone);
        last.answered();
      }
      TreeMap<Long, String> stored = new TreeMap<>();
      Optional<String> cursor = Optional.empty();
      do {
        CompletableFuture<MessageStore.Page> call = last.store.load("t", last.fence, cursor).toCompletableFuture();
        group.group.runUntil("the page is there", call::isDone);
        call.join().stored().forEach(item -> stored.put(((Stored.Envelope) item).sequence(), new String(((Stored.Envelope) item).bytes())));
        cursor = call.join().next();
      } while (cursor.isPresent());
      assertEquals(last.number, stored.size(), "batches without a gap");
      answered.forEach((number, owner) -> assertEquals(owner, stored.get(number), "batch " + number));
      group.group.run(1_000);
      for (SteppedNode node : group.group.nodes()) {
        assertEquals(Optional.empty(), node.raft().failure());
        assertEquals(group.replicas.get(new NodeId("n1")).table().bytes(), group.replicas.get(node.id()).table().bytes());
      }
    }

    /** Claims, then writes; repeats what was not answered, and claims anew once it is fenced off. */
    private final class Owner {
      final String name;
      final MessageStore store;
      Fence fence;
      /** The last batch, -1 while there is no claim. */
      long number = -1;
      CompletableFuture<?> call = CompletableFuture.completedFuture(null);

      Owner(String name, MessageStore store) {
        this.name = name;
        this.store = store;
      }

      void act() {
        if (!call.isDone()) return;
        answered();
        if (number < 0) {
          fence = new Fence(CLUSTER, 0, 1, ++claims);
          call = store.claim("t", fence).toCompletableFuture();
        } else {
          String envelope = name + " under " + fence;
          List<Effect> batch = new ArrayList<>(List.of(new Effect.Keep(number + 1, Utf8.bytes(envelope), new byte[random.nextInt(2_000)])));
          call = store.append("t", fence, number + 1, batch).toCompletableFuture();
        }
      }

      /** A failure leaves the state as it is: the same is asked again. */
      void answered() {
        Object answer = call.handle((value, failure) -> failure == null ? value : failure).join();
        call = CompletableFuture.completedFuture(null);
        if (answer instanceof Claimed.Granted granted) number = granted.number();
        if (answer instanceof Appended.Applied || answer instanceof Appended.Already) {
          number++;
          assertEquals(null, Story.this.answered.put(number, name + " under " + fence), "batch " + number + " was answered twice");
        }
        if (answer instanceof Appended.Fenced) number = -1;
        assertTrue(!(answer instanceof Appended.Behind) && !(answer instanceof Appended.Full), () -> "answered " + answer);
      }
    }
  }
}
