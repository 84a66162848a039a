package io.dss.queue;

import io.dss.kernel.IdempotencyKey;
import io.dss.queue.QueueReply.ItemResult;
import io.dss.queue.QueueReply.LimitReached;
import io.dss.queue.QueueReply.NoSuchTopic;
import io.dss.queue.QueueReply.Noted;
import io.dss.queue.QueueReply.Settled;
import io.dss.queue.QueueReply.Stepped;
import io.dss.queue.QueueReply.TopicFull;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Carries a command out, once for each Idempotency-Key. */
final class Commands {
  private Commands() {}

  static void apply(Topic topic, Step step, long call, QueueCommand command, Optional<IdempotencyKey> key) {
    if (command instanceof QueueCommand.Consume consume) {
      consume(topic, step, call, consume);
      return;
    }
    Optional<QueueReply> before = key.flatMap(name -> topic.results.find(name, step.now));
    Optional<Stepped> halfway = before.filter(Commands::halfway).map(Stepped.class::cast);
    if (before.isPresent() && halfway.isEmpty()) {
      step.answer(call, before.get());
      return;
    }
    QueueReply reply = carryOut(topic, step, halfway.map(command::after).orElse(command));
    if (key.isPresent() && topic.exists() && result(reply)) topic.results.keep(key.get(), reply, step);
    step.answer(call, reply);
  }

  /**
   * Of a purge or redrive only the last step is the result. Of one before it is kept how far it got, together with what it did: whoever repeats the call, or a
   * step whose answer was lost, goes on from there, so nothing is counted twice and what came since the call began is not meant.
   */
  private static boolean halfway(QueueReply kept) {
    return kept instanceof Stepped stepped && stepped.more();
  }

  /** A cap is no result: the client may try again under the same key. */
  private static boolean result(QueueReply reply) {
    return !(reply instanceof LimitReached || reply instanceof TopicFull);
  }

  private static void consume(Topic topic, Step step, long call, QueueCommand.Consume consume) {
    Waiting.apply(topic, step, call, consume).ifPresent(reply -> step.answer(call, reply));
  }

  private static QueueReply carryOut(Topic topic, Step step, QueueCommand command) {
    if (command instanceof QueueCommand.Publish publish) return Publishing.apply(topic, step, publish);
    if (command instanceof QueueCommand.Configure configure) return Configuring.apply(topic, step, configure.change());
    if (!topic.exists()) return ofNoTopic(command);
    if (command instanceof QueueCommand.Ack ack) return Settling.ack(topic, step, ack);
    if (command instanceof QueueCommand.Nack nack) return Settling.nack(topic, step, nack);
    if (command instanceof QueueCommand.Extend extend) return Settling.extend(topic, step, extend);
    if (command instanceof QueueCommand.Purge purge) return Purging.apply(topic, step, purge);
    if (command instanceof QueueCommand.Redrive redrive) return Redriving.apply(topic, step, redrive);
    if (command instanceof QueueCommand.Pause) return Configuring.pause(topic, step);
    if (command instanceof QueueCommand.Resume resume) return Configuring.resume(topic, step, resume.key());
    if (command instanceof QueueCommand.Describe) return Describing.apply(topic);
    if (command instanceof QueueCommand.Browse browse) return Browsing.apply(topic, browse);
    QueueCommand.Forwarded forwarded = (QueueCommand.Forwarded) command;
    topic.forwarding.done(topic, step, forwarded.sequence(), forwarded.group());
    return new Noted();
  }

  private static QueueReply ofNoTopic(QueueCommand command) {
    if (command instanceof QueueCommand.Ack ack) return notFound(ack.items());
    if (command instanceof QueueCommand.Nack nack) return notFound(nack.items());
    if (command instanceof QueueCommand.Extend extend) return notFound(extend.items());
    return command instanceof QueueCommand.Forwarded ? new Noted() : new NoSuchTopic();
  }

  private static QueueReply notFound(List<ItemRef> items) {
    return new Settled(Collections.nCopies(items.size(), new ItemResult.NotFound()));
  }
}
