package io.dss.node.queue;

import static io.dss.node.queue.OwnerBench.GROUP;
import static io.dss.node.queue.OwnerBench.ack;
import static io.dss.node.queue.OwnerBench.claim;
import static io.dss.node.queue.OwnerBench.consume;
import static io.dss.node.queue.OwnerBench.failure;
import static io.dss.node.queue.OwnerBench.ids;
import static io.dss.node.queue.OwnerBench.message;
import static io.dss.node.queue.OwnerBench.notOwner;
import static io.dss.node.queue.OwnerBench.open;
import static io.dss.node.queue.OwnerBench.publish;
import static io.dss.node.queue.OwnerBench.refused;
import static io.dss.node.queue.OwnerBench.reply;
import static io.dss.node.queue.OwnerBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.RequestStamp;
import io.dss.node.route.OutcomeUnknown;
import io.dss.node.route.Refusal;
import io.dss.queue.ItemRef;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueCommand.Consume;
import io.dss.queue.QueueReply;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.Published;
import io.dss.queue.TopicDescription;
import io.dss.queue.TopicDescription.GroupCounts;
import io.dss.spi.memory.Fault;
import io.dss.spi.memory.MemoryMessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How calls are carried out and answered while nothing goes wrong. */
class QueueOwnersTest {
  private final OwnerBench bench = OwnerBench.alone();

  @Test
  void aTopicIsClaimedAndReadBeforeItsFirstAnswer() {
    bench.done("t", publish("m1", "m2"), Published.class);
    OwnerBench next = new OwnerBench(OwnerBench.A, bench.store, bench.time, OwnerLimits.DEFAULTS);
    next.placement.ring(2, OwnerBench.A);
    next.store.slow(true);
    CompletableFuture<QueueAnswer> first = next.ask("t", consume(2, 0));
    List<Integer> openAfter = new ArrayList<>();
    for (int calls = 1; !first.isDone(); calls++) {
      assertTrue(next.store.release(), "nothing waits in the store, and there is no answer");
      next.turn();
      openAfter.add(calls);
    }
    assertEquals(List.of("m1", "m2"), ids(reply(first, Delivered.class)));
    assertTrue(openAfter.size() >= 4, "a claim, a page, a batch and bodies at least");
  }

  @Test
  void anAnswerWaitsForItsBatch() {
    bench.done("t", publish("m0"), Published.class);
    bench.store.slow(true);
    CompletableFuture<QueueAnswer> answer = bench.ask("t", publish("m1"));
    open(answer);
    assertEquals(1, bench.store.waiting());
    bench.store.releaseAll();
    bench.turn();
    assertEquals(List.of("m1"), reply(answer, Published.class).messageIds());
  }

  @Test
  void anAnswerWithoutEffectsWaitsForThoseThatItMayHaveSeen() {
    bench.done("t", publish("m0"), Published.class);
    bench.store.slow(true);
    CompletableFuture<QueueAnswer> published = bench.ask("t", publish("m1"));
    CompletableFuture<QueueAnswer> seen = bench.ask("t", new QueueCommand.Describe());
    CompletableFuture<QueueAnswer> again = bench.ask("t", publish("m1"));
    open(seen);
    bench.store.releaseAll();
    bench.turn();
    assertTrue(published.isDone());
    assertEquals(2, reply(seen, QueueReply.Described.class).topic().messages());
    bench.store.releaseAll();
    bench.turn();
    assertEquals(List.of(true), reply(again, Published.class).duplicates());
  }

  @Test
  void whatIsAskedWhileABatchIsOnItsWayGoesTogetherInTheNext() {
    bench.done("t", publish("m"), Published.class);
    bench.store.slow(true);
    List<CompletableFuture<QueueAnswer>> answers = new ArrayList<>();
    for (int i = 0; i < 11; i++) answers.add(bench.ask("t", publish("m" + i)));
    long before = bench.store.appends();
    assertEquals(1, bench.store.waiting());
    bench.store.releaseAll();
    bench.turn();
    bench.store.releaseAll();
    bench.turn();
    answers.forEach(answer -> reply(answer, Published.class));
    assertEquals(2, bench.store.appends() - before);
  }

