package io.dss.server.rest;

import io.dss.protocol.JsonText;
import io.dss.protocol.Problem;
import io.dss.protocol.ProblemCode;
import io.dss.queue.QueueReply;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.ItemResult.NotFound;
import io.dss.queue.QueueReply.ItemResult.Stale;
import io.dss.queue.QueueReply.NoSuchTopic;
import io.dss.queue.QueueReply.Settled;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which status each reply of the queue service travels with. */
final class QueueAnswers {
  /** What may be taken or freed any moment: consumers are at work. */
  private static final long FULL_RETRY_MILLIS = 1_000;

  private QueueAnswers() {}

  /** @param due the reply of a call that was carried out, which {@code told} writes */
  static <R extends QueueReply> Answer of(QueueReply reply, Class<R> due, String topic, Function<R, String> told) {
    return due.isInstance(reply) ? Answer.ok(told.apply(due.cast(reply))) : Answer.of(problem(reply, topic));
  }

  /** Where there is no topic there is no message either: the same empty answer. */
  static Answer consumed(QueueReply reply, TopicAsked topic, boolean list) {
    QueueReply known = reply instanceof NoSuchTopic ? new Delivered(List.of()) : reply;
    return of(known, Delivered.class, topic.asked(), it -> MessageJson.delivered(topic.asked(), it.messages(), list));
  }

  /** A stale receipt is an error of a call that names one delivery, and an item's result in a list, where the others may have been done. */
  static Answer settled(QueueReply reply, Settling settling) {
    QueueReply known = reply instanceof NoSuchTopic ? new Settled(Collections.nCopies(settling.items().size(), new NotFound())) : reply;
    if (!settling.list() && known instanceof Settled it && it.items().get(0) instanceof Stale stale) return Answer.of(stale(stale));
    return of(known, Settled.class, settling.topic().asked(), it -> settling.list() ? SettledJson.list(settling.items(), it) : SettledJson.single(it));
  }

  private static Problem stale(Stale stale) {
    return Problem.of(ProblemCode.STALE_RECEIPT, "receipt is that of an older delivery: the message has been delivered " + stale.attempts() + " times");
  }

  private static Problem problem(QueueReply reply, String topic) {
    if (reply instanceof NoSuchTopic) return Problem.of(ProblemCode.NOT_FOUND, "there is no topic " + quoted(topic));
    if (reply instanceof QueueReply.TopicFull it) {
      String detail = it.limit() + " of topic " + quoted(topic) + " is " + it.allowed() + ", and what was sent does not fit";
      return Problem.of(ProblemCode.TOPIC_FULL, detail).withAdvice(Optional.empty(), FULL_RETRY_MILLIS);
    }
    if (reply instanceof QueueReply.LimitReached it) {
      String detail = it.limit() + ": " + it.allowed() + " are allowed, and there are as many";
      return Problem.of(ProblemCode.LIMIT_REACHED, detail).withAdvice(Optional.empty(), FULL_RETRY_MILLIS);
    }
    if (reply instanceof QueueReply.KeyReused) {
      return Problem.of(ProblemCode.IDEMPOTENCY_KEY_REUSED, "this Idempotency-Key came with another call to the topic in the last ten minutes");
    }
    throw new IllegalStateException("a client was to see " + reply);
  }

  private static String quoted(String topic) {
    return JsonText.quoted(JsonField.clipped(topic));
  }
}
