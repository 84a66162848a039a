package io.dss.node.queue;

import io.dss.kernel.Incarnation;
import io.dss.kernel.RequestStamp;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueCommand.Consume;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One call on a topic, asked for once or several times. Confined to the queue loop. */
final class Call {
  enum Stage {
    /** Nothing was done: the topic is being taken. */
    WAITING,
    /** It waits inside the topic for a message. */
    PARKED,
    /** It was carried out, and its answer waits for the store. */
    HELD
  }

  /** What the repeats of one call have in common. */
  record Name(Incarnation origin, long sequence) {
    static Name of(RequestStamp stamp) {
      return new Name(stamp.origin(), stamp.sequence());
    }
  }

  private final long number;
  private final QueueRequest.OnTopic request;
  private final List<CompletableFuture<QueueAnswer>> askers = new ArrayList<>(1);
  private Stage stage = Stage.WAITING;
  private final long cameMillis;
  private long deadlineMillis;
  private boolean begunAgain;
  private boolean doubted;

  Call(long number, QueueRequest.OnTopic request, long nowMillis, long deadlineMillis) {
    this.number = number;
    this.request = request;
    this.cameMillis = nowMillis;
    this.deadlineMillis = deadlineMillis;
  }

  long number() {
    return number;
  }

  QueueRequest.OnTopic request() {
    return request;
  }

  /** What is to be done, if it is begun now: a wait goes by while the topic is being taken. */
  QueueCommand command(long nowMillis) {
    if (!(request.command() instanceof Consume consume) || consume.waitMillis() == 0) return request.command();
    long left = Math.max(0, consume.waitMillis() - (nowMillis - cameMillis));
    return new Consume(consume.dead(), consume.group(), consume.consumerId(), consume.max(), left, consume.visibilityMillis());
  }

  /** Whether what it led to may be thrown away and the call begun again: a consumer that waits is not concerned by what became of a publish. Once. */
  boolean beginsAgain() {
    boolean again = !begunAgain && request.command() instanceof Consume consume && consume.waitMillis() > 0;
    begunAgain = true;
    return again;
  }

  /** From now on nobody may say that it changed nothing. */
  void doubt() {
    doubted = true;
  }

  /** Its effects are durable, or may be. */
  boolean doubted() {
    return doubted;
  }

  Name name() {
    return Name.of(request.stamp());
  }

  Stage stage() {
    return stage;
  }

  void stage(Stage now) {
    stage = now;
  }

  /** Of the monotonic clock: from then on nobody waits for it. */
  long deadlineMillis() {
    return deadlineMillis;
  }

  void deadline(long millis) {
    deadlineMillis = millis;
  }

  void asker(CompletableFuture<QueueAnswer> answer) {
    askers.add(answer);
  }

  void answer(QueueAnswer answer) {
    askers.forEach(asker -> asker.complete(answer));
    askers.clear();
  }

  void fail(Throwable failure) {
    askers.forEach(asker -> asker.completeExceptionally(failure));
    askers.clear();
  }
}
