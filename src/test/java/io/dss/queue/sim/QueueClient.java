package io.dss.queue.sim;

import io.dss.delivery.Seen;
import io.dss.delivery.Seen.Answer;
import io.dss.delivery.Seen.Handed;
import io.dss.delivery.Seen.Result;
import io.dss.delivery.Seen.Settled;
import io.dss.delivery.Seen.Verb;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.NodeId;
import io.dss.node.queue.Queues;
import io.dss.node.route.Refusal;
import io.dss.queue.DeliveredMessage;
import io.dss.queue.ItemRef;
import io.dss.queue.MessageBody;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueCommand.Ack;
import io.dss.queue.QueueCommand.Consume;
import io.dss.queue.QueueCommand.Extend;
import io.dss.queue.QueueCommand.Nack;
import io.dss.queue.QueueCommand.Publish;
import io.dss.queue.QueueReply;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.ItemResult;
import io.dss.raft.sim.SimEntropy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Publishes, consumes and settles through whichever node is up, one call at a time, and tells the checker what it was told. */
final class QueueClient {
  static final String AUDIT = "audit";
  static final String DEFAULT = "default";
  private static final long PATIENCE_MICROS = 6_000_000;
  /** A batch of an owner that is gone may still be on its way to the store. */
  private static final long LATEST_MICROS = 10_000_000;
  private static final long LATE_MILLIS = 300;

  private record Held(String topic, String group, DeliveredMessage message) {}

  private final QueueWorld world;
  private final String name;
  private final SimEntropy entropy;
  private final int thinkMicros;
  private final Deque<Held> held = new ArrayDeque<>();
  private QueueProcess asked;
  private boolean stopped;
  private Consumer<Optional<QueueReply>> then;
  private boolean refused;
  private boolean resting;
  private long calls;
  private long answered;

  /** @param thinkMicros how long it rests between calls at the most */
  QueueClient(QueueWorld world, String name, SimEntropy entropy, int thinkMicros) {
    this.world = world;
    this.name = name;
    this.entropy = entropy;
    this.thinkMicros = thinkMicros;
    rest();
  }

  boolean isCalling() {
    return then != null;
  }

  long answered() {
    return answered;
  }

  private long now() {
    return world.queue().nowMicros();
  }

  /** One call leads to another within its answer; whichever ends last rests. */
  private void rest() {
    if (resting) return;
    resting = true;
    world.queue().after(1 + entropy.below(thinkMicros), this::act);
  }

  private void act() {
    resting = false;
    if (!world.isBusy()) return;
    int dice = entropy.below(100);
    String topic = world.anyTopic(entropy);
    if (!held.isEmpty() && dice < 60) settle(held.poll());
    else if (dice < 75) publish(topic);
    else if (dice < 96) consume(topic, entropy.chance(700) ? DEFAULT : AUDIT);
    else consumeDead(topic);
  }

  /** {@code told} hears the reply; nothing if it is refused or unknown, see {@link #refused}. */
  private void call(String topic, QueueCommand command, Optional<IdempotencyKey> key, Consumer<Optional<QueueReply>> told) {
    long number = ++calls;
    refused = false;
    then = told;
    Optional<QueueProcess> process = world.anyUp(entropy);
    if (process.isEmpty()) {
      refused = true;
      ended(number, Optional.empty());
      return;
    }
    asked = process.get();
    asked.run(() -> asked.queues().call(topic, command, key).whenComplete((reply, failure) -> answer(number, reply, failure)));
    world.queue().after(PATIENCE_MICROS, () -> ended(number, Optional.empty()));
  }

  private void answer(long number, Queues.Answered reply, Throwable failure) {
    if (number != calls || then == null) return;
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    refused = cause instanceof Refusal refusal && refusal.code() != Refusal.Code.UNKNOWN_OUTCOME;
    if (cause != null && !(cause instanceof Refusal)) world.broken(asked.node(), cause);
    boolean capped = reply != null && (reply.reply() instanceof QueueReply.TopicFull || reply.reply() instanceof QueueReply.LimitReached);
    refused |= capped;
    ended(number, reply == null || capped ? Optional.empty() : Optional.of(reply.reply()));
  }

