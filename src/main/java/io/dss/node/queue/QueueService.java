package io.dss.node.queue;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.route.OwnerCalls;
import io.dss.node.route.Placement;
import io.dss.node.route.Refusal;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueReply;
import io.dss.spi.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The queues as one node offers them: admits calls, carries each to the owner of its topic, and keeps consumers waiting over changes of owner. It
 * owns nothing itself. Thread-safe; nothing blocks.
 *
 * <p>{@code duplicate} in an answer to a publish says that the owner had the id, be it from an earlier attempt of the same call whose answer was
 * lost together with the owner that gave it. Whoever made an id for this one call knows better and may tell its client so; of a producer's own id
 * the two cannot be told apart.
 */
public final class QueueService implements Queues {
  /** What a call may carry, in bytes as it is sent, so that it fits a frame between nodes (4 MiB) whoever the owner is. */
  static final long MAX_CALL_BYTES = (4L << 20) - (64L << 10);
  private static final int MESSAGE_BYTES = 64;
  private static final int UTF8_BYTES = 3;

  /**
   * What one node takes at once.
   *
   * @param callTimeoutMillis after which a call is refused; one that waits for messages has as much on top of its wait
   * @param maxWaiting consumes that wait
   * @param maxInflight all other calls on topics that are under way
   */
  public record Limits(long callTimeoutMillis, int maxWaiting, int maxInflight) {}

  private final NodeId self;
  private final OwnerCalls<QueueRequest, QueueAnswer> calls;
  private final StampedCalls stamped;
  private final Placement placement;
  private final TimeSource time;
  private final Limits limits;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger inflight = new AtomicInteger();

  QueueService(Incarnation self, OwnerCalls<QueueRequest, QueueAnswer> calls, Placement placement, TimeSource time, Limits limits) {
    this.self = self.node();
    this.calls = calls;
    this.stamped = new StampedCalls(self, calls);
    this.placement = placement;
    this.time = time;
    this.limits = limits;
  }

  /** Consumes that wait here. */
  public int waiting() {
    return waiting.get();
  }

  @Override
  public CompletionStage<Answered> call(String topic, QueueCommand command, Optional<IdempotencyKey> key) {
    long waitMillis = command instanceof QueueCommand.Consume consume ? consume.waitMillis() : 0;
    Optional<Refusal> tooLong = tooLong(command);
    if (tooLong.isPresent()) return CompletableFuture.failedFuture(tooLong.get());
    AtomicInteger underWay = waitMillis > 0 ? waiting : inflight;
    int most = waitMillis > 0 ? limits.maxWaiting() : limits.maxInflight();
    if (underWay.incrementAndGet() > most) {
      underWay.decrementAndGet();
      return CompletableFuture.failedFuture(waitMillis > 0 ? tooManyWait() : tooManyUnderWay());
    }
    return carried(topic, command, key, waitMillis).whenComplete((answered, failure) -> underWay.decrementAndGet());
  }

  private CompletionStage<Answered> carried(String topic, QueueCommand command, Optional<IdempotencyKey> key, long waitMillis) {
    if (command instanceof QueueCommand.Purge || command instanceof QueueCommand.Redrive) {
      return Steps.carried((step, own) -> stamped.call(topic, step, own, deadlineNanos(0)), command, key);
    }
    CompletionStage<Answered> answered = stamped.call(topic, command, key, deadlineNanos(waitMillis));
    return waitMillis > 0 ? answered.handle(this::waited) : answered;
  }

  /**
   * A wait that an owner served and nobody saw to its end brought nothing: that is the answer of every wait in vain, and what the owner may have
   * handed out on its last breath comes again after its visibility, with an Idempotency-Key too, under which no consume is kept.
   */
  private Answered waited(Answered answered, Throwable failure) {
    if (failure == null) return answered;
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    if (cause instanceof Refusal refusal && refusal.code() == Refusal.Code.UNKNOWN_OUTCOME) {
      return new Answered(new QueueReply.Delivered(List.of()), refusal.leader().orElse(self));
    }
    throw new CompletionException(cause);
  }

  private long deadlineNanos(long waitMillis) {
    return time.monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(waitMillis + limits.callTimeoutMillis());
  }

  @Override
  public CompletionStage<List<Listed>> list(String prefix, Optional<String> after, int limit) {
    return new Listing(calls, placement, time, new Listing.Query(prefix, after, limit), deadlineNanos(0)).listed();
  }

  private static Optional<Refusal> tooLong(QueueCommand command) {
    if (!(command instanceof QueueCommand.Publish publish)) return Optional.empty();
    long bytes = 0;
    for (NewMessage message : publish.messages()) {
      long characters = message.messageId().length() + message.key().map(String::length).orElse(0);
      bytes += MESSAGE_BYTES + message.body().length + UTF8_BYTES * characters;
    }
    if (bytes <= MAX_CALL_BYTES) return Optional.empty();
    return Optional.of(new Refusal(Refusal.Code.LIMIT_REACHED,
        "the messages of one call take " + bytes + " bytes, " + MAX_CALL_BYTES + " are the most; publish fewer at once. Nothing was published",
        Optional.empty(), 0));
  }

  private Refusal tooManyWait() {
    return new Refusal(Refusal.Code.LIMIT_REACHED, limits.maxWaiting() + " calls wait for messages on node " + self
        + ", the most there may be (dss.queue.max-waiting-calls); ask another node, or later", Optional.empty(), 1_000);
  }

  private Refusal tooManyUnderWay() {
    return new Refusal(Refusal.Code.OVERLOADED, "as many calls on topics are under way on node " + self + " as may be (dss.queue.max-inflight is "
        + limits.maxInflight() + "); ask again later", Optional.empty(), 1_000);
  }
}
