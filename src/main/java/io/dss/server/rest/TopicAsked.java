package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.BAD_NAME;

import io.dss.protocol.JsonText;
import io.dss.protocol.Limits;
import io.dss.protocol.Names;
import io.dss.protocol.Rejected;
import io.dss.queue.TopicName;

/**
 * The topic a call names. {@code NAME.dead} is the dead-letter lane of {@code NAME}: what is dead can be taken, looked at and forgotten there like any message,
 * and comes there only by dying.
 *
 * @param asked as the call named it
 */
record TopicAsked(String asked, TopicName name) {
  /** The body's {@code topic}: the lane or not. */
  static TopicAsked in(Fields fields) {
    return of(fields.text("topic"));
  }

  /** @param what the call does, for who asks it of a lane */
  static String liveIn(Fields fields, String what) {
    return in(fields).live(what);
  }

  /** The topic that ends the path. */
  static TopicAsked last(Call call) {
    return of(PathName.lastText(call.path()));
  }

  /** The topic before {@code last}, which ends the path. */
  static TopicAsked before(String last, Call call) {
    return of(PathName.textBefore(last, call.path()));
  }

  /** The name without {@code .dead}: where the call goes. */
  String topic() {
    return name.topic();
  }

  boolean dead() {
    return name.dead();
  }

  /** @param what the call does @throws Rejected if it is a lane */
  String live(String what) {
    if (!dead()) return topic();
    String lane = JsonText.quoted(JsonField.clipped(asked));
    throw new Rejected(BAD_NAME, "topic is " + lane + ", a dead-letter lane, which cannot be " + what + "; name the topic itself, without "
        + TopicName.DEAD_SUFFIX);
  }

  private static TopicAsked of(String asked) {
    TopicName name = TopicName.of(asked);
    Names.fault(name.topic()).ifPresent(what -> {
      throw new Rejected(BAD_NAME, "topic is no name: " + what + "; 1-" + Limits.NAME_BYTES + " bytes of UTF-8 without control characters are");
    });
    if (name.dead() && TopicName.of(name.topic()).dead()) {
      throw new Rejected(BAD_NAME, "topic is " + JsonText.quoted(JsonField.clipped(asked)) + ", and a dead-letter lane has no lane of its own");
    }
    return new TopicAsked(asked, name);
  }
}