  private void ended(long number, Optional<QueueReply> reply) {
    if (number != calls || then == null) return;
    Consumer<Optional<QueueReply>> told = then;
    then = null;
    stopped = asked != null && asked.isStopping();
    asked = null;
    world.trace(name.hashCode() * 31L + number * 2 + (reply.isPresent() ? 1 : 0));
    if (reply.isPresent()) answered++;
    try {
      told.accept(reply);
    } catch (RuntimeException | AssertionError failed) {
      // The stage that this depends on would swallow it.
      world.broken(new NodeId(name), failed);
    }
    if (then == null) rest();
  }

  /** Whoever was asked is gone. */
  void lost(QueueProcess process) {
    if (asked == process) ended(calls, Optional.empty());
  }

  void end() {
    if (then != null) ended(calls, Optional.empty());
  }

  private void publish(String topic) {
    List<NewMessage> messages = new ArrayList<>();
    for (int count = entropy.chance(300) ? 3 : 1; count > 0; count--) messages.add(message());
    Optional<IdempotencyKey> key = entropy.chance(200) ? Optional.of(new IdempotencyKey(name + "-" + calls, "publish")) : Optional.empty();
    publish(topic, new Publish(messages), key, 3);
  }

  private NewMessage message() {
    String id = world.nextMessage();
    Optional<String> key = entropy.chance(400) ? Optional.of("k" + entropy.below(3)) : Optional.empty();
    long delayMillis = entropy.chance(100) ? 100 + entropy.below(1_200) : 0;
    Optional<Long> ttlMillis = entropy.chance(50) ? Optional.of(200L + entropy.below(800)) : Optional.empty();
    byte[] json = ("\"" + id + " " + entropy.nextLong() + "\"").getBytes(StandardCharsets.UTF_8);
    return new NewMessage(id, key, entropy.chance(150) ? entropy.below(10) : NewMessage.DEFAULT_PRIORITY, delayMillis, ttlMillis,
        MessageBody.of(Map.of("by", name), json).encoded());
  }

  static long body(byte[] bytes) {
    return Arrays.hashCode(bytes);
  }

  private void publish(String topic, Publish publish, Optional<IdempotencyKey> key, int tries) {
    for (NewMessage message : publish.messages()) {
      world.checker().saw(new Seen.Publishing(topic, message.messageId(), message.key(), body(message.body()), message.ttlMillis().isPresent(),
          message.delayMillis() > 0, now()));
    }
    call(topic, publish, key, reply -> {
      Answer answer = reply.isPresent() ? Answer.DONE : refused ? Answer.REFUSED : Answer.UNKNOWN;
      for (NewMessage message : publish.messages()) world.checker().saw(new Seen.Published(topic, message.messageId(), answer, now()));
      // A producer that does not know publishes again under the same ids.
      if (reply.isEmpty() && tries > 1 && world.isBusy() && entropy.chance(600)) publish(topic, publish, key, tries - 1);
    });
  }

