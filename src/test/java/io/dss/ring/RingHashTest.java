package io.dss.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The hash decides where everything is stored, so its values are pinned: a change here is a change of the format, not a refactoring. */
class RingHashTest {
  @Test
  void equalsThePublishedVectorsOfXxh64() {
    assertEquals(0xEF46DB3751D8E999L, RingHash.of("", 0));
    assertEquals(0xD24EC4F1A98C6E5BL, RingHash.of("a", 0));
    assertEquals(0x44BC2CF5AD770999L, RingHash.of("abc", 0));
    assertEquals(0x0B242D361FDA71BCL, RingHash.of("The quick brown fox jumps over the lazy dog", 0));
  }

  @Test
  void equalsTheSanityTableOfTheReferenceImplementation() {
    byte[] buffer = sanityBuffer(222);
    assertEquals(0xEF46DB3751D8E999L, RingHash.of(new byte[0], 0));
    assertEquals(0xAC75FDA2929B17EFL, RingHash.of(new byte[0], 2654435761L));
    assertEquals(0xE934A84ADB052768L, RingHash.of(Arrays.copyOf(buffer, 1), 0));
    assertEquals(0x5014607643A9B4C3L, RingHash.of(Arrays.copyOf(buffer, 1), 2654435761L));
    assertEquals(0xB641AE8CB691C174L, RingHash.of(Arrays.copyOf(buffer, 222), 0));
    assertEquals(0x20CB8AB7AE10C14AL, RingHash.of(Arrays.copyOf(buffer, 222), 2654435761L));
  }

  @Test
  void hashesTheUtf8BytesOfAName() {
    assertEquals(RingHash.of("Zürich €".getBytes(StandardCharsets.UTF_8), 7), RingHash.of("Zürich €", 7));
  }

  /** As in the reference's sanity check: the high bytes of a running product. */
  private static byte[] sanityBuffer(int length) {
    byte[] buffer = new byte[length];
    long generator = 2654435761L;
    for (int i = 0; i < length; i++) {
      buffer[i] = (byte) (generator >>> 56);
      generator *= 0x9E3779B185EBCA8DL;
    }
    return buffer;
  }
}
