package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.BAD_NAME;
import static io.dss.protocol.ProblemCode.OUT_OF_RANGE;

import io.dss.protocol.JsonText;
import io.dss.protocol.QueueRanges;
import io.dss.protocol.Rejected;
import io.dss.queue.Backoff;
import io.dss.queue.SettingsChange;
import io.dss.queue.TopicName;
import io.dss.queue.TopicSettings.OnFull;
import io.dss.queue.TopicSettings.OnPoison;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the settings of a topic; what is not there stays as it is. */
final class SettingsFields {
  private static final int PER_PERCENT = 10;

  private SettingsFields() {}

  static SettingsChange read(String topic, Fields fields) {
    Optional<Long> visibility = boxed(fields.optionalMillis("visibility", QueueRanges.VISIBILITY_MILLIS));
    Optional<Integer> maxAttempts = boxed(fields.optionalInteger("max_attempts", QueueRanges.MAX_ATTEMPTS)).map(Math::toIntExact);
    Optional<Backoff> backoff = fields.object("backoff").map(SettingsFields::backoff);
    Optional<String> deadLetter = deadLetter(topic, fields);
    Optional<Long> maxLength = boxed(fields.optionalInteger("max_length", QueueRanges.TOPIC_LIMIT));
    Optional<Long> maxBytes = boxed(fields.optionalInteger("max_bytes", QueueRanges.TOPIC_LIMIT));
    Optional<OnFull> onFull = fields.choice("on_full", OnFull.class);
    Optional<OnPoison> onPoison = fields.choice("on_poison", OnPoison.class);
    Optional<Boolean> deadLetterExpired = fields.has("dead_letter_expired") ? Optional.of(fields.flag("dead_letter_expired", false)) : Optional.empty();
    return new SettingsChange(visibility, maxAttempts, backoff, deadLetter, maxLength, maxBytes, onFull, onPoison, deadLetterExpired);
  }

  /** A back-off is given whole: what it does not say is as in {@link Backoff#NONE}, not as it was. */
  private static Backoff backoff(Fields fields) {
    long initial = fields.millis("initial", QueueRanges.BACKOFF_MILLIS, Backoff.NONE.initialMillis());
    long multiplier = fields.thousandths("multiplier", QueueRanges.BACKOFF_MULTIPLIER, Math.round(Backoff.NONE.multiplier() * 1_000));
    long max = fields.millis("max", QueueRanges.BACKOFF_MILLIS, Math.max(initial, Backoff.NONE.maxMillis()));
    if (max < initial) throw new Rejected(OUT_OF_RANGE, fields.path("max") + " is less than " + fields.path("initial"));
    long jitter = fields.thousandths("jitter", QueueRanges.BACKOFF_JITTER, (long) Backoff.NONE.jitterPercent() * PER_PERCENT);
    return new Backoff(initial, multiplier / 1_000.0, max, (int) ((jitter + PER_PERCENT - 1) / PER_PERCENT));
  }

  /** The topic's own lane, or another topic; a lane of another topic would fill with what never was in that topic. */
  private static Optional<String> deadLetter(String topic, Fields fields) {
    String field = "dead_letter";
    if (!fields.has(field)) return Optional.empty();
    if (fields.text(field).equals(topic + TopicName.DEAD_SUFFIX)) return Optional.of(fields.text(field));
    String other = fields.name(field);
    if (other.equals(topic)) throw bad(field, other, "the topic itself");
    if (TopicName.of(other).dead()) throw bad(field, other, "the dead-letter lane of another topic");
    return Optional.of(other);
  }

  private static Rejected bad(String field, String name, String what) {
    return new Rejected(
        BAD_NAME, field + " is " + JsonText.quoted(JsonField.clipped(name)) + ", " + what + "; this topic's own lane or another topic is allowed");
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }
}
