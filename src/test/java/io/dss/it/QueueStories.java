package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What happens to topics when nodes die, stop or sleep: the same on both stores. */
final class QueueStories {
  /** What is aimed at; printed beside what was measured. Tests share the machine with others, so they allow more. */
  private static final Duration TAKE_OVER = Duration.ofSeconds(6);
  private static final Duration TAKE_OVER_WITH_LEADER = Duration.ofSeconds(9);
  private static final int ALLOWANCE = 3;
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration MOVE_BACK = Duration.ofSeconds(20);

  private QueueStories() {}

  /** A thousand messages, of which 200 are acknowledged and 100 in flight when their owner is killed. */
  static void theOwnerIsKilled(Trio trio, boolean leadsToo, String prefix) throws Exception {
    int leader = trio.leader();
    int owner = leadsToo ? leader : trio.others(leader).get(0);
    int asked = trio.others(owner).get(1);
    Topic topic = trio.ownedBy(owner, prefix);
    Mixture mixture = Mixture.in(trio.ownedBy(owner, prefix + "mixed"), asked);
    TreeSet<String> due = new TreeSet<>(topic.publishedBatch(asked, 0, 1_000));
    List<JsonObject> taken = topic.takenUpTo(asked, 300, "'visibility':8");
    List<JsonObject> acknowledged = taken.subList(0, 200);
    topic.ackedAll(asked, acknowledged);
    due.removeAll(Topic.ids(acknowledged));
    Topic quiet = trio.ownedBy(owner, prefix + "quiet").used(asked);
    CompletableFuture<Reply> parked = quiet.consuming(asked, "'wait':20");
    trio.nodes().await("a consumer waits", SOON, () -> TopicWatch.waiting(quiet, asked) == 1);

    trio.nodes().process(owner).kill();
    awaitTakeOver(trio, topic, asked, System.nanoTime(), leadsToo ? TAKE_OVER_WITH_LEADER : TAKE_OVER, leadsToo ? "owner and leader killed" : "owner killed");
    trio.nodes().kill9(owner);
    assertFalse(trio.owner(topic, asked) == owner);
    quiet.published(asked, "'data':'still there?'");
    assertTrue(Topic.message(parked.get(25, TimeUnit.SECONDS)).isPresent(), "a consumer that waited over the change of owner is served");

    assertEquals(due, drained(topic, asked, due.size(), Duration.ofSeconds(30)));
    assertEquals(0, topic.counts(asked).all());
    mixture.assertWhole(asked, false);

    trio.whole();
    trio.nodes().await("the topic is its first owner's again", MOVE_BACK, () -> TopicWatch.isOwner(topic, asked, trio.nodes().id(owner)));
    mixture.assertWhole(owner, false);
    mixture.finish(owner);
    assertEquals(0, topic.counts(owner).all());
  }

