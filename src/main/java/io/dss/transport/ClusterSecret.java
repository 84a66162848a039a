package io.dss.transport;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What all nodes of a cluster know and nobody else. It never leaves the node, is in no message and has no readable {@link #toString}. Thread-safe. */
public final class ClusterSecret {
  /** Who listens to a handshake can try secrets against it at home: a short one would be found. */
  public static final int MIN_LENGTH = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private final SecretKeySpec key;

  /** @throws IllegalArgumentException if it has fewer than {@link #MIN_LENGTH} characters (the message does not hold it) */
  public ClusterSecret(String secret) {
    if (secret.length() < MIN_LENGTH) {
      throw new IllegalArgumentException("the cluster secret has " + secret.length() + " characters, at least " + MIN_LENGTH + " are required");
    }
    key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /** HMAC-SHA256 over the purpose and the parts, each with its length before it so that no two lists have the same bytes; 64 hexadecimal digits. */
  String proof(Purpose purpose, List<String> parts) {
    Mac mac = mac();
    add(mac, purpose.word);
    for (String part : parts) add(mac, part);
    return HexFormat.of().formatHex(mac.doFinal());
  }

  /** Whether {@code claimed} is that proof; takes the same time wherever they differ. */
  boolean proves(String claimed, Purpose purpose, List<String> parts) {
    return MessageDigest.isEqual(claimed.getBytes(StandardCharsets.UTF_8), proof(purpose, parts).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "ClusterSecret[hidden]";
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM + ", which every one must have", e);
    }
  }

  private static void add(Mac mac, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    for (int shift = 24; shift >= 0; shift -= 8) mac.update((byte) (bytes.length >>> shift));
    mac.update(bytes);
  }

  /** Which proof it is: one must never pass for another, or a node could be made to answer its own riddle. */
  enum Purpose {
    CALL("dss-peer/1 call"),
    ACCEPTOR("dss-peer/1 acceptor"),
    DIALER("dss-peer/1 dialer");

    private final String word;

    Purpose(String word) {
      this.word = word;
    }
  }
}
