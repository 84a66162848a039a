package io.dss.node.queue;

import io.dss.kernel.MalformedBinary;
import io.dss.queue.MessageBody;
import io.dss.queue.NewMessage;
import io.dss.queue.Outcome.Forward;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Publishes dead messages into the topics they belong to, a bounded number at once, each until it is durable there. What is not done when its topic
 * leaves
 * this node is done by the next owner; so a message may be published twice, which its {@code message_id} makes once. Confined to the queue loop.
 */
final class Forwards {
  private static final System.Logger LOG = System.getLogger(Forwards.class.getName());
  private static final long LAST_RETRY_MILLIS = 30_000;

  private record Task(Serving from, Forward forward, RetryDelay delay) {}

  private final Desk desk;
  private final Forwarder forwarder;
  /** At most as many as there are dead messages, as each is in it once. */
  private final ArrayDeque<Task> waiting = new ArrayDeque<>();
  private int running;

  Forwards(Desk desk, Forwarder forwarder) {
    this.desk = desk;
    this.forwarder = forwarder;
  }

  void add(Serving from, Forward forward) {
    waiting.add(new Task(from, forward, new RetryDelay(OwnerLimits.RETRY_FIRST_MILLIS, LAST_RETRY_MILLIS)));
    next();
  }

  int open() {
    return waiting.size() + running;
  }

  private void next() {
    while (running < desk.limits().forwardsAtOnce() && !waiting.isEmpty()) {
      Task task = waiting.poll();
      if (task.from().over()) continue;
      running++;
      task.from().body(task.forward().sequence(), body -> publish(task, body), () -> again(task));
    }
  }

  private void publish(Task task, Optional<byte[]> stored) {
    Forward forward = task.forward();
    // Purged or brought back meanwhile.
    if (stored.isEmpty()) {
      running--;
      task.from().notForwarded(forward);
      next();
      return;
    }
    if (goesRound(task, stored.get())) return;
    NewMessage message = new NewMessage(forward.messageId(), Optional.empty(), NewMessage.DEFAULT_PRIORITY, 0, Optional.empty(),
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

  /**
   * A message that already died where it is to go would be taken there for one published before, and be lost. It stays dead where it is, to be seen
   * and
   * brought back by an operator.
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
    running--;
    task.from().notForwarded(forward);
    next();
    return true;
  }

  private static byte[] withDeath(Task task, byte[] stored) {
    try {
      return MessageBody.decoded(stored).died(task.forward().death(), task.from().topic()).encoded();
    } catch (MalformedBinary opaque) {
      // A body that this service did not make has no place for headers; the message matters more than what is told of its death.
      return stored;
    }
  }

  private void again(Task task) {
    running--;
    desk.timers().timer(() -> {
      waiting.add(task);
      next();
    }).at(desk.nowMillis() + task.delay().nextMillis());
    next();
  }
}
