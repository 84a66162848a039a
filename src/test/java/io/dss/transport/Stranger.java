package io.dss.transport;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport.Peer;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;

/** Somebody at a node's port who speaks the protocol by hand, and well or badly as a test wants it. */
final class Stranger implements AutoCloseable {
  final Socket socket;

  private Stranger(Socket socket) {
    this.socket = socket;
  }

  static Stranger at(TestNode node) throws IOException {
    return at(node.server.port());
  }

  static Stranger at(int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(10_000);
    return new Stranger(socket);
  }

  /** The headers that a well-behaved dialer would send. */
  static Map<String, String> headers(Handshake.Call call, ClusterSecret secret) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", "127.0.0.1");
    headers.put("Connection", "Upgrade");
    headers.put("Upgrade", Handshake.PROTOCOL);
    headers.putAll(call.headers(secret));
    return headers;
  }

  static Handshake.Call call(Peer as, NodeId to, long connection) {
    return new Handshake.Call(new Hello(as, Handshake.nonce()), to, connection);
  }

  HttpHead ask(Map<String, String> headers) throws IOException {
    return ask("GET", headers);
  }

  HttpHead ask(String method, Map<String, String> headers) throws IOException {
    write(HttpHead.write(method + " /peer HTTP/1.1", headers));
    return HttpHead.read(socket.getInputStream());
  }

  /** The whole handshake but the proof, which is returned. */
  Frame upgraded(Handshake.Call call, ClusterSecret secret) throws Exception {
    HttpHead answer = ask(headers(call, secret));
    if (!answer.status().orElseThrow().equals(101)) throw new AssertionError("refused: " + answer);
    return Frame.proof(new Handshake(call, Hello.read(answer.headers()::get)).dialerProof(secret));
  }

  void write(Frame frame) throws IOException {
    FrameWriter writer = new FrameWriter(socket.getOutputStream(), new TransportCounters());
    writer.write(frame);
    writer.flush();
  }

  void write(byte[] bytes) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.write(bytes);
    out.flush();
  }

  FrameReader reader() throws IOException {
    return new FrameReader(socket.getInputStream(), TestNode.CLOCK, new TransportCounters());
  }

  /** Reads to the end of the stream, however the node ends it. @return how many bytes still came */
  int drain() {
    int count = 0;
    try {
      while (socket.getInputStream().read() >= 0) count++;
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the node left the connection open", e);
    } catch (IOException e) {
      return count; // reset: an end as good as any
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
