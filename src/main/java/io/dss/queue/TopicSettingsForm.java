package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.queue.TopicSettings.OnFull;
import io.dss.queue.TopicSettings.OnPoison;
import java.util.List;

/** Settings of a topic, and changes of them, as parts of a command or reply. */
final class TopicSettingsForm {
  /** The places in these lists are what is written: new choices come last. */
  static final List<OnFull> ON_FULL = List.of(OnFull.REJECT, OnFull.DROP_OLDEST);
  static final List<OnPoison> ON_POISON = List.of(OnPoison.BLOCK, OnPoison.SKIP_TO_DEAD_LETTER, OnPoison.PARK_KEY);

  private TopicSettingsForm() {}

  static void write(BinaryWriter out, TopicSettings settings) {
    write(out.count(settings.visibilityMillis()).count(settings.maxAttempts()), settings.backoff());
    out.string(settings.deadLetter()).count(settings.maxLength()).count(settings.maxBytes());
    QueueFields.write(out, settings.onFull(), ON_FULL);
    QueueFields.write(out, settings.onPoison(), ON_POISON);
    out.bool(settings.deadLetterExpired()).bool(settings.paused());
  }

  static TopicSettings settings(BinaryReader in) {
    return new TopicSettings(in.count(), QueueFields.number(in), backoff(in), in.string(), in.count(), in.count(), QueueFields.one(in, ON_FULL),
        QueueFields.one(in, ON_POISON), in.bool(), in.bool());
  }

  static void write(BinaryWriter out, SettingsChange change) {
    QueueFields.write(out, change.visibilityMillis(), BinaryWriter::count);
    QueueFields.write(out, change.maxAttempts(), (to, attempts) -> to.count(attempts));
    QueueFields.write(out, change.backoff(), TopicSettingsForm::write);
    QueueFields.write(out, change.deadLetter(), BinaryWriter::string);
    QueueFields.write(out, change.maxLength(), BinaryWriter::count);
    QueueFields.write(out, change.maxBytes(), BinaryWriter::count);
    QueueFields.write(out, change.onFull(), (to, choice) -> QueueFields.write(to, choice, ON_FULL));
    QueueFields.write(out, change.onPoison(), (to, choice) -> QueueFields.write(to, choice, ON_POISON));
    QueueFields.write(out, change.deadLetterExpired(), BinaryWriter::bool);
  }

  static SettingsChange change(BinaryReader in) {
    return new SettingsChange(QueueFields.optional(in, BinaryReader::count), QueueFields.optional(in, QueueFields::number),
        QueueFields.optional(in, TopicSettingsForm::backoff), QueueFields.optionalString(in), QueueFields.optional(in, BinaryReader::count),
        QueueFields.optional(in, BinaryReader::count), QueueFields.optional(in, from -> QueueFields.one(from, ON_FULL)),
        QueueFields.optional(in, from -> QueueFields.one(from, ON_POISON)), QueueFields.optional(in, BinaryReader::bool));
  }

  private static void write(BinaryWriter out, Backoff backoff) {
    out.count(backoff.initialMillis()).i64(Double.doubleToLongBits(backoff.multiplier())).count(backoff.maxMillis()).count(backoff.jitterPercent());
  }

  private static Backoff backoff(BinaryReader in) {
    long initialMillis = in.count();
    double multiplier = Double.longBitsToDouble(in.i64());
    if (!(multiplier > 0) || Double.isInfinite(multiplier)) throw new MalformedBinary("a multiplier of " + multiplier);
    return new Backoff(initialMillis, multiplier, in.count(), QueueFields.number(in));
  }
}
