package io.dss.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {
  private static final int SHORT_MILLIS = 300;
  private ServerSocket target;
  private TcpProxy proxy;
  private Thread accepting;
  private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws Exception {
    target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    proxy = TcpProxy.start(0, target.getLocalPort());
    accepting = new Thread(() -> {
      while (!target.isClosed()) {
        try {
          accepted.add(target.accept());
        } catch (IOException e) {
          if (!target.isClosed()) throw new IllegalStateException(e);
        }
      }
    });
    accepting.start();
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    target.close();
    accepting.join();
    for (Socket socket : accepted) socket.close();
    assertEquals(0, Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("proxy-" + proxy.port())).count());
  }

  @Test
  void passesBytesAndEndsBothWays() throws Exception {
    try (Socket client = client(); Socket server = server()) {
      exchange(client, server);
      server.shutdownOutput();
      assertEquals(-1, client.getInputStream().read());
    }
  }

  @Test
  void aCutHoldsBytesAndEndsBackWithoutAnErrorAndHealingResetsThatConnection() throws Exception {
    try (Socket client = client(); Socket server = server()) {
      exchange(client, server);
      proxy.cut();
      client.getOutputStream().write(5);
      assertSilent(server);
      server.getOutputStream().write(6);
      assertSilent(client);
      server.shutdownOutput();
      assertSilent(client);
      proxy.heal();
      assertThrows(IOException.class, () -> client.getInputStream().read());
    }
    try (Socket client = client(); Socket server = server()) {
      exchange(client, server);
    }
  }

  @Test
  void aConnectionThatWasIdleDuringTheCutMissedNothingAndGoesOn() throws Exception {
    try (Socket client = client(); Socket server = server()) {
      exchange(client, server);
      proxy.cut();
      proxy.heal();
      exchange(client, server);
    }
  }

  @Test
  void aOneWayCutLetsTheOtherWayPass() throws Exception {
    try (Socket client = client(); Socket server = server()) {
      exchange(client, server);
      proxy.cutForward();
      client.getOutputStream().write(1);
      assertSilent(server);
      server.getOutputStream().write(2);
      assertEquals(2, client.getInputStream().read());
      proxy.heal();
      assertThrows(IOException.class, () -> client.getInputStream().read());
    }
    try (Socket client = client(); Socket server = server()) {
      exchange(client, server);
      proxy.cutBackward();
      server.getOutputStream().write(1);
      assertSilent(client);
      client.getOutputStream().write(2);
      assertEquals(2, server.getInputStream().read());
    }
  }

  @Test
  void throughACutNewConnectionsAreAcceptedAndReachNobody() throws Exception {
    proxy.cutBackward();
    try (Socket client = client()) {
      client.getOutputStream().write(1);
      assertSilent(client);
      assertEquals(null, accepted.poll(SHORT_MILLIS, TimeUnit.MILLISECONDS));
      proxy.heal();
      assertThrows(IOException.class, () -> {
        if (client.getInputStream().read() < 0) throw new IOException("ended");
      });
    }
  }

  @Test
  void droppingResetsWhatIsOpenAndLetsNewOnesPassWhileRefusingResetsThoseToo() throws Exception {
    try (Socket client = client(); Socket server = server()) {
      exchange(client, server);
      proxy.drop();
      assertThrows(IOException.class, () -> client.getInputStream().read());
      assertThrows(IOException.class, () -> server.getInputStream().read());
      assertEquals(0, proxy.connections());
    }
    try (Socket client = client(); Socket server = server()) {
      exchange(client, server);
      proxy.refuse();
      assertThrows(IOException.class, () -> client.getInputStream().read());
    }
    try (Socket client = client()) {
      assertThrows(IOException.class, () -> client.getInputStream().read());
    }
  }

  @Test
  void aDelayHoldsBytesForThatLongInOrder() throws Exception {
    try (Socket client = client(); Socket server = server()) {
      exchange(client, server);
      proxy.delay(120);
      long begun = System.nanoTime();
      exchange(client, server);
      assertTrue(System.nanoTime() - begun >= 240_000_000L, "there and back");
      proxy.heal();
      exchange(client, server);
    }
  }

  private Socket client() throws IOException {
    Socket client = new Socket("127.0.0.1", proxy.port());
    client.setSoTimeout(10_000);
    return client;
  }

  private Socket server() throws Exception {
    Socket server = accepted.poll(10, TimeUnit.SECONDS);
    server.setSoTimeout(10_000);
    return server;
  }

  private static void exchange(Socket client, Socket server) throws IOException {
    for (int i = 0; i < 3; i++) client.getOutputStream().write(10 + i);
    for (int i = 0; i < 3; i++) assertEquals(10 + i, server.getInputStream().read());
    server.getOutputStream().write(42);
    assertEquals(42, client.getInputStream().read());
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SHORT_MILLIS);
    assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
    socket.setSoTimeout(10_000);
  }
}
