package io.dss.node.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.IdempotencyKey;
import io.dss.node.queue.Queues.Answered;
import io.dss.node.raft.Outcome;
import io.dss.node.route.Refusal;
import io.dss.queue.ItemRef;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueCommand.Nack;
import io.dss.queue.QueueCommand.Publish;
import io.dss.queue.QueueCommand.Purge;
import io.dss.queue.QueueCommand.Redrive;
import io.dss.queue.QueueLimits;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.KeyReused;
import io.dss.queue.QueueReply.Published;
import io.dss.queue.QueueReply.Settled;
import io.dss.queue.QueueReply.Stepped;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Purges and redrives of several steps under an Idempotency-Key, on real owners with a real topic and a store. */
class StepsOnTopicTest {
  private static final String TOPIC = "orders";
  private static final int MANY = 2 * QueueLimits.STEP_MESSAGES + 10;
  private static final Purge PURGE = new Purge(false, 0, 0);
  private static final Optional<IdempotencyKey> KEY = Optional.of(new IdempotencyKey("k", "f"));

  private OwnerBench bench = OwnerBench.alone();
  private long ring = 1;
  /** Steps after which no more is heard: of the last of them the answer is lost. */
  private int heard = Integer.MAX_VALUE;

  private CompletionStage<Answered> step(QueueCommand command, Optional<IdempotencyKey> key) {
    CompletableFuture<QueueAnswer> answer = bench.ask(new QueueRequest.OnTopic(TOPIC, bench.stamp(), key, command), 10_000);
    if (--heard < 0) {
      return CompletableFuture.failedFuture(new Refusal(Refusal.Code.UNKNOWN_OUTCOME, "the answer was lost", Optional.empty(), 0));
    }
    return answer.thenApply(it -> new Answered(((QueueAnswer.Decided) it).reply(), OwnerBench.A));
  }

  private CompletionStage<Answered> call(QueueCommand command) {
    return Steps.carried(this::step, command, KEY);
  }

  private Stepped done(QueueCommand command) {
    return assertInstanceOf(Stepped.class, Outcome.of(call(command)).reply());
  }

  /** The origin dies: what it asked in its last step is carried out, and nobody goes on. */
  private void breaksOffAfter(int steps, QueueCommand command) {
    heard = steps;
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, Outcome.failure(Refusal.class, call(command)).code());
    heard = Integer.MAX_VALUE;
  }

  private void nextOwner() {
    bench = new OwnerBench(OwnerBench.A, bench.store, bench.time, OwnerLimits.DEFAULTS);
    bench.placement.ring(++ring, OwnerBench.A);
    bench.turn();
    bench.pass(100);
  }

  private void publish(String prefix, int count) {
    for (int from = 0; from < count; from += QueueLimits.BATCH_MESSAGES) {
      List<NewMessage> batch =
          IntStream.range(from, Math.min(count, from + QueueLimits.BATCH_MESSAGES)).mapToObj(i -> OwnerBench.message(prefix + i)).toList();
      bench.done(TOPIC, new Publish(batch), Published.class);
    }
  }

  private void die(int count) {
    publish("m", count);
    for (int left = count; left > 0;) {
      Delivered taken = bench.done(TOPIC, OwnerBench.consume(QueueLimits.BATCH_MESSAGES, 0), Delivered.class);
      List<ItemRef> items = taken.messages().stream().map(it -> new ItemRef(it.messageId(), Optional.empty())).toList();
      bench.done(TOPIC, new Nack(false, OwnerBench.GROUP, items, OptionalLong.empty(), Optional.empty(), true), Settled.class);
      left -= items.size();
    }
  }

  private long ready() {
    return bench.describe(TOPIC).groups().get(0).ready();
  }

  @Test
  void aPurgeThatIsRepeatedWithItsKeyGetsItsResultAndTakesNothing() {
    publish("m", MANY);
    Stepped first = done(PURGE);
    assertEquals(MANY, first.total());
    publish("new", MANY);
    assertEquals(first, done(PURGE));
    nextOwner();
    assertEquals(first, done(PURGE));
    assertEquals(MANY, ready());
  }

  @Test
  void aPurgeWhoseOriginDiedGoesOnWithWhatWasMeantAtFirstAndCountsAll() {
    for (int steps = 0; steps < 3; steps++) {
      bench = OwnerBench.alone();
      publish("m", MANY);
      breaksOffAfter(steps, PURGE);
      publish("new", 5);
      nextOwner();
      Stepped repeated = done(PURGE);
      assertEquals(MANY, repeated.total(), "the answer of step " + steps + " was lost");
      assertEquals(5, ready());
      assertEquals(repeated, done(PURGE));
    }
  }

  @Test
  void aRedriveNeverBringsBackMoreThanItsLimitHoweverOftenItIsRepeated() {
    int limit = QueueLimits.STEP_MESSAGES + 500;
    for (int steps = 0; steps < 2; steps++) {
      bench = OwnerBench.alone();
      die(MANY);
      Redrive redrive = new Redrive(List.of(), Optional.empty(), limit, 0, 0);
      breaksOffAfter(steps, redrive);
      nextOwner();
      assertEquals(limit, done(redrive).total(), "the answer of step " + steps + " was lost");
      assertEquals(limit, done(redrive).total());
      assertEquals(limit, ready());
    }
  }

  /** The client asked another node while the first still works for it. */
  @Test
  void twoOriginsThatWorkAtOnceGetTheSameResult() {
    publish("m", MANY);
    Stepped half = assertInstanceOf(Stepped.class, Outcome.of(step(PURGE, KEY)).reply());
    assertTrue(half.more());
    publish("new", 5);
    Stepped other = done(PURGE);
    assertEquals(MANY, other.total());
    assertEquals(other, Outcome.of(step(PURGE.after(half), KEY)).reply());
    assertEquals(5, ready());
  }

  @Test
  void theKeyOfACallThatIsUnderWayIsNotFreeForAnother() {
    publish("m", MANY);
    breaksOffAfter(1, PURGE);
    Optional<IdempotencyKey> other = Optional.of(new IdempotencyKey("k", "other"));
    assertEquals(new KeyReused(), Outcome.of(Steps.carried(this::step, new Purge(true, 0, 0), other)).reply());
  }

  @Test
  void howFarACallGotIsForgottenWhenItsKeyIs() {
    publish("m", MANY);
    breaksOffAfter(1, PURGE);
    publish("new", 5);
    bench.pass(QueueLimits.IDEMPOTENCY_MILLIS + 25);
    assertEquals(MANY + 5, assertInstanceOf(Stepped.class, done(PURGE)).total() + 2L * QueueLimits.STEP_MESSAGES);
  }
}
