package io.dss.transport;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport.Channel;
import io.dss.transport.ClusterSecret.Purpose;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Both sides' words of one handshake, and the two proofs over all of them: a change to any value or a word of another handshake breaks both. */
record Handshake(Call call, Hello answer) {
  static final String PROTOCOL = "dss-peer/1";
  static final String PROOF = "Dss-Proof";
  private static final String TO = "Dss-To";
  private static final String CONNECTION = "Dss-Connection";
  private static final String SEAL = "Dss-Seal";
  private static final SecureRandom NONCES = new SecureRandom();

  /**
   * What the dialer says first.
   *
   * @param to whom it means to reach
   * @param connection counts the connections that this life of the dialer has begun, from 1: of two, the acceptor knows the older one, however late its bytes come
   */
  record Call(Hello hello, NodeId to, long connection) {
    List<String> parts() {
      List<String> parts = new ArrayList<>(hello.parts());
      parts.add(to.value());
      parts.add(Long.toString(connection));
      return parts;
    }

    /** With the seal: it says that the dialer knows the secret (or recorded one who does), so that a mere stranger is refused before anything is upgraded. */
    Map<String, String> headers(ClusterSecret secret) {
      Map<String, String> headers = new LinkedHashMap<>(hello.headers());
      headers.put(TO, to.value());
      headers.put(CONNECTION, Long.toString(connection));
      headers.put(SEAL, secret.proof(Purpose.CALL, parts()));
      return headers;
    }

    static Call read(Function<String, String> header) throws MalformedHandshake {
      Hello hello = Hello.read(header);
      return new Call(hello, Hello.node(header, TO), Long.parseLong(Hello.required(header, CONNECTION, "[1-9][0-9]{0,17}")));
    }

    boolean sealed(ClusterSecret secret, Function<String, String> header) {
      String seal = header.apply(SEAL);
      return seal != null && secret.proves(seal, Purpose.CALL, parts());
    }
  }

  /** From the kernel's own source, not {@link io.dss.kernel.Entropy}: a simulated nonce could be foretold. */
  static String nonce() {
    byte[] bytes = new byte[32];
    NONCES.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  Map<String, String> answerHeaders(ClusterSecret secret) {
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    headers.put(PROOF, secret.proof(Purpose.ACCEPTOR, parts()));
    return headers;
  }

  boolean proven(ClusterSecret secret, Purpose by, String claimed) {
    return secret.proves(claimed, by, parts());
  }

  String dialerProof(ClusterSecret secret) {
    return secret.proof(Purpose.DIALER, parts());
  }

  /** Two clusters that differ have nothing to say to each other. */
  boolean clustersDiffer() {
    var ours = call.hello().who().cluster();
    var theirs = answer.who().cluster();
    return ours.isPresent() && theirs.isPresent() && !ours.equals(theirs);
  }

  /** As long as one side is not formed only formation may speak: it could be about to join another cluster. */
  boolean carries(Channel channel) {
    return channel == Channel.FORMATION || call.hello().who().cluster().isPresent() && call.hello().who().cluster().equals(answer.who().cluster());
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>(call.parts());
    parts.addAll(answer.parts());
    return parts;
  }
}
