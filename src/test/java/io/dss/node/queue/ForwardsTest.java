package io.dss.node.queue;

import static io.dss.node.queue.OwnerBench.GROUP;
import static io.dss.node.queue.OwnerBench.publish;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dss.queue.Death;
import io.dss.queue.ItemRef;
import io.dss.queue.MessageBody;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand.Configure;
import io.dss.queue.QueueCommand.Nack;
import io.dss.queue.QueueCommand.Publish;
import io.dss.queue.QueueReply.Configured;
import io.dss.queue.QueueReply.Published;
import io.dss.queue.QueueReply.Settled;
import io.dss.queue.SettingsChange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
  void aDeadMessageIsPublishedUnderItsIdWithWhatItDiedOfAndThenForgotten() {
    oneDies();
    assertEquals(1, bench.forwards.size());
    OwnerBench.Forwarded forwarded = bench.forwards.get(0);
    assertEquals("failed", forwarded.topic());
    assertEquals("m1", forwarded.message().messageId());
    MessageBody body = MessageBody.decoded(forwarded.message().body());
    assertArrayEquals("body of m1".getBytes(StandardCharsets.UTF_8), body.json());
    assertEquals(Death.REJECTED, body.headers().get(MessageBody.DEATH_REASON));
    assertEquals("no such order", body.headers().get(MessageBody.DEATH_DETAIL));
    assertEquals("orders", body.headers().get(MessageBody.DEATH_ORIGIN));
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
    assertEquals("m1", next.forwards.get(0).message().messageId());
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
    byte[] body = MessageBody.of(Map.of(), "1".getBytes(StandardCharsets.UTF_8)).died(before, "failed").encoded();
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
}
