package io.dss.node.queue;

import io.dss.kernel.Incarnation;
import io.dss.kernel.RequestStamp;
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
  private long deadlineMillis;

  Call(long number, QueueRequest.OnTopic request, long deadlineMillis) {
    this.number = number;
    this.request = request;
    this.deadlineMillis = deadlineMillis;
  }

  long number() {
    return number;
  }

  QueueRequest.OnTopic request() {
    return request;
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
