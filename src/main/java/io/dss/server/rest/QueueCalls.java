package io.dss.server.rest;

import io.dss.kernel.Entropy;
import io.dss.kernel.IdempotencyKey;
import io.dss.node.queue.Queues;
import io.dss.node.queue.Queues.Answered;
import io.dss.protocol.QueueRanges;
import io.dss.protocol.Rejected;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueCommand.Ack;
import io.dss.queue.QueueCommand.Consume;
import io.dss.queue.QueueCommand.Extend;
import io.dss.queue.QueueCommand.Nack;
import io.dss.queue.QueueCommand.Publish;
import io.dss.queue.QueueReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * What producers and consumers ask. Each call checks everything it can before it asks the engine, and throws {@link Rejected} if it finds something; what the
 * engine does then arrives with the stage, on a thread of the engine. Thread-safe.
 */
final class QueueCalls {
  private final Queues queues;
  private final Intake intake;
  private final MessageFields messages;
  private final MessageIds ids;
  private final LongAnswers answers;

  /** @param entropy for the ids of messages: thread-safe, and not to be guessed */
  QueueCalls(Queues queues, Intake intake, int maxMessageBytes, Entropy entropy, LongAnswers answers) {
    this.queues = queues;
    this.intake = intake;
    this.messages = new MessageFields(maxMessageBytes);
    this.ids = new MessageIds(entropy);
    this.answers = answers;
  }

  CompletionStage<Answer> publish(Call call) {
    Fields fields = intake.fields(call);
    String topic = TopicAsked.liveIn(fields, "published to");
    List<NewMessage> sent = messages.read(fields);
    boolean batch = fields.has(MessageFields.BATCH);
    Optional<IdempotencyKey> key = Idempotency.of(call, () -> QueueCanonical.of(new Publish(sent)));
    return queues.call(topic, new Publish(ids.given(sent)), key).thenApply(it -> published(it, topic, batch, sent));
  }

  private static Answer published(Answered it, String topic, boolean batch, List<NewMessage> sent) {
    return QueueAnswers.of(it.reply(), QueueReply.Published.class, topic, reply -> MessageJson.published(topic, it.owner().value(), batch, ofTheProducer(reply, sent)));
  }

  /** An id that was drawn for this very call can have been published before by nothing but an earlier attempt of it, of which the producer knows nothing. */
  private static QueueReply.Published ofTheProducer(QueueReply.Published reply, List<NewMessage> sent) {
    List<Boolean> duplicates = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) duplicates.add(reply.duplicates().get(i) && !sent.get(i).messageId().isEmpty());
    return new QueueReply.Published(reply.messageIds(), duplicates);
  }

  /** Has no key: a consume that is repeated takes the next message, and the one before comes again after its visibility. */
  CompletionStage<Answer> consume(Call call) {
    Fields fields = intake.fields(call);
    TopicAsked topic = TopicAsked.in(fields);
    String group = Settling.group(fields);
    int max = (int) fields.optionalInteger("max", QueueRanges.BATCH).orElse(1);
    long waitMillis = fields.millis("wait", QueueRanges.WAIT_MILLIS, 0);
    OptionalLong visibility = fields.optionalMillis("visibility", QueueRanges.VISIBILITY_MILLIS);
    Optional<String> consumer = fields.optionalName("consumer_id");
    Consume command = new Consume(topic.dead(), group, consumer, max, waitMillis, visibility);
    CompletionStage<Answered> reply = queues.call(topic.topic(), command, Optional.empty());
    return answers.write(reply, QueueCalls::bytes, it -> QueueAnswers.consumed(it.reply(), topic, max > 1));
  }

  private static long bytes(Answered answered) {
    if (!(answered.reply() instanceof QueueReply.Delivered it)) return 0;
    return it.messages().stream().mapToLong(message -> message.body().length).sum();
  }

  CompletionStage<Answer> ack(Call call) {
    Fields fields = intake.fields(call);
    Settling it = Settling.in(fields);
    return settle(call, it, new Ack(it.topic().dead(), it.group(), it.items()));
  }

  CompletionStage<Answer> nack(Call call) {
    Fields fields = intake.fields(call);
    Settling it = Settling.in(fields);
    OptionalLong delay = fields.optionalMillis("delay", QueueRanges.DELAY_MILLIS);
    Optional<String> reason = fields.optionalText("reason", QueueRanges.REASON_BYTES);
    boolean dead = fields.flag("dead", false);
    return settle(call, it, new Nack(it.topic().dead(), it.group(), it.items(), delay, reason, dead));
  }

  CompletionStage<Answer> extend(Call call) {
    Fields fields = intake.fields(call);
    Settling it = Settling.in(fields);
    OptionalLong visibility = fields.optionalMillis("visibility", QueueRanges.VISIBILITY_MILLIS);
    return settle(call, it, new Extend(it.topic().dead(), it.group(), it.items(), visibility));
  }

  private CompletionStage<Answer> settle(Call call, Settling settling, QueueCommand command) {
    Optional<IdempotencyKey> key = Idempotency.of(call, () -> QueueCanonical.of(command));
    return queues.call(settling.topic().topic(), command, key).thenApply(it -> QueueAnswers.settled(it.reply(), settling));
  }
}
