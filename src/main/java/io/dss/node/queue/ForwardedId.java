package io.dss.node.queue;

import io.dss.kernel.BinaryWriter;
import io.dss.queue.Outcome.Forward;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The id of a dead message in the topic it is forwarded to: a name of this one death. However often it is forwarded, by whichever owner, it is there
 * once; and what died in another topic or group, or once more, is another message even if its producer's id is the same. The producer's id travels in
 * a header.
 */
final class ForwardedId {
  private static final String PREFIX = "dead-";
  private static final int DIGEST_BYTES = 16;

  private ForwardedId() {}

  /** The instant and the producer's id are in it because a topic whose store was lost counts its sequences anew. */
  static String of(String topic, Forward forward) {
    BinaryWriter death = new BinaryWriter().string(topic).string(forward.group()).count(forward.sequence()).count(forward.death().hops());
    byte[] digest = sha256().digest(death.i64(forward.death().atMillis()).string(forward.messageId()).toBytes());
    return PREFIX + HexFormat.of().formatHex(Arrays.copyOf(digest, DIGEST_BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
