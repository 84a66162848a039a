package io.dss.protocol;

import java.util.Optional;

/** What a name of a lock, client, topic or key may be: 1-512 bytes of UTF-8 without control characters. Names are compared byte by byte, never normalized. */
public final class Names {
  private Names() {}

  /** What is wrong with {@code name}; empty if it is a name. */
  public static Optional<String> fault(String name) {
    return name.isEmpty() ? Optional.of("it is empty") : faultBeyondEmpty(name);
  }

  /** As {@link #fault}, for what may be empty, such as the prefix of names. */
  public static Optional<String> faultBeyondEmpty(String name) {
    int bytes = 0;
    for (int at = 0; at < name.length(); ) {
      int point = name.codePointAt(at);
      if (Character.getType(point) == Character.CONTROL) return Optional.of(String.format("it has the control character U+%04X at %d", point, at));
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return Optional.of(String.format("half a character (U+%04X) at %d has no UTF-8", point, at));
      }
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      at += Character.charCount(point);
    }
    return bytes > Limits.NAME_BYTES ? Optional.of("it has " + bytes + " bytes") : Optional.empty();
  }

  /** Whether a surrogate stands alone: what cannot be written as UTF-8. */
  public static boolean hasHalfCharacter(String text) {
    return text.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }

  static String required(String field, String name) {
    fault(name).ifPresent(what -> {
      throw new IllegalArgumentException(field + ": " + what);
    });
    return name;
  }
}
