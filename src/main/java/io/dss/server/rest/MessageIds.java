package io.dss.server.rest;

import io.dss.kernel.Entropy;
import io.dss.queue.NewMessage;
import java.util.List;

/**
 * Gives an id to every message whose producer gave none: 128 random bits in 26 characters of lower-case base32 (RFC 4648 §6). Once per call and at the node
 * that took it, so that a call that is sent on again carries the same ones.
 */
final class MessageIds {
  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int CHARACTERS = 26;
  private static final int BITS = 5;
  private final Entropy entropy;

  /** @param entropy thread-safe, and not to be guessed */
  MessageIds(Entropy entropy) {
    this.entropy = entropy;
  }

  List<NewMessage> given(List<NewMessage> messages) {
    return messages.stream().map(this::given).toList();
  }

  private NewMessage given(NewMessage it) {
    if (!it.messageId().isEmpty()) return it;
    return new NewMessage(next(), it.key(), it.priority(), it.delayMillis(), it.ttlMillis(), it.body());
  }

  String next() {
    char[] id = new char[CHARACTERS];
    long high = entropy.nextLong();
    long low = entropy.nextLong();
    for (int at = 0; at < CHARACTERS; at++) {
      id[at] = DIGITS.charAt((int) low & 31);
      low = low >>> BITS | high << Long.SIZE - BITS;
      high >>>= BITS;
    }
    return new String(id);
  }
}
