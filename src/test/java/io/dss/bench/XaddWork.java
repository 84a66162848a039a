package io.dss.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What bare Redis makes durable: {@code XADD} of entries with as many bytes as a message has data, so many together on each connection and then their answers.
 * The connection to a node that a load hands out stays unopened; there is one to Redis instead.
 */
final class XaddWork implements AutoCloseable {
  static final String STREAM = "bench-xadd";
  private static final String COMMAND = command("XADD", STREAM, "*", "data", QueueWork.TEXT);
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final int port;

  XaddWork(int port) {
    this.port = port;
  }

  Work.Kind kind(int batch) {
    byte[] commands = COMMAND.repeat(batch).getBytes(StandardCharsets.US_ASCII);
    return (unopened, number) -> new Work() {
      private Socket socket;
      private InputStream in;

      @Override
      public boolean once() throws IOException {
        if (socket == null) {
          socket = opened();
          in = new BufferedInputStream(socket.getInputStream());
        }
        socket.getOutputStream().write(commands);
        for (int i = 0; i < batch; i++) skipBulk(in);
        return true;
      }
    };
  }

  private Socket opened() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    sockets.add(socket);
    return socket;
  }

  /** The id of the entry, {@code $17\r\n...\r\n}; anything else is a refusal and ends the run. */
  private static void skipBulk(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) throw new IOException("Redis hung up");
      head.append((char) b);
    }
    if (head.charAt(0) != '$') throw new IOException("XADD was answered " + head);
    in.readNBytes(Integer.parseInt(head.substring(1).strip()) + 2);
  }

  private static String command(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) socket.close();
  }
}