  private static void awaitTakeOver(Trio trio, Topic topic, int asked, long fromNanos, Duration aim, String what) throws InterruptedException {
    trio.nodes().await("the topic is answered for", aim.multipliedBy(ALLOWANCE), () -> TopicWatch.answers(topic, asked));
    System.out.println(what + ": the topic is answered for after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - fromNanos) + " ms (aim: " + aim.toMillis() + ")");
  }

  /** Takes and acknowledges until so many different messages have come. @return their ids */
  static TreeSet<String> drained(Topic topic, int node, int expected, Duration limit) throws Exception {
    TreeSet<String> seen = new TreeSet<>();
    long deadline = System.nanoTime() + limit.toNanos();
    while (seen.size() < expected) {
      assertTrue(System.nanoTime() - deadline < 0, () -> "only " + seen.size() + " of " + expected + " came");
      List<JsonObject> messages = topic.takenUpTo(node, 200, "'wait':2,'visibility':60");
      seen.addAll(Topic.ids(messages));
      if (!messages.isEmpty()) topic.ackedAll(node, messages);
    }
    return seen;
  }

  /** An owner that is asked to stop hands over: what is in flight keeps its deadline, and who waits elsewhere goes on waiting. */
  static void theOwnerIsAskedToStop(Trio trio, String prefix) throws Exception {
    int owner = trio.others(trio.leader()).get(0);
    int asked = trio.others(owner).get(0);
    Mixture mixture = Mixture.in(trio.ownedBy(owner, prefix), asked);
    Topic topic = trio.ownedBy(owner, prefix + "timed");
    topic.publishedBatch(asked, 0, 50);
    long sent = System.nanoTime();
    List<JsonObject> taken = topic.takenUpTo(asked, 50, "'visibility':15");
    CompletableFuture<Reply> parked = topic.consuming(asked, "'wait':20");
    trio.nodes().await("a consumer waits", SOON, () -> TopicWatch.waiting(topic, asked) == 1);

    trio.nodes().process(owner).terminate();
    long terminatedNanos = System.nanoTime();
    trio.nodes().await("another owns it", TAKE_OVER, () -> !TopicWatch.isOwner(topic, asked, trio.nodes().id(owner)) && TopicWatch.answers(topic, asked));
    System.out.println("owner asked to stop: its topics are answered for by another after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - terminatedNanos) + " ms");
    mixture.assertWhole(asked, true);
    assertEquals(new Topic.Counts(0, 50, 0, 0), topic.counts(asked), "no redelivery storm");
    topic.ackedAll(asked, taken.subList(0, 49));
    JsonObject late = Topic.message(parked.get(25, TimeUnit.SECONDS)).orElseThrow(() -> new AssertionError("the consumer that waited was not served"));
    long cameNanos = System.nanoTime() - sent;
    assertEquals(taken.get(49).getString("id"), late.getString("id"));
    assertEquals(2, late.getInt("attempts"));
    assertTrue(cameNanos >= TimeUnit.SECONDS.toNanos(15), "its deadline was kept, not shortened: " + cameNanos / 1_000_000 + " ms");
    topic.acked(asked, late);
    trio.nodes().stop(owner, Duration.ofSeconds(20));
    mixture.finish(asked);
  }

  /** An owner sleeps until it is taken out of the view, and wakes among calls that were sent to it meanwhile. */
  static void theOwnerSleepsAndWakes(Trio trio, String prefix) throws Exception {
    int owner = trio.others(trio.leader()).get(0);
    int asked = trio.others(owner).get(0);
    Topic topic = trio.ownedBy(owner, prefix);
    TreeSet<String> due = new TreeSet<>(topic.publishedBatch(owner, 0, 200));
    List<JsonObject> taken = topic.takenUpTo(owner, 20, "'visibility':300");
    topic.ackedAll(owner, taken.subList(0, 10));
    due.removeAll(Topic.ids(taken));

    trio.nodes().suspend(owner);
    List<CompletableFuture<Reply>> sentToTheSleeper = new ArrayList<>();
    for (int i = 0; i < 10; i++) sentToTheSleeper.add(topic.consuming(owner, "'visibility':1"));
    trio.nodes().await("another owns it", TAKE_OVER.multipliedBy(ALLOWANCE),
        () -> !TopicWatch.isOwner(topic, asked, trio.nodes().id(owner)) && TopicWatch.answers(topic, asked));
    topic.ackedAll(asked, taken.subList(10, 20));
    due.addAll(topic.publishedBatch(asked, 200, 50));
    assertEquals(due, drained(topic, asked, due.size(), Duration.ofSeconds(30)));
    assertEquals(0, topic.counts(asked).all());

    trio.nodes().resume(owner);
    for (CompletableFuture<Reply> sent : sentToTheSleeper) {
      Reply reply = sent.get(30, TimeUnit.SECONDS);
      if (reply.status() == 200) assertTrue(Topic.message(reply).isEmpty(), "everything had been acknowledged when it woke: " + reply.body());
      else assertEquals(503, reply.status(), reply.body());
    }
    trio.nodes().awaitAllReady(Duration.ofSeconds(30));
    trio.nodes().await("it owns the topic again", MOVE_BACK, () -> TopicWatch.isOwner(topic, asked, trio.nodes().id(owner)) && TopicWatch.answers(topic, owner));
    assertEquals(0, topic.counts(owner).all());
    topic.assertNothing(owner, "");
  }

  /** Every node is killed at the same moment; then all are started again. */
  static void allAreKilledAtOnce(Trio trio, String prefix) throws Exception {
    List<Mixture> mixtures = new ArrayList<>();
    for (int node = 0; node < Trio.SIZE; node++) mixtures.add(Mixture.in(trio.ownedBy(node, prefix), node));
    for (int node = 0; node < Trio.SIZE; node++) trio.nodes().process(node).kill();
    for (int node = 0; node < Trio.SIZE; node++) trio.nodes().kill9(node);
    trio.whole();
    for (int node = 0; node < Trio.SIZE; node++) {
      mixtures.get(node).assertWhole(node, false);
      mixtures.get(node).finish((node + 1) % Trio.SIZE);
    }
  }
}
