package io.dss.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Binary forms that nobody wrote, and what a reader must make of them. */
public final class BrokenForms {
  private BrokenForms() {}

  /** Cut anywhere, or longer by a byte, the form is malformed. */
  public static void assertNoOtherLength(byte[] bytes, Consumer<byte[]> reader) {
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(MalformedBinary.class, () -> reader.accept(cut), () -> "cut to " + cut.length + " of " + bytes.length);
    }
    assertThrows(MalformedBinary.class, () -> reader.accept(Arrays.copyOf(bytes, bytes.length + 1)));
  }

  /** {@link #assertNoOtherLength}; and it begins with its version: of the next one it is malformed, too. */
  public static void assertStrict(byte[] bytes, Consumer<byte[]> reader) {
    assertNoOtherLength(bytes, reader);
    byte[] later = bytes.clone();
    later[0]++;
    assertThrows(MalformedBinary.class, () -> reader.accept(later));
  }

  /** Up to three of the bytes become others, in place. */
  public static byte[] damaged(byte[] bytes, Random random) {
    for (int i = random.nextInt(3); i >= 0; i--) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    return bytes;
  }

  /**
   * Malformed or another value, and nothing else. What is taken at all is the value that its own form says: read again it is the same.
   *
   * @param again reads a form and writes it
   */
  public static void assertStable(byte[] bytes, UnaryOperator<byte[]> again, String what) {
    byte[] once;
    try {
      once = again.apply(bytes);
    } catch (MalformedBinary expected) {
      return;
    }
    assertArrayEquals(once, again.apply(once), what);
  }
}
