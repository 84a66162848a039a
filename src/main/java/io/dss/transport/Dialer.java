package io.dss.transport;

import io.dss.kernel.NodeId;
import io.dss.transport.ClusterSecret.Purpose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Makes one attempt to reach a peer: TCP, TLS if the address says so, the HTTP upgrade, and the check of the other side's proof. */
final class Dialer {
  static final String REFUSAL = "Dss-Refusal";
  private final TransportEnvironment environment;
  /** Over all peers: an acceptor only compares those of one dialer with each other. */
  private final AtomicLong connections = new AtomicLong();

  Dialer(TransportEnvironment environment) {
    this.environment = environment;
  }

  /** A connection on which the peer has proven itself and this node has not yet. */
  record Reached(Handshake handshake, Wire wire) {}

  /**
   * Blocks until the peer has answered or {@code socket}, which is new, is closed by somebody else.
   *
   * @param attempt which of the host's addresses to take, round and round
   * @throws BrokenFrame with the cause when somebody answered who is not the peer, or refused
   */
  Reached dial(NodeId to, PeerAddress address, Socket socket, int attempt) throws IOException {
    InetAddress[] hosts = InetAddress.getAllByName(address.host());
    socket.connect(
        new InetSocketAddress(hosts[Math.floorMod(attempt, hosts.length)], address.port()),
        environment.settings().dialing().connectTimeoutMillis());
    socket.setTcpNoDelay(true);
    Socket top = address.tls() ? tls(socket, address) : socket;
    Handshake.Call call = new Handshake.Call(new Hello(environment.self().get(), Handshake.nonce()), to, connections.incrementAndGet());
    top.getOutputStream().write(HttpHead.write("GET /peer HTTP/1.1", request(address, call)));
    top.getOutputStream().flush();
    HttpHead answer = HttpHead.read(top.getInputStream());
    // The socket under TLS is the one to close: closing the upper one waits for a writer that may be stuck.
    return new Reached(checked(call, answer), new Wire(top.getInputStream(), top.getOutputStream(), () -> Sockets.close(socket)));
  }

  private Map<String, String> request(PeerAddress address, Handshake.Call call) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", address.authority());
    headers.put("Connection", "Upgrade");
    headers.put("Upgrade", Handshake.PROTOCOL);
    headers.putAll(call.headers(environment.secret()));
    return headers;
  }

  private Handshake checked(Handshake.Call call, HttpHead answer) throws BrokenFrame {
    Map<String, String> headers = answer.headers();
    if (!answer.status().equals(Optional.of(101))) throw new BrokenFrame(RefusalCause.NO_UPGRADE, refusal(answer));
    try {
      Handshake handshake = new Handshake(call, Hello.read(headers::get));
      String proof = Hello.required(headers::get, Handshake.PROOF, "[0-9a-f]{64}");
      if (!handshake.proven(environment.secret(), Purpose.ACCEPTOR, proof)) {
        throw new BrokenFrame(RefusalCause.WRONG_SECRET, "who answered did not prove the secret");
      }
      if (!handshake.answer().who().node().equals(call.to())) {
        throw new BrokenFrame(RefusalCause.WRONG_NODE, "it is " + handshake.answer().who().node() + " that answered");
      }
      if (handshake.clustersDiffer()) throw new BrokenFrame(RefusalCause.WRONG_CLUSTER, "it belongs to another cluster");
      return handshake;
    } catch (MalformedHandshake e) {
      throw new BrokenFrame(RefusalCause.MALFORMED_HANDSHAKE, e.getMessage());
    }
  }

  /** For the log, so only what cannot forge a line of it. */
  private static String refusal(HttpHead answer) {
    String code = answer.headers().getOrDefault(REFUSAL, "");
    String status = answer.status().map(number -> "status " + number).orElse("no HTTP status");
    return code.matches("[a-z_]{1,40}") ? status + ", " + code : status;
  }

  private Socket tls(Socket socket, PeerAddress address) throws IOException {
    SSLSocket secured = (SSLSocket) environment.tls().getSocketFactory().createSocket(socket, address.host(), address.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }
}
