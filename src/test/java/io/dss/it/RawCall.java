package io.dss.it;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A call on a socket of its own, so that a test may hang up before the answer. */
record RawCall(Socket socket) implements AutoCloseable {
  static RawCall post(int port, String path, String json) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head = "POST " + path + " HTTP/1.1\r\nHost: node\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
    return new RawCall(socket);
  }

  /** Closes with a reset, as the death of a client's machine or process with unread data does. */
  void hangUp() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