  @Test
  void aLargePublishIsOneBatchByItselfAndATooLargeOneIsRefused() {
    List<NewMessage> large = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      large.add(new NewMessage("l" + i, Optional.empty(), 4, 0, Optional.empty(), new byte[20_000]));
    }
    bench.done("t", publish("m"), Published.class);
    long before = bench.store.appends();
    bench.done("t", new QueueCommand.Publish(large), Published.class);
    assertEquals(1, bench.store.appends() - before);
    List<NewMessage> tooLarge = new ArrayList<>(large);
    for (int i = 0; i < 50; i++) tooLarge.add(new NewMessage("x" + i, Optional.empty(), 4, 0, Optional.empty(), new byte[20_000]));
    refused(Refusal.Code.LIMIT_REACHED, bench.ask("t", new QueueCommand.Publish(tooLarge)));
    assertEquals(101, bench.describe("t").messages());
  }

  @Test
  void aConsumerThatWaitsIsAnsweredByAPublish() {
    bench.done("t", publish("m0"), Published.class);
    assertEquals(List.of("m0"), bench.consumed("t", 1));
    CompletableFuture<QueueAnswer> waits = bench.ask("t", consume(1, 5_000));
    bench.pass(1_000);
    open(waits);
    bench.done("t", publish("m1"), Published.class);
    Delivered delivered = reply(waits, Delivered.class);
    assertEquals(List.of("m1"), ids(delivered));
    assertEquals("body of m1", text(delivered.messages().get(0).body()));
  }

  @Test
  void aWaitEndsEmptyAndNotBefore() {
    bench.done("t", publish("m0"), Published.class);
    bench.consumed("t", 1);
    CompletableFuture<QueueAnswer> waits = bench.ask("t", consume(1, 3_000));
    bench.pass(2_900);
    open(waits);
    bench.pass(150);
    assertEquals(List.of(), ids(reply(waits, Delivered.class)));
  }

  @Test
  void whatIsNotAcknowledgedInTimeComesAgainWithoutBeingAskedFor() {
    bench.done("t", publish("m1"), Published.class);
    Consume brief = new Consume(false, GROUP, Optional.empty(), 1, 0, OptionalLong.of(1_000));
    reply(bench.ask("t", brief), Delivered.class);
    CompletableFuture<QueueAnswer> waits = bench.ask("t", consume(1, 5_000));
    bench.pass(900);
    open(waits);
    bench.pass(200);
    assertEquals(2, reply(waits, Delivered.class).messages().get(0).attempts());
  }

  @Test
  void aRepeatIsAnsweredAsTheFirstWas() {
    bench.done("t", publish("m1", "m2"), Published.class);
    RequestStamp stamp = bench.stamp();
    CompletableFuture<QueueAnswer> first = bench.ask("t", consume(1, 0), stamp, 10_000);
    CompletableFuture<QueueAnswer> again = bench.ask("t", consume(1, 0), stamp, 10_000);
    assertEquals(List.of("m1"), ids(reply(first, Delivered.class)));
    assertEquals(List.of("m1"), ids(reply(again, Delivered.class)));
    assertEquals(claim(first), claim(again));
    assertEquals(List.of("m2"), bench.consumed("t", 1));
  }

  @Test
  void aRepeatOfWhatIsUnderWayWaitsForTheSameAnswer() {
    bench.done("t", publish("m1", "m2"), Published.class);
    bench.store.slow(true);
    RequestStamp stamp = bench.stamp();
    CompletableFuture<QueueAnswer> first = bench.ask("t", consume(1, 0), stamp, 10_000);
    CompletableFuture<QueueAnswer> again = bench.ask("t", consume(1, 0), stamp, 10_000);
    open(again);
    bench.store.slow(false);
    bench.store.releaseAll();
    bench.turn();
    assertEquals(List.of("m1"), ids(reply(first, Delivered.class)));
    assertEquals(List.of("m1"), ids(reply(again, Delivered.class)));
    assertEquals(List.of("m2"), bench.consumed("t", 1));
  }

  @Test
  void aCopyThatItsSenderHasSettledIsNotCarriedOut() {
    RequestStamp late = bench.stamp();
    bench.ask("t", publish("m1"), bench.stampThatSettlesAllBefore(), 10_000);
    assertInstanceOf(OutcomeUnknown.class, failure(bench.ask("t", publish("late"), late, 10_000)));
    assertEquals(1, bench.describe("t").messages());
  }

  @Test
  void aCallAfterItsDeadlineIsNotCarriedOut() {
    refused(Refusal.Code.OVERLOADED, bench.ask("t", publish("m1"), bench.stamp(), 0));
    bench.done("t", publish("m2"), Published.class);
    assertEquals(1, bench.describe("t").messages());
  }

  @Test
  void whoWaitsNoLongerIsNotGivenAMessage() {
    bench.done("t", publish("m0"), Published.class);
    bench.consumed("t", 1);
    CompletableFuture<QueueAnswer> gone = bench.ask("t", consume(1, 5_000), bench.stamp(), 1_000);
    bench.pass(1_100);
    assertInstanceOf(OutcomeUnknown.class, failure(gone));
    bench.done("t", publish("m1"), Published.class);
    assertEquals(List.of("m1"), bench.consumed("t", 1));
  }

  @Test
  void anAcknowledgedMessageLeavesTheStore() {
    bench.done("t", publish("m1", "m2"), Published.class);
    bench.consumed("t", 2);
    bench.done("t", ack("m1"), QueueReply.Settled.class);
    assertEquals(1, bench.describe("t").messages());
    assertEquals(List.of(2L), List.copyOf(bench.store.read("t", List.of(1L, 2L)).toCompletableFuture().join().keySet()));
  }

  @Test
  void bodiesThatAreNotInMemoryAreReadFromTheStore() {
    OwnerBench small = OwnerBench.alone(OwnerLimits.DEFAULTS.withBodyCacheBytes(0));
    small.done("t", publish("m1", "m2"), Published.class);
    Delivered delivered = small.done("t", consume(2, 0), Delivered.class);
    assertEquals(List.of("body of m1", "body of m2"), delivered.messages().stream().map(one -> text(one.body())).toList());
    QueueReply.Browsed browsed = small.done("t", new QueueCommand.Browse(false, Optional.empty(), Optional.empty(), 10, 0), QueueReply.Browsed.class);
    assertEquals(List.of("body of m1", "body of m2"), browsed.messages().stream().map(one -> text(one.body())).toList());
  }

  @Test
  void aMessageThatIsAcknowledgedWhileItsBodyIsReadIsLeftOutWithoutAnAlarm() {
    OwnerBench small = OwnerBench.alone(OwnerLimits.DEFAULTS.withBodyCacheBytes(0));
    small.done("t", publish("m1", "m2"), Published.class);
    small.store.slow(true);
    CompletableFuture<QueueAnswer> delivered = small.ask("t", consume(2, 0));
    CompletableFuture<QueueAnswer> acked = small.ask("t", new QueueCommand.Ack(false, GROUP, List.of(new ItemRef("m1", Optional.empty()))));
    small.store.slow(false);
    small.store.releaseAll();
    small.turn();
    reply(acked, QueueReply.Settled.class);
    assertTrue(ids(reply(delivered, Delivered.class)).contains("m2"));
    assertEquals(List.of(), small.told.stream().filter(line -> line.startsWith("store went back")).toList());
  }

  @Test
  void aMessageThatIsAcknowledgedBeforeItsBodyIsReadIsLeftOutWithoutAnAlarm() {
    OwnerBench small = OwnerBench.alone(OwnerLimits.DEFAULTS.withBodyCacheBytes(0));
    small.done("t", publish("m1", "m2"), Published.class);
    // The read of the bodies; the append succeeds.
    small.store.failNext(Fault.BEFORE);
    CompletableFuture<QueueAnswer> delivered = small.ask("t", consume(2, 0));
    small.done("t", ack("m1"), QueueReply.Settled.class);
    open(delivered);
    small.pass(150);
    assertEquals(List.of("m2"), ids(reply(delivered, Delivered.class)));
    assertEquals(List.of(), small.told.stream().filter(line -> line.startsWith("store went back")).toList());
  }

  @Test
  void aWaitGoesByWhileTheTopicIsBeingTaken() {
    bench.store.slow(true);
    CompletableFuture<QueueAnswer> waits = bench.ask("t", consume(1, 3_000));
    bench.pass(2_000);
    bench.store.slow(false);
    bench.store.releaseAll();
    bench.pass(900);
    open(waits);
    bench.pass(200);
    assertTrue(waits.isDone());
  }

  @Test
  void topicsAreListedInOrderFromWhereTheLastListEnded() {
    for (String topic : List.of("b1", "a2", "a1", "a3")) bench.done(topic, publish("m"), Published.class);
    assertEquals(List.of("a1", "a2"), listed("a", Optional.empty(), 2));
    assertEquals(List.of("a3"), listed("a", Optional.of("a2"), 2));
    assertEquals(List.of("a1", "a2", "a3", "b1"), listed("", Optional.empty(), 10));
    bench.ask("never", new QueueCommand.Describe());
    assertEquals(List.of("b1"), listed("", Optional.of("a3"), 10));
  }

  private List<String> listed(String prefix, Optional<String> after, int limit) {
    QueueAnswer answer = bench.ask(new QueueRequest.ListTopics(prefix, after, limit), 1_000).join();
    return ((QueueAnswer.Topics) answer).topics().stream().map(TopicDescription::topic).toList();
  }

  @Test
  void whatIsHeldCanBeSeenFromOutside() {
    bench.done("t", publish("m1", "m2", "m3"), Published.class);
    bench.consumed("t", 1);
    bench.pass(2_000);
    List<TopicDescription> topics = bench.owners.snapshot();
    assertEquals(List.of("t"), topics.stream().map(TopicDescription::topic).toList());
    GroupCounts group = topics.get(0).groups().get(0);
    assertEquals(2, group.ready());
    assertEquals(1, group.inFlight());
    OwnerGauges gauges = bench.owners.gauges();
    assertEquals(1, gauges.topics());
    assertEquals(1, gauges.serving());
    assertEquals(0, gauges.openBytes());
    assertTrue(gauges.bodyCacheBytes() > 0);
  }

  @Test
  void aTopicThatNeverWasIsToldSoAndIsNotKept() {
    bench.done("never", new QueueCommand.Describe(), QueueReply.NoSuchTopic.class);
    bench.pass(1_100);
    assertEquals(1, bench.owners.gauges().topics());
    bench.pass(62_000);
    assertEquals(0, bench.owners.gauges().topics());
    assertEquals(0, bench.store.appends());
  }

  @Test
  void idleTopicsLeaveTheMemoryOnlyIfThereAreManyAndTheyAreEmpty() {
    OwnerLimits two = new OwnerLimits(10, 2, 60_000, 10, 1 << 20, 1 << 20, 1 << 20, 4, 2, 2, 1_000);
    OwnerBench many = OwnerBench.alone(two);
    for (String topic : List.of("empty", "full")) many.done(topic, publish("m1"), Published.class);
    many.consumed("empty", 1);
    many.done("empty", ack("m1"), QueueReply.Settled.class);
    many.pass(62_000);
    assertEquals(2, many.owners.gauges().topics());
    many.done("third", publish("m1"), Published.class);
    many.pass(62_000);
    assertEquals(2, many.owners.gauges().topics());
    assertTrue(many.told.contains("let go empty IDLE"), many.told.toString());
    many.done("empty", publish("m2"), Published.class);
    assertEquals(List.of("m2"), many.consumed("empty", 1));
  }

  @Test
  void callsTopicsAndOpenBytesAreLimited() {
    OwnerLimits few = new OwnerLimits(2, 2, 60_000, 2, 3_000, 1 << 20, 1 << 20, 4, 2, 2, 1_000);
    OwnerBench limited = OwnerBench.alone(few);
    limited.done("t", publish("m0"), Published.class);
    limited.done("u", publish("m0"), Published.class);
    refused(Refusal.Code.OVERLOADED, limited.ask("v", publish("m0")));
    limited.store.slow(true);
    limited.ask("t", publish("m1"));
    limited.ask("t", publish("m2"));
    refused(Refusal.Code.OVERLOADED, limited.ask("t", publish("m3")));
    CompletableFuture<QueueAnswer> big = limited.ask("u",
        new QueueCommand.Publish(List.of(new NewMessage("big", Optional.empty(), 4, 0, Optional.empty(), new byte[4_000]))));
    refused(Refusal.Code.OVERLOADED, limited.ask("u", new QueueCommand.Publish(List.of(message("m")))));
    open(big);
    limited.store.slow(false);
    limited.store.releaseAll();
    limited.turn();
    reply(big, Published.class);
    limited.done("t", publish("m3"), Published.class);
  }
}
