package io.dss.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The smallest HTTP server that can stand before a {@link PeerDoor}: one request a connection, upgraded or refused. */
public final class UpgradeServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Supplier<PeerDoor> door;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private UpgradeServer(ServerSocket listener, Supplier<PeerDoor> door) {
    this.listener = listener;
    this.door = door;
  }

  public static UpgradeServer start(ServerSocket listener, Supplier<PeerDoor> door) {
    UpgradeServer server = new UpgradeServer(listener, door);
    server.begin(server::accept);
    return server;
  }

  public static ServerSocket loopback(int port) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new java.net.InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 50);
    return listener;
  }

  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sockets.forEach(Sockets::close);
    try {
      for (Thread thread : threads) thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        begin(() -> answer(socket));
      } catch (IOException e) {
        if (!listener.isClosed()) throw new IllegalStateException(e);
      }
    }
  }

  private void answer(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      HttpHead head = HttpHead.read(socket.getInputStream());
      PeerDoor.Verdict verdict = door.get().knock(head.firstLine().split(" ")[0], head.headers()::get);
      OutputStream out = socket.getOutputStream();
      out.write(HttpHead.write("HTTP/1.1 " + verdict.status() + " Any Words", verdict.headers()));
      if (verdict instanceof PeerDoor.Refused refused) out.write(refused.problem().getBytes(StandardCharsets.UTF_8));
      out.flush();
      if (verdict instanceof PeerDoor.Welcome welcome) welcome.open(new Wire(socket.getInputStream(), out, () -> drop(socket)));
      else drop(socket);
    } catch (IOException e) {
      drop(socket); // a client that went away, as some tests do on purpose
    }
  }

  private void drop(Socket socket) {
    Sockets.close(socket);
    sockets.remove(socket);
  }

  private void begin(Runnable work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } finally {
        threads.remove(Thread.currentThread());
      }
    }, "upgrade-server");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }
}
