package io.dss.node.queue;

import io.dss.kernel.MalformedBinary;
import io.dss.queue.MessageBody;
import io.dss.queue.NewMessage;
import io.dss.queue.Outcome.Forward;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Publishes dead messages into the topics they belong to, a bounded number at once, each until it is durable there or no more meant to be. What is not
 * done when its topic leaves this node is done by the next owner; so a message may be published twice, which its {@link ForwardedId} makes once.
 * Confined to the queue loop.
 */
final class Forwards {
  private static final System.Logger LOG = System.getLogger(Forwards.class.getName());
  private static final long LAST_RETRY_MILLIS = 30_000;

  private record Task(Serving from, Forward forward, RetryDelay delay) {}

  private final Desk desk;
  private final Forwarder forwarder;
  /** At most {@link io.dss.queue.QueueLimits#FORWARDS} of each topic, with those that run or rest. */
  private final ArrayDeque<Task> waiting = new ArrayDeque<>();
  private int running;
  /** Failed, and to be tried again later. */
  private int resting;
  private boolean turning;

  Forwards(Desk desk, Forwarder forwarder) {
    this.desk = desk;
    this.forwarder = forwarder;
  }

  void add(Serving from, Forward forward) {
    waiting.add(new Task(from, forward, new RetryDelay(OwnerLimits.RETRY_FIRST_MILLIS, LAST_RETRY_MILLIS)));
    next();
  }

  int open() {
    return waiting.size() + running + resting;
  }

  /** A loop and no recursion: what ends may make its topic hand out the next. */
  private void next() {
    if (turning) return;
    turning = true;
    while (running < desk.limits().forwardsAtOnce() && !waiting.isEmpty()) begin(waiting.poll());
    turning = false;
  }

  private void begin(Task task) {
    if (task.from().over()) return;
    running++;
    if (task.from().meant(task.forward())) task.from().body(task.forward().sequence(), body -> publish(task, body), () -> again(task));
    else end(task);
  }

  private void publish(Task task, Optional<byte[]> stored) {
    Forward forward = task.forward();
    // Purged, brought back or meant for another topic meanwhile; or round and round.
    if (stored.isEmpty() || !task.from().meant(forward) || goesRound(task, stored.get())) {
      end(task);
      return;
    }
    NewMessage message = new NewMessage(ForwardedId.of(task.from().topic(), forward), forward.key(), forward.priority(), 0, Optional.empty(),
        withDeath(task, stored.get()));
    desk.onLoop(forwarder.publish(forward.to(), message), succeeded -> {
      if (!succeeded) {
        again(task);
        return;
      }
      running--;
      desk.listener().forwarded(task.from().topic(), forward.to());
      task.from().forwarded(forward);
      next();
    });
  }

  private void end(Task task) {
    running--;
    task.from().notForwarded(task.forward());
    next();
  }

  /**
   * A message that already died where it is to go would go from topic to topic for ever. It stays dead where it is, to be seen and brought back by an
   * operator.
   */
  private boolean goesRound(Task task, byte[] stored) {
    Forward forward = task.forward();
    try {
      if (!forward.to().equals(task.from().topic()) && !MessageBody.decoded(stored).diedIn(forward.to())) return false;
    } catch (MalformedBinary opaque) {
      return false;
    }
    LOG.log(System.Logger.Level.WARNING, "message {0} of topic {1} stays dead there: it has died before in topic {2}, where its dead letters go",
        forward.messageId(), task.from().topic(), forward.to());
    return true;
  }

  private static byte[] withDeath(Task task, byte[] stored) {
    try {
      return MessageBody.decoded(stored).died(task.forward().death(), task.from().topic(), task.forward().messageId()).encoded();
    } catch (MalformedBinary opaque) {
      // A body that this service did not make has no place for headers; the message matters more than what is told of its death.
      return stored;
    }
  }

  private void again(Task task) {
    running--;
    resting++;
    desk.timers().timer(() -> {
      resting--;
      waiting.add(task);
      next();
    }).at(desk.nowMillis() + task.delay().nextMillis());
    next();
  }
}
