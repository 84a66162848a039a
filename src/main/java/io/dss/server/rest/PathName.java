package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.BAD_NAME;
import static io.dss.protocol.ProblemCode.NOT_FOUND;

import io.dss.protocol.Limits;
import io.dss.protocol.Names;
import io.dss.protocol.Rejected;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The name in a segment of a path, taken from the path as it was sent: what container and JAX-RS hand out has lost what follows a {@code ;}
 * (so that {@code DELETE /locks/a;b} would end the holds of {@code a}), and has been mended where the UTF-8 was wrong.
 */
final class PathName {
  private PathName() {}

  /** @throws Rejected if the segment is not percent-encoded UTF-8 or what it says is no name */
  static String last(String path) {
    String segment = lastSegment(path);
    String name = decoded(segment, false);
    Names.fault(name).ifPresent(what -> {
      throw bad(segment, what);
    });
    return name;
  }

  /** What the last segment says, name or not. @throws Rejected if it is not percent-encoded UTF-8 */
  static String lastText(String path) {
    return decoded(lastSegment(path), false);
  }

  /**
   * What the segment before the last one says, whose text must be {@code last}: JAX-RS finds a resource also where a {@code /} or parameters follow, and then
   * another segment than the one it took for the name would be before the last.
   */
  static String textBefore(String last, String path) {
    if (path.endsWith("/" + last)) return lastText(path.substring(0, path.length() - last.length() - 1));
    throw new Rejected(NOT_FOUND, JsonField.clipped(path) + ": there is no such path");
  }

  private static String lastSegment(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Percent-decodes strictly; in a query {@code +} is a blank. */
  static String decoded(String text, boolean query) {
    byte[] sent = sentBytes(text);
    ByteBuffer bytes = ByteBuffer.allocate(sent.length);
    for (int at = 0; at < sent.length; at++) {
      if (sent[at] == '%') {
        bytes.put(hex(text, sent, at));
        at += 2;
      } else {
        bytes.put(query && sent[at] == '+' ? (byte) ' ' : sent[at]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw bad(text, "it is not UTF-8");
    }
  }

  /** The container hands out each byte of the request line as one character; a client that did not encode its UTF-8 is understood all the same. */
  private static byte[] sentBytes(String text) {
    if (text.chars().anyMatch(c -> c > 0xff)) throw bad(text, "it is not percent-encoded");
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte hex(String text, byte[] sent, int at) {
    int high = at + 2 < sent.length ? Character.digit(sent[at + 1], 16) : -1;
    int low = at + 2 < sent.length ? Character.digit(sent[at + 2], 16) : -1;
    if (high < 0 || low < 0) throw bad(text, "a % is not followed by two hexadecimal digits");
    return (byte) (high << 4 | low);
  }

  private static Rejected bad(String text, String what) {
    String allowed = "1-" + Limits.NAME_BYTES + " bytes of percent-encoded UTF-8 without control characters are";
    return new Rejected(BAD_NAME, JsonField.clipped(text) + " is no name: " + what + "; " + allowed);
  }
}
