package io.dss.server.rest;

import io.dss.protocol.JsonText;
import io.dss.queue.BrowsedMessage;
import io.dss.queue.Death;
import io.dss.queue.DeliveredMessage;
import io.dss.queue.MessageBody;
import io.dss.queue.QueueReply.Published;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages as the contract writes them. Instants are seconds since 1970. */
final class MessageJson {
  private MessageJson() {}

  static String published(String topic, String owner, boolean batch, Published reply) {
    JsonText out = new JsonText().object().field("success", true);
    if (batch) {
      out.array("message_ids");
      reply.messageIds().forEach(out::value);
      out.end();
    } else {
      out.field("message_id", reply.messageIds().get(0));
    }
    out.field("topic", topic).field("owner", owner);
    if (!batch) return out.field("duplicate", reply.duplicates().get(0)).end().toString();
    out.array("duplicates");
    for (boolean duplicate : reply.duplicates()) out.value(duplicate);
    return out.end().end().toString();
  }

  /** @param list whether more than one was asked for: {@code message} is the first of {@code messages} then */
  static String delivered(String topic, List<DeliveredMessage> messages, boolean list) {
    JsonText out = new JsonText().object().field("success", true);
    if (messages.isEmpty()) out.nullField("message");
    else delivered(out.object("message"), topic, messages.get(0));
    if (!list) return out.end().toString();
    out.array("messages");
    for (DeliveredMessage each : messages) delivered(out.object(), topic, each);
    return out.end().end().toString();
  }

  private static void delivered(JsonText out, String topic, DeliveredMessage it) {
    MessageBody body = MessageBody.decoded(it.body());
    out.field("id", it.messageId()).field("topic", topic);
    content(out, body);
    out.field("attempts", it.attempts()).field("failures", it.failures()).field("redelivered", it.redelivered()).field("receipt", it.receipt());
    out.seconds("published_at", it.publishedAtMillis()).seconds("visible_until", it.visibleUntilMillis());
    key(out, it.key());
    out.field("priority", it.priority());
    death(out, it.death(), it.messageId(), body);
    out.end();
  }

  static String browsed(String topic, List<BrowsedMessage> messages, Optional<Long> next) {
    JsonText out = new JsonText().object().array("messages");
    for (BrowsedMessage each : messages) browsed(out.object(), topic, each);
    out.end();
    next.ifPresentOrElse(sequence -> out.field("next", sequence), () -> out.nullField("next"));
    return out.end().toString();
  }

  private static void browsed(JsonText out, String topic, BrowsedMessage it) {
    MessageBody body = MessageBody.decoded(it.body());
    out.field("id", it.messageId()).field("topic", topic).field("group", it.group()).field("state", Fields.word(it.state()));
    content(out, body);
    out.field("attempts", it.attempts()).field("failures", it.failures()).seconds("published_at", it.publishedAtMillis());
    it.dueMillis().ifPresentOrElse(due -> out.seconds("due_at", due), () -> out.nullField("due_at"));
    it.expiresAtMillis().ifPresentOrElse(expires -> out.seconds("expires_at", expires), () -> out.nullField("expires_at"));
    key(out, it.key());
    out.field("priority", it.priority());
    death(out, it.death(), it.messageId(), body);
    out.end();
  }

  private static void content(JsonText out, MessageBody body) {
    out.json("data", new String(body.json(), StandardCharsets.UTF_8)).object("headers");
    for (Map.Entry<String, String> each : body.headers().entrySet()) {
      if (!each.getKey().startsWith(MessageBody.RESERVED)) out.field(each.getKey(), each.getValue());
    }
    out.end();
  }

  private static void key(JsonText out, Optional<String> key) {
    key.ifPresentOrElse(name -> out.field("key", name), () -> out.nullField("key"));
  }

  /** Of a message that died here the id is its own, and of one that was forwarded that of its producer. */
  private static void death(JsonText out, Optional<Death> here, String messageId, MessageBody body) {
    Optional<Death> death = here.isPresent() ? here : DeathHeaders.read(body.headers());
    if (death.isEmpty()) {
      out.nullField("dead");
      return;
    }
    Death it = death.get();
    out.object("dead").field("reason", it.reason()).field("detail", it.detail()).field("origin", it.origin());
    out.field("message_id", here.isPresent() ? messageId : DeathHeaders.messageId(body.headers()).orElse(messageId)).field("group", it.group());
    out.field("hops", it.hops()).seconds("at", it.atMillis()).end();
  }
}
