package io.dss.server.rest;

import io.dss.kernel.IdempotencyKey;
import io.dss.node.queue.Queues;
import io.dss.node.queue.Queues.Answered;
import io.dss.node.queue.Queues.Listed;
import io.dss.protocol.JsonText;
import io.dss.protocol.Limits;
import io.dss.protocol.QueueRanges;
import io.dss.protocol.Rejected;
import io.dss.queue.MessageState;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueCommand.Browse;
import io.dss.queue.QueueCommand.Configure;
import io.dss.queue.QueueCommand.Describe;
import io.dss.queue.QueueCommand.Pause;
import io.dss.queue.QueueCommand.Purge;
import io.dss.queue.QueueCommand.Redrive;
import io.dss.queue.QueueCommand.Resume;
import io.dss.queue.QueueReply;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.logging.Logger;

/**
 * What operators ask about topics. Each call checks everything it can before it asks the engine, and throws {@link Rejected} if it finds something; what the
 * engine does then arrives with the stage, on a thread of the engine. Thread-safe.
 */
final class TopicCalls {
  private static final Logger AUDIT = Logger.getLogger("io.dss.audit");
  private static final String MESSAGES = "messages";

  /** What a topic takes in a list, roughly. */
  private static final long TOPIC_BYTES = 1_000;

  private final Queues queues;
  private final Intake intake;
  private final LongAnswers answers;
  private final LongSupplier wallMillis;

  /** @param wallMillis the time of day, for ages */
  TopicCalls(Queues queues, Intake intake, LongAnswers answers, LongSupplier wallMillis) {
    this.queues = queues;
    this.intake = intake;
    this.answers = answers;
    this.wallMillis = wallMillis;
  }

  CompletionStage<Answer> list(Call call) {
    intake.noFields(call);
    QueryFields fields = new QueryFields(call);
    String prefix = fields.namePart("prefix").orElse("");
    int limit = fields.integer("limit", Limits.LIST_ROWS, Limits.LIST_ROWS_DEFAULT);
    CompletionStage<List<Listed>> found = queues.list(prefix, fields.namePart("after"), limit);
    return answers.write(found, it -> it.size() * TOPIC_BYTES, it -> Answer.ok(TopicJson.list(it, limit, wallMillis.getAsLong())));
  }

  CompletionStage<Answer> describe(Call call) {
    intake.noFields(call);
    TopicAsked topic = TopicAsked.last(call);
    return queues.call(topic.topic(), new Describe(), Optional.empty()).thenApply(it -> described(it, topic));
  }

  private Answer described(Answered it, TopicAsked topic) {
    return QueueAnswers.of(it.reply(), QueueReply.Described.class, topic.asked(), reply -> {
      Listed owned = new Listed(reply.topic(), it.owner());
      return topic.dead() ? TopicJson.lane(owned) : TopicJson.topic(owned, wallMillis.getAsLong());
    });
  }

  CompletionStage<Answer> configure(Call call) {
    Fields fields = intake.fieldsIfAny(call);
    String topic = TopicAsked.last(call).live("configured");
    QueueCommand command = new Configure(SettingsFields.read(topic, fields));
    return change(call, topic, command, QueueReply.Configured.class, reply -> TopicJson.settings(topic, reply.settings()));
  }

  /** {@code state=dead} is the lane, as its path is and {@code dead=true}. */
  CompletionStage<Answer> browse(Call call) {
    intake.noFields(call);
    TopicAsked topic = TopicAsked.before(MESSAGES, call);
    QueryFields fields = new QueryFields(call);
    Optional<MessageState> state = fields.choice("state", MessageState.class);
    Optional<String> group = fields.name("group");
    int limit = fields.integer("limit", QueueRanges.BROWSE_ROWS, Limits.LIST_ROWS_DEFAULT);
    long after = fields.whole("after", QueueRanges.SEQUENCE, 0);
    boolean dead = topic.dead() | fields.flag("dead").orElse(false) | state.equals(Optional.of(MessageState.DEAD));
    Browse command = new Browse(dead, group, state.filter(it -> it != MessageState.DEAD), limit, after);
    CompletionStage<Answered> reply = queues.call(topic.topic(), command, Optional.empty());
    return answers.write(reply, TopicCalls::bytes, it -> browsed(it, topic));
  }

  private static Answer browsed(Answered it, TopicAsked topic) {
    return QueueAnswers.of(
        it.reply(), QueueReply.Browsed.class, topic.asked(), reply -> MessageJson.browsed(topic.asked(), reply.messages(), reply.next()));
  }

  private static long bytes(Answered answered) {
    if (!(answered.reply() instanceof QueueReply.Browsed it)) return 0;
    return it.messages().stream().mapToLong(message -> message.body().length).sum();
  }

  CompletionStage<Answer> purge(Call call) {
    intake.noFields(call);
    TopicAsked topic = TopicAsked.before(MESSAGES, call);
    boolean dead = topic.dead() | new QueryFields(call).flag("dead").orElse(false);
    String who = call.remoteAddress();
    return change(call, topic.topic(), new Purge(dead, 0, 0), QueueReply.Stepped.class, reply -> {
      audit("purge of " + (dead ? "the dead messages of topic " : "topic "), topic.topic(), who, reply.total());
      return counted("purged", reply.total());
    });
  }

  CompletionStage<Answer> redrive(Call call) {
    Fields fields = intake.fieldsIfAny(call);
    String topic = TopicAsked.before("redrive", call).live("redriven");
    List<String> ids = fields.optionalNames("message_ids", QueueRanges.BATCH);
    Optional<String> reason = fields.choice("reason", DeathReason.class).map(Fields::word);
    long limit = fields.optionalInteger("limit", QueueRanges.REDRIVEN).orElse(QueueRanges.REDRIVEN.max());
    String who = call.remoteAddress();
    return change(call, topic, new Redrive(ids, reason, limit, 0, 0), QueueReply.Stepped.class, reply -> {
      audit("redrive of topic ", topic, who, reply.total());
      return counted("redriven", reply.total());
    });
  }

  CompletionStage<Answer> pause(Call call) {
    intake.noFields(call);
    String topic = TopicAsked.before("pause", call).live("paused");
    return change(call, topic, new Pause(), QueueReply.Paused.class, TopicCalls::paused);
  }

  CompletionStage<Answer> resume(Call call) {
    Fields fields = intake.fieldsIfAny(call);
    String topic = TopicAsked.before("resume", call).live("resumed");
    return change(call, topic, new Resume(fields.optionalName("key")), QueueReply.Paused.class, TopicCalls::paused);
  }

  private <R extends QueueReply> CompletionStage<Answer> change(Call call, String topic, QueueCommand command, Class<R> due, Function<R, String> told) {
    Optional<IdempotencyKey> key = Idempotency.of(call, () -> QueueCanonical.of(command));
    return queues.call(topic, command, key).thenApply(it -> QueueAnswers.of(it.reply(), due, topic, told));
  }

  private static String paused(QueueReply.Paused reply) {
    return new JsonText().object().field("success", true).field("paused", reply.paused()).end().toString();
  }

  private static String counted(String field, long count) {
    return new JsonText().object().field("success", true).field(field, count).end().toString();
  }

  private static void audit(String what, String topic, String who, long messages) {
    AUDIT.info(() -> what + JsonText.quoted(topic) + " by " + who + ": " + messages + " messages");
  }
}