  private void consume(String topic, String group) {
    long waitMillis = entropy.chance(500) ? 0 : 300 + entropy.below(600);
    long visibilityMillis = 300 + entropy.below(2_000);
    Optional<String> consumer = entropy.chance(500) ? Optional.of(name) : Optional.empty();
    long called = now();
    call(topic, new Consume(false, group, consumer, 1 + entropy.below(4), waitMillis, OptionalLong.of(visibilityMillis)), Optional.empty(), reply -> {
      boolean inVain = reply.isPresent() && ((Delivered) reply.get()).messages().isEmpty();
      // A wait whose end nobody saw is answered as one in vain: after its time, before it, or whenever the node stops that was asked.
      long tookMillis = (now() - called) / 1_000;
      boolean doubted = inVain && waitMillis > 0 && (stopped || tookMillis > waitMillis + LATE_MILLIS || tookMillis < waitMillis * 95 / 100);
      if (reply.isEmpty() && !refused || doubted) world.checker().saw(new Seen.ConsumeLost(topic, group, called, called + LATEST_MICROS));
      if (reply.isEmpty()) return;
      List<Handed> handed = new ArrayList<>();
      for (DeliveredMessage message : ((Delivered) reply.get()).messages()) {
        handed.add(new Handed(message.messageId(), body(message.body()), message.attempts(), surelyMicros(visibilityMillis)));
        held.add(new Held(topic, group, message));
      }
      world.checker().saw(new Seen.Consumed(topic, group, called, now(), handed));
    });
  }

  /** Of true time, whatever the owner's clock counts and however the wall clocks of two owners differ. */
  static long surelyMicros(long visibilityMillis) {
    return Math.max(0, visibilityMillis * 950 - 100_000);
  }

  private void consumeDead(String topic) {
    call(topic, new Consume(true, DEFAULT, Optional.empty(), 3, 0, OptionalLong.of(60_000)), Optional.empty(), reply -> {
      if (reply.isEmpty() || ((Delivered) reply.get()).messages().isEmpty()) return;
      List<ItemRef> items = new ArrayList<>();
      for (DeliveredMessage message : ((Delivered) reply.get()).messages()) {
        world.checker().saw(new Seen.Dead(topic, message.death().orElseThrow().group(), message.messageId(), body(message.body())));
        items.add(new ItemRef(message.messageId(), Optional.of(message.receipt())));
      }
      call(topic, new Ack(true, DEFAULT, items), Optional.empty(), done -> {});
    });
  }

  private void settle(Held one) {
    int dice = entropy.below(100);
    if (dice < 70) settle(one, Verb.ACK, dice > 4, OptionalLong.empty());
    else if (dice < 82) settle(one, Verb.NACK, true, entropy.chance(500) ? OptionalLong.of(entropy.below(400)) : OptionalLong.empty());
    else if (dice < 85) settle(one, Verb.REJECT, true, OptionalLong.empty());
    else if (dice < 91) settle(one, Verb.EXTEND, true, OptionalLong.of(300 + entropy.below(1_500)));
    // Nine in a hundred are never heard of again.
    else rest();
  }

  private void settle(Held one, Verb verb, boolean withReceipt, OptionalLong millis) {
    List<ItemRef> items = List.of(new ItemRef(one.message().messageId(), withReceipt ? Optional.of(one.message().receipt()) : Optional.empty()));
    long called = now();
    call(one.topic(), command(one.group(), verb, items, millis), Optional.empty(), reply -> {
      Result result = reply.map(settled -> result(((QueueReply.Settled) settled).items().get(0))).orElse(refused ? Result.REFUSED : Result.UNKNOWN);
      world.checker().saw(new Settled(one.topic(), one.group(), one.message().messageId(), verb, withReceipt ? one.message().attempts() : 0, result,
          surelyMicros(millis.orElse(0)), called, now()));
      boolean again = verb == Verb.EXTEND && result == Result.DONE || verb == Verb.ACK && reply.isEmpty() && entropy.chance(700);
      if (again) held.add(one);
    });
  }

  private static QueueCommand command(String group, Verb verb, List<ItemRef> items, OptionalLong millis) {
    if (verb == Verb.ACK) return new Ack(false, group, items);
    if (verb == Verb.EXTEND) return new Extend(false, group, items, millis);
    return new Nack(false, group, items, millis, Optional.of("by the simulation"), verb == Verb.REJECT);
  }

  private static Result result(ItemResult item) {
    if (item instanceof ItemResult.Done) return Result.DONE;
    return item instanceof ItemResult.NotFound ? Result.NOT_FOUND : Result.STALE;
  }
}
