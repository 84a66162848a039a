package io.dss.transport;

import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport.Peer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who one side of a handshake says it is, as headers.
 *
 * @param nonce 32 bytes that this side drew for this handshake, as 64 hexadecimal digits
 */
record Hello(Peer who, String nonce) {
  private static final String CLUSTER = "Dss-Cluster";
  private static final String NODE = "Dss-Node";
  private static final String INCARNATION = "Dss-Incarnation";
  private static final String DISK = "Dss-Disk";
  private static final String NONCE = "Dss-Nonce";
  private static final String UNFORMED = "-";

  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(CLUSTER, who.cluster().map(ClusterId::value).orElse(UNFORMED));
    headers.put(NODE, who.node().value());
    headers.put(INCARNATION, Long.toString(who.incarnation().number()));
    headers.put(DISK, who.disk().value());
    headers.put(NONCE, nonce);
    return headers;
  }

  /** What the proofs are made over: every value, in the order of {@link #headers}. */
  List<String> parts() {
    return List.copyOf(headers().values());
  }

  /** @param header the value of a header, null if there is none */
  static Hello read(Function<String, String> header) throws MalformedHandshake {
    String cluster = required(header, CLUSTER, "-|[0-9a-f]{32}");
    NodeId node = node(header, NODE);
    Incarnation incarnation = new Incarnation(node, Long.parseLong(required(header, INCARNATION, "[1-9][0-9]{0,17}")));
    DiskId disk = new DiskId(required(header, DISK, "[0-9a-f]{32}"));
    Optional<ClusterId> formed = cluster.equals(UNFORMED) ? Optional.empty() : Optional.of(new ClusterId(cluster));
    return new Hello(new Peer(incarnation, disk, formed), required(header, NONCE, "[0-9a-f]{64}"));
  }

  static NodeId node(Function<String, String> header, String name) throws MalformedHandshake {
    return new NodeId(required(header, name, "[a-zA-Z0-9._:\\[\\]-]{1," + NodeId.MAX_LENGTH + "}"));
  }

  static String required(Function<String, String> header, String name, String pattern) throws MalformedHandshake {
    String value = header.apply(name);
    if (value == null) throw new MalformedHandshake("header " + name + " is missing");
    if (!value.matches(pattern)) throw new MalformedHandshake("header " + name + " has another form than " + pattern);
    return value;
  }
}
