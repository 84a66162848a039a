package io.dss.kernel;

import java.nio.charset.StandardCharsets;

/** The one encoding there is, for those who count in its bytes. */
public final class Utf8 {
  private static final int MAX_BYTES_A_CHAR = 3;

  private Utf8() {}

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What {@link #bytes} made. */
  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Whether {@code text} takes at most {@code bytes} bytes. */
  public static boolean fits(String text, int bytes) {
    // Most texts are so short that their bytes need not be looked at.
    if ((long) text.length() * MAX_BYTES_A_CHAR <= bytes) return true;
    return text.length() <= bytes && bytes(text).length <= bytes;
  }
}
