package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.queue.TopicSettings.OnFull;
import io.dss.queue.TopicSettings.OnPoison;

/** The stored form of the settings, all of them in one note. */
final class SettingsCodec {
  static final String NOTE = "settings";
  private static final int VERSION = 1;

  private SettingsCodec() {}

  static Stored.Note stored(TopicSettings settings) {
    Backoff backoff = settings.backoff();
    BinaryWriter out = new BinaryWriter().u8(VERSION).count(settings.visibilityMillis()).count(settings.maxAttempts());
    out.count(backoff.initialMillis()).i64(Double.doubleToLongBits(backoff.multiplier())).count(backoff.maxMillis()).count(backoff.jitterPercent());
    out.string(settings.deadLetter()).count(settings.maxLength()).count(settings.maxBytes());
    out.u8(settings.onFull().ordinal()).u8(settings.onPoison().ordinal()).bool(settings.deadLetterExpired()).bool(settings.paused());
    return new Stored.Note(NOTE, out.toBytes());
  }

  static TopicSettings read(byte[] value) {
    BinaryReader in = new BinaryReader(value);
    in.version(VERSION, "note of settings");
    long visibilityMillis = in.count();
    int maxAttempts = (int) in.count();
    Backoff backoff = new Backoff(in.count(), Double.longBitsToDouble(in.i64()), in.count(), (int) in.count());
    return new TopicSettings(visibilityMillis, maxAttempts, backoff, in.string(), in.count(), in.count(), constant(OnFull.values(), in.u8()),
        constant(OnPoison.values(), in.u8()), in.bool(), in.bool());
  }

  private static <T> T constant(T[] all, int ordinal) {
    if (ordinal >= all.length) throw new MalformedBinary("constant " + ordinal);
    return all[ordinal];
  }
}
