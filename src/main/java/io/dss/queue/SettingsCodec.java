package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;

/** The stored form of the settings, all of them in one note. */
final class SettingsCodec {
  static final String NOTE = "settings";
  private static final int VERSION = 1;

  private SettingsCodec() {}

  static Stored.Note stored(TopicSettings settings) {
    BinaryWriter out = new BinaryWriter().u8(VERSION);
    TopicSettingsForm.write(out, settings);
    return new Stored.Note(NOTE, out.toBytes());
  }

  static TopicSettings read(byte[] value) {
    BinaryReader in = new BinaryReader(value);
    in.version(VERSION, "note of settings");
    return TopicSettingsForm.settings(in);
  }
}
