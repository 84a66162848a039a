package io.dss.storage.redis;

import io.dss.kernel.Utf8;
import java.nio.charset.StandardCharsets;

/**
 * The four keys of a topic. They share one hash tag, so they are of one slot and one script may touch them all. The name in it is plain as far as it can
 * be: a brace would end the tag, and a percent sign is the escape, so these are percent-encoded, as are control characters and the space.
 */
record Keys(byte[] meta, byte[] envelopes, byte[] bodies, byte[] notes) {
  static final byte[] TOPICS = Utf8.bytes("dss:topics");
  private static final String PLAIN_NOT = "{}% ";

  static Keys of(String topic) {
    String prefix = "dss:{" + encoded(topic) + "}:";
    return new Keys(Utf8.bytes(prefix + "meta"), Utf8.bytes(prefix + "env"), Utf8.bytes(prefix + "body"), Utf8.bytes(prefix + "notes"));
  }

  /** Different for different names, never empty, without braces. */
  static String encoded(String topic) {
    StringBuilder text = new StringBuilder(topic.length() + 8);
    topic.codePoints().forEach(point -> {
      if (point <= ' ' || point == 0x7f || PLAIN_NOT.indexOf(point) >= 0) text.append(String.format("%%%02X", point));
      else text.appendCodePoint(point);
    });
    return text.toString();
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
