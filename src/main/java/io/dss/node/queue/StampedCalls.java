package io.dss.node.queue;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Incarnation;
import io.dss.kernel.RequestStamp;
import io.dss.node.queue.Queues.Answered;
import io.dss.node.route.OwnerCalls;
import io.dss.node.route.Refusal;
import io.dss.node.route.Stamps;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueReply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Carries one command to the owner of its topic under one stamp, however often it must be sent, and tells what its answer is worth if it was sent
 * more than once. Thread-safe; nothing blocks.
 *
 * <p>The owner keeps the answers to recent stamps in memory, so they are lost with its claim. An answer to a repeat is the answer to the call if
 * the claim was known before the call began (see {@link KnownClaims}), or if the call has an Idempotency-Key, whose result is durable together with
 * what it did. Otherwise an earlier attempt may have been carried out under another claim, and an answer that such an attempt may have caused is
 * not passed on as if it were true.
 */
final class StampedCalls {
  /** Topics whose last claim is remembered; of another topic a repeat's answer is told with more doubt than there may be. */
  private static final int KNOWN_TOPICS = 10_000;

  private final OwnerCalls<QueueRequest, QueueAnswer> calls;
  /** A consume may wait for 20 s while a million other calls pass, and the owner keeps answers by their age and not by a window: no window. */
  private final Stamps stamps;
  private final KnownClaims claims = new KnownClaims(KNOWN_TOPICS);

  StampedCalls(Incarnation self, OwnerCalls<QueueRequest, QueueAnswer> calls) {
    this.calls = calls;
    this.stamps = new Stamps(self, Integer.MAX_VALUE);
  }

  CompletionStage<Answered> call(String topic, QueueCommand command, Optional<IdempotencyKey> key, long deadlineNanos) {
    Optional<RequestStamp> stamp = stamps.next();
    if (stamp.isEmpty()) {
      return refused(new Refusal(Refusal.Code.OVERLOADED, "a call has been under way for two billion others", Optional.empty(), 1_000));
    }
    Optional<String> claimBefore = claims.of(topic);
    return calls.call(passedMillis -> new QueueRequest.OnTopic(topic, stamp.get(), key, after(passedMillis, command)), deadlineNanos)
        .whenComplete((answer, failure) -> stamps.settled(stamp.get()))
        .thenCompose(answered -> {
          if (!(answered.reply() instanceof QueueAnswer.Decided decided)) {
            return refused(unknown("node " + answered.from() + " answered with what is no answer to it"));
          }
          claims.answered(topic, decided.claim());
          boolean doubted = answered.repeated() && key.isEmpty() && !claimBefore.equals(Optional.of(decided.claim()));
          if (doubted && mayBeOwnDoing(decided.reply())) {
            return refused(unknown("an attempt was not answered, and another claim may answer now: it may be that attempt's doing"));
          }
          return CompletableFuture.completedFuture(new Answered(decided.reply(), answered.from()));
        });
  }

  /** Who asks again waits only for what is left of its wait. */
  private static QueueCommand after(long passedMillis, QueueCommand command) {
    if (passedMillis <= 0 || !(command instanceof QueueCommand.Consume consume) || consume.waitMillis() == 0) return command;
    long leftMillis = Math.max(0, consume.waitMillis() - passedMillis);
    return new QueueCommand.Consume(consume.dead(), consume.group(), consume.consumerId(), consume.max(), leftMillis, consume.visibilityMillis());
  }

  /**
   * Whether another attempt of the same call may be why the owner says so. A publish is known by its ids, whatever became of the first attempt, and
   * what a consume took and did not bring comes again after its visibility; a message that was acknowledged is not found a second time, a topic may
   * be full of the call's own messages, and a step may have taken more than it counted.
   */
  private static boolean mayBeOwnDoing(QueueReply reply) {
    if (reply instanceof QueueReply.Settled settled) {
      return settled.items().stream().anyMatch(item -> !(item instanceof QueueReply.ItemResult.Done));
    }
    return reply instanceof QueueReply.TopicFull || reply instanceof QueueReply.LimitReached || reply instanceof QueueReply.Stepped;
  }

  private static Refusal unknown(String why) {
    return new Refusal(Refusal.Code.UNKNOWN_OUTCOME, why + "; it may or may not have happened", Optional.empty(), 0);
  }

  private static <T> CompletionStage<T> refused(Refusal refusal) {
    return CompletableFuture.failedFuture(refusal);
  }
}
