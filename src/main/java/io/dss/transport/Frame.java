package io.dss.transport;

import io.dss.spi.PeerTransport.Channel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One frame of a connection. On the wire: length of what follows (4 bytes), kind (1), channel (1, 0 where none is due), request (8, only with the
 * kinds that have one), body.
 *
 * @param request pairs an answer with its request; 0 with kinds that have none
 * @param body not copied: who made it gives it away
 */
record Frame(Kind kind, Optional<Channel> channel, long request, byte[] body) implements Outgoing {
  static final int LENGTH_BYTES = 4;
  static final int HEAD_BYTES = 2;
  static final int REQUEST_BYTES = 8;
  static final int MAX_REASON_BYTES = 512;
  static final Frame PING = new Frame(Kind.PING, Optional.empty(), 0, new byte[0]);
  static final Frame PONG = new Frame(Kind.PONG, Optional.empty(), 0, new byte[0]);

  enum Kind {
    ONE_WAY(1, true, false),
    REQUEST(2, true, true),
    ANSWER(3, true, true),
    REFUSED(4, true, true),
    PING(5, false, false),
    PONG(6, false, false),
    PROOF(7, false, false);

    final int number;
    final boolean hasChannel;
    final boolean hasRequest;

    Kind(int number, boolean hasChannel, boolean hasRequest) {
      this.number = number;
      this.hasChannel = hasChannel;
      this.hasRequest = hasRequest;
    }

    private static final Kind[] ALL = values();

    static Optional<Kind> of(int number) {
      return number >= 1 && number <= ALL.length ? Optional.of(ALL[number - 1]) : Optional.empty();
    }
  }

  static Frame oneWay(Channel channel, byte[] body) {
    return new Frame(Kind.ONE_WAY, Optional.of(channel), 0, body);
  }

  static Frame request(Channel channel, long request, byte[] body) {
    return new Frame(Kind.REQUEST, Optional.of(channel), request, body);
  }

  static Frame proof(String proof) {
    return new Frame(Kind.PROOF, Optional.empty(), 0, proof.getBytes(StandardCharsets.US_ASCII));
  }

  Frame answer(byte[] answer) {
    return new Frame(Kind.ANSWER, channel, request, answer);
  }

  Frame refusal(String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return new Frame(Kind.REFUSED, channel, request, Arrays.copyOf(text, Math.min(text.length, MAX_REASON_BYTES)));
  }

  /** The body as text, for proofs and reasons; bytes that are no UTF-8 become replacement characters. */
  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** What the length field says. */
  int lengthBytes() {
    return HEAD_BYTES + (kind.hasRequest ? REQUEST_BYTES : 0) + body.length;
  }

  @Override
  public Frame frame() {
    return this;
  }

  @Override
  public boolean leave() {
    return true;
  }
}
