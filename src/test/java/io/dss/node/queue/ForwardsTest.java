package io.dss.node.queue;

import static io.dss.node.queue.OwnerBench.GROUP;
import static io.dss.node.queue.OwnerBench.publish;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.queue.Death;
import io.dss.queue.ItemRef;
import io.dss.queue.MessageBody;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand.Configure;
import io.dss.queue.QueueCommand.Consume;
import io.dss.queue.QueueCommand.Nack;
import io.dss.queue.QueueCommand.Publish;
import io.dss.queue.QueueCommand.Redrive;
import io.dss.queue.QueueLimits;
import io.dss.queue.QueueReply.Configured;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.Published;
import io.dss.queue.QueueReply.Settled;
import io.dss.queue.QueueReply.Stepped;
import io.dss.queue.SettingsChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Dead messages that belong into another topic. */
class ForwardsTest {
  private final OwnerBench bench = OwnerBench.alone();

  private static Configure deadLetter(String topic) {
    return new Configure(new SettingsChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(topic), Optional.empty(),
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  private void dies(OwnerBench owner, String topic, String id) {
    List<ItemRef> items = List.of(new ItemRef(id, Optional.empty()));
    owner.done(topic, new Nack(false, GROUP, items, OptionalLong.empty(), Optional.of("no such order"), true), Settled.class);
  }

  private void oneDies() {
    bench.done("orders", deadLetter("failed"), Configured.class);
    bench.done("orders", publish("m1"), Published.class);
    bench.consumed("orders", 1);
    dies(bench, "orders", "m1");
  }

  private long dead() {
    return bench.describe("orders").groups().get(0).dead();
  }

  @Test
  void aDeadMessageIsPublishedUnderAnIdOfItsDeathWithWhatItDiedOfAndThenForgotten() {
    oneDies();
    assertEquals(1, bench.forwards.size());
    OwnerBench.Forwarded forwarded = bench.forwards.get(0);
    assertEquals("failed", forwarded.topic());
    assertTrue(forwarded.message().messageId().matches("dead-[0-9a-f]{32}"), forwarded.message().messageId());
    MessageBody body = MessageBody.decoded(forwarded.message().body());
    assertArrayEquals("body of m1".getBytes(StandardCharsets.UTF_8), body.json());
    assertEquals(Death.REJECTED, body.headers().get(MessageBody.DEATH_REASON));
    assertEquals("no such order", body.headers().get(MessageBody.DEATH_DETAIL));
    assertEquals("orders", body.headers().get(MessageBody.DEATH_ORIGIN));
    assertEquals("m1", body.headers().get(MessageBody.DEATH_MESSAGE_ID));
    assertEquals("1", body.headers().get(MessageBody.DEATH_HOPS));
    assertEquals(1, dead());
    forwarded.done().complete(null);
    bench.turn();
    assertEquals(0, dead());
    assertEquals(0, bench.describe("orders").messages());
  }

  @Test
  void itIsPublishedAgainUntilItIsDurableThere() {
    oneDies();
    bench.forwards.get(0).done().completeExceptionally(new IllegalStateException("the topic is full"));
    bench.turn();
    bench.pass(50);
    assertEquals(1, bench.forwards.size());
    bench.pass(100);
    assertEquals(2, bench.forwards.size());
    assertEquals(1, dead());
    bench.forwards.get(1).done().complete(null);
    bench.turn();
    assertEquals(0, dead());
  }

  @Test
  void nothingIsForwardedBeforeItsDeathIsDurable() {
    bench.done("orders", deadLetter("failed"), Configured.class);
    bench.done("orders", publish("m1"), Published.class);
    bench.consumed("orders", 1);
    bench.store.slow(true);
    bench.ask("orders", new Nack(false, GROUP, List.of(new ItemRef("m1", Optional.empty())), OptionalLong.empty(), Optional.empty(), true));
    assertEquals(0, bench.forwards.size());
    bench.store.slow(false);
    bench.store.releaseAll();
    bench.turn();
    assertEquals(1, bench.forwards.size());
  }

  @Test
  void theNextOwnerForwardsWhatTheOneBeforeDidNotFinish() {
    oneDies();
    OwnerBench next = new OwnerBench(OwnerBench.A, bench.store, bench.time, OwnerLimits.DEFAULTS);
    next.placement.ring(2, OwnerBench.A);
    next.turn();
    next.pass(100);
    assertEquals(1, next.forwards.size());
    assertEquals(bench.forwards.get(0).message().messageId(), next.forwards.get(0).message().messageId());
  }

  @Test
  void onlySoManyAreOnTheirWayAtOnce() {
    bench.done("orders", deadLetter("failed"), Configured.class);
    int many = OwnerLimits.DEFAULTS.forwardsAtOnce() + 10;
    for (int i = 0; i < many; i++) bench.done("orders", publish("m" + i), Published.class);
    bench.consumed("orders", many);
    for (int i = 0; i < many; i++) dies(bench, "orders", "m" + i);
    assertEquals(many - 10, bench.forwards.size());
    bench.forwards.get(0).done().complete(null);
    bench.turn();
    assertEquals(many - 9, bench.forwards.size());
  }

  @Test
  void aMessageThatWouldGoRoundStaysDeadWhereItIs() {
    bench.done("orders", deadLetter("failed"), Configured.class);
    Death before = new Death(Death.REJECTED, "", "failed", GROUP, 1, 5);
    byte[] body = MessageBody.of(Map.of(), "1".getBytes(StandardCharsets.UTF_8)).died(before, "failed", "m1").encoded();
    bench.done("orders", new Publish(List.of(new NewMessage("m1", Optional.empty(), 4, 0, Optional.empty(), body))), Published.class);
    bench.consumed("orders", 1);
    dies(bench, "orders", "m1");
    bench.pass(5_000);
    assertEquals(0, bench.forwards.size());
    assertEquals(1, dead());
  }

  @Test
  void aBodyThatIsNoMessageBodyIsForwardedAsItIs() {
    bench.done("orders", deadLetter("failed"), Configured.class);
    byte[] opaque = {9, 9, 9};
    bench.done("orders", new Publish(List.of(new NewMessage("m1", Optional.empty(), 4, 0, Optional.empty(), opaque))), Published.class);
    bench.consumed("orders", 1);
    dies(bench, "orders", "m1");
    assertArrayEquals(opaque, bench.forwards.get(0).message().body());
  }

  /** Publishes what is on its way, and says that it is done. @return whether each had been there */
  private List<Boolean> arrive() {
    List<Boolean> duplicates = new ArrayList<>();
    for (int i = 0; i < bench.forwards.size(); i++) {
      OwnerBench.Forwarded each = bench.forwards.get(i);
      if (each.done().isDone()) continue;
      duplicates.addAll(bench.done(each.topic(), new Publish(List.of(each.message())), Published.class).duplicates());
      each.done().complete(null);
      bench.turn();
    }
    return duplicates;
  }

  @Test
  void messagesOfOneIdThatDieInTwoTopicsAreTwoDeadLetters() {
    for (String topic : List.of("orders", "refunds")) {
      bench.done(topic, deadLetter("failed"), Configured.class);
      bench.done(topic, publish("m1"), Published.class);
      bench.consumed(topic, 1);
      dies(bench, topic, "m1");
    }
    assertEquals(List.of(false, false), arrive());
    assertEquals(2, bench.describe("failed").messages());
  }

  @Test
  void aMessageThatDiesInTwoGroupsIsTwoDeadLetters() {
    bench.done("orders", deadLetter("failed"), Configured.class);
    Consume billing = new Consume(false, "billing", Optional.empty(), 1, 0, OptionalLong.empty());
    bench.done("orders", billing, Delivered.class);
    bench.done("orders", publish("m1"), Published.class);
    bench.consumed("orders", 1);
    bench.done("orders", billing, Delivered.class);
    dies(bench, "orders", "m1");
    bench.done("orders", new Nack(false, "billing", List.of(new ItemRef("m1", Optional.empty())), OptionalLong.empty(), Optional.empty(), true),
        Settled.class);
    assertEquals(List.of(false, false), arrive());
  }

  @Test
  void aForwardWhoseAnswerWasLostIsThereOnceAndASecondDeathIsAnotherLetter() {
    oneDies();
    OwnerBench.Forwarded first = bench.forwards.get(0);
    bench.done("failed", new Publish(List.of(first.message())), Published.class);
    first.done().completeExceptionally(new IllegalStateException("no answer"));
    bench.turn();
    bench.done("orders", new Redrive(List.of("m1"), Optional.empty(), 1, 0, 0), Stepped.class);
    bench.consumed("orders", 1);
    dies(bench, "orders", "m1");
    bench.pass(200);
    assertEquals(List.of(false), arrive());
    assertEquals(2, bench.describe("failed").messages());
    assertEquals(0, bench.describe("orders").messages());

    bench.done("orders", publish("m2"), Published.class);
    bench.consumed("orders", 1);
    dies(bench, "orders", "m2");
    OwnerBench.Forwarded again = bench.forwards.get(bench.forwards.size() - 1);
    bench.done("failed", new Publish(List.of(again.message())), Published.class);
    again.done().completeExceptionally(new IllegalStateException("no answer"));
    bench.turn();
    bench.pass(200);
    assertEquals(List.of(true), arrive());
    assertEquals(3, bench.describe("failed").messages());
  }

  @Test
  void aDeadLetterKeepsItsKeyAndItsPriority() {
    bench.done("orders", deadLetter("failed"), Configured.class);
    NewMessage message = new NewMessage("m1", Optional.of("customer 7"), 9, 0, Optional.of(60_000L), OwnerBench.body("1"));
    bench.done("orders", new Publish(List.of(message)), Published.class);
    bench.consumed("orders", 1);
    dies(bench, "orders", "m1");
    NewMessage forwarded = bench.forwards.get(0).message();
    assertEquals(Optional.of("customer 7"), forwarded.key());
    assertEquals(9, forwarded.priority());
    assertEquals(Optional.empty(), forwarded.ttlMillis());
  }

  @Test
  void whatCouldNotBeForwardedGoesWhereTheSettingsSayNow() {
    oneDies();
    bench.forwards.get(0).done().completeExceptionally(new IllegalStateException("the topic is full"));
    bench.turn();
    bench.done("orders", deadLetter("graves"), Configured.class);
    bench.pass(10_000);
    assertEquals(List.of("failed", "graves"), bench.forwards.stream().map(OwnerBench.Forwarded::topic).toList());
    arrive();
    assertEquals(0, dead());
    bench.pass(1_000);
    assertEquals(0, bench.owners.gauges().forwards());
  }

  @Test
  void whatRestsBeforeTheNextTryIsOnItsWayToo() {
    oneDies();
    bench.forwards.get(0).done().completeExceptionally(new IllegalStateException("the topic is full"));
    bench.turn();
    bench.pass(50);
    assertEquals(1, bench.owners.gauges().forwards());
  }

  @Test
  void whatIsToStayInTheLaneAfterAllIsNotForwarded() {
    oneDies();
    bench.forwards.get(0).done().completeExceptionally(new IllegalStateException("the topic is full"));
    bench.turn();
    bench.done("orders", deadLetter("orders.dead"), Configured.class);
    bench.pass(10_000);
    assertEquals(1, bench.forwards.size());
    assertEquals(1, dead());
    assertEquals(0, bench.owners.gauges().forwards());
  }

  private void manyDie(int many) {
    bench.done("orders", deadLetter("failed"), Configured.class);
    for (int from = 0; from < many; from += QueueLimits.BATCH_MESSAGES) {
      int to = Math.min(many, from + QueueLimits.BATCH_MESSAGES);
      bench.done("orders", publish(IntStream.range(from, to).mapToObj(i -> "m" + i).toArray(String[]::new)), Published.class);
      List<ItemRef> items = bench.consumed("orders", to - from).stream().map(id -> new ItemRef(id, Optional.empty())).toList();
      bench.done("orders", new Nack(false, GROUP, items, OptionalLong.empty(), Optional.empty(), true), Settled.class);
    }
  }

  @Test
  void howeverManyAreDeadOnlySoManyAreHeldHereAndAllGoInTheEnd() {
    int many = 3 * QueueLimits.FORWARDS + 7;
    manyDie(many);
    for (int round = 0; round < many && dead() > 0; round++) {
      assertTrue(bench.owners.gauges().forwards() <= QueueLimits.FORWARDS, () -> bench.owners.gauges().forwards() + " are held");
      arrive();
      bench.pass(25);
    }
    assertEquals(0, dead());
    assertEquals(many, new TreeSet<>(bench.forwards.stream().map(each -> each.message().messageId()).toList()).size());
    assertEquals(many, bench.forwards.size());
  }

  @Test
  void aChangeOfTheSettingReachesAllThatWait() {
    manyDie(2 * QueueLimits.FORWARDS);
    bench.done("orders", deadLetter("graves"), Configured.class);
    bench.forwards.forEach(each -> each.done().completeExceptionally(new IllegalStateException("the topic is full")));
    bench.turn();
    bench.pass(40_000);
    for (int round = 0; round < 100 && dead() > 0; round++) {
      arrive();
      bench.pass(25);
    }
    assertEquals(0, dead());
    assertEquals(2 * QueueLimits.FORWARDS, bench.forwards.stream().filter(each -> each.topic().equals("graves")).count());
  }

  @Test
  void thousandsThatStayDeadAreNoRecursion() {
    Death before = new Death(Death.REJECTED, "", "failed", GROUP, 1, 5);
    byte[] body = MessageBody.of(Map.of(), "1".getBytes(StandardCharsets.UTF_8)).died(before, "failed", "m").encoded();
    bench.done("orders", new Publish(IntStream.range(0, 1_000).mapToObj(i -> new NewMessage("m" + i, Optional.empty(), 4, 0, Optional.empty(), body))
        .toList()), Published.class);
    List<ItemRef> items = bench.consumed("orders", 1_000).stream().map(id -> new ItemRef(id, Optional.empty())).toList();
    bench.done("orders", new Nack(false, GROUP, items, OptionalLong.empty(), Optional.empty(), true), Settled.class);
    bench.done("orders", deadLetter("failed"), Configured.class);
    bench.pass(1_000);
    assertEquals(0, bench.forwards.size());
    assertEquals(1_000, dead());
    assertEquals(0, bench.owners.gauges().forwards());
  }
}
