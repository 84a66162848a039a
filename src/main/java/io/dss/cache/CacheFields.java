package io.dss.cache;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import java.util.Optional;
import java.util.OptionalLong;

/** Fields that entries, commands and replies have in common. What may be missing has a byte before it that says whether it is there. */
final class CacheFields {
  private CacheFields() {}

  static void write(BinaryWriter out, Version version) {
    out.count(version.generation()).count(version.ringEpoch()).count(version.grant()).count(version.counter());
  }

  static Version version(BinaryReader in) {
    return new Version(in.count(), in.count(), in.count(), in.count());
  }

  static void writeOptional(BinaryWriter out, Optional<Version> version) {
    out.bool(version.isPresent());
    version.ifPresent(there -> write(out, there));
  }

  static Optional<Version> optionalVersion(BinaryReader in) {
    return in.bool() ? Optional.of(version(in)) : Optional.empty();
  }

  static void write(BinaryWriter out, Optional<String> text) {
    out.bool(text.isPresent());
    text.ifPresent(out::string);
  }

  static Optional<String> optionalString(BinaryReader in) {
    return in.bool() ? Optional.of(in.string()) : Optional.empty();
  }

  static void write(BinaryWriter out, OptionalLong millis) {
    out.bool(millis.isPresent());
    if (millis.isPresent()) out.count(millis.getAsLong());
  }

  static OptionalLong optionalCount(BinaryReader in) {
    return in.bool() ? OptionalLong.of(in.count()) : OptionalLong.empty();
  }

  static OptionalLong optionalNumber(BinaryReader in) {
    return in.bool() ? OptionalLong.of(in.i64()) : OptionalLong.empty();
  }

  /** @param most in UTF-16 units */
  static String string(BinaryReader in, int most, String what) {
    String text = in.string();
    if (text.length() > most) throw new MalformedBinary(what + " of " + text.length() + " characters, " + most + " may be");
    return text;
  }

  static byte[] bytes(BinaryReader in, int most, String what) {
    int count = in.size(1);
    if (count > most) throw new MalformedBinary(what + " of " + count + " bytes, " + most + " may be");
    return in.raw(count);
  }
}
