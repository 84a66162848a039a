package io.dss.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpConnectionTest {
  private static final String PLAIN = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{\"\"}";
  private final ExecutorService server = Executors.newSingleThreadExecutor();
  private ServerSocket listening;
  private HttpConnection connection;

  @BeforeEach
  void listen() throws IOException {
    listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    connection = new HttpConnection("http://127.0.0.1:" + listening.getLocalPort());
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    listening.close();
    server.shutdownNow();
    assertTrue(server.awaitTermination(10, TimeUnit.SECONDS));
  }

  /** Takes connections one after the other and answers each request with the next of {@code answers}, cut where a {@code |} stands. */
  private Future<Integer> answering(int connections, List<String> answers) {
    Callable<Integer> work = () -> {
      int at = 0;
      for (int i = 0; i < connections; i++) {
        try (Socket socket = listening.accept()) {
          socket.setTcpNoDelay(true);
          while (at < answers.size() && takeRequest(socket.getInputStream())) {
            String answer = answers.get(at++);
            for (String piece : answer.split("\\|")) socket.getOutputStream().write(piece.getBytes(StandardCharsets.UTF_8));
            if (answer.contains("Connection: close")) break;
          }
        }
      }
      return at;
    };
    return server.submit(work);
  }

  private boolean takeRequest(InputStream in) throws IOException {
    return in.readNBytes(request().length).length == request().length;
  }

  private byte[] request() {
    return connection.request("/lock/acquire", "{}");
  }

  @Test
  void aRequestSaysWhereToWhatAndHowLong() {
    String text = new String(connection.request("/lock/acquire", "{\"é\":1}"), StandardCharsets.UTF_8);
    assertEquals("POST /lock/acquire HTTP/1.1\r\nHost: 127.0.0.1:" + listening.getLocalPort()
        + "\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"é\":1}", text);
  }

  @Test
  void answersOfOneConnectionAreReadOneByOneHoweverTheyAreCut() throws Exception {
    Future<Integer> served = answering(1, List.of(PLAIN, "HTTP/1.1 5|03 Busy\r\ncontent-length: 2\r|\n\r\n{|}"));
    assertEquals(new HttpConnection.Response(200, "{\"\"}"), connection.exchange(request()));
    assertEquals(new HttpConnection.Response(503, "{}"), connection.exchange(request()));
    assertEquals(0, connection.closedByNode());
    assertEquals(2, served.get());
  }

  @Test
  void anAnswerMayBeMuchLargerThanTheOneBefore() throws Exception {
    String large = "{\"" + "x".repeat(1_500_000) + "\"}";
    answering(1, List.of(PLAIN, "HTTP/1.1 200 OK\r\nContent-Length: " + large.length() + "\r\n\r\n" + large, PLAIN));
    connection.exchange(request());
    assertEquals(large, connection.exchange(request()).body());
    assertEquals("{\"\"}", connection.exchange(request()).body());
  }

  @Test
  void aConnectionThatTheNodeClosesAfterAnAnswerIsOpenedAgain() throws Exception {
    Future<Integer> served = answering(2, List.of(PLAIN.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"), PLAIN));
    connection.exchange(request());
    assertEquals(200, connection.exchange(request()).status());
    assertEquals(1, connection.closedByNode());
    assertEquals(2, served.get());
  }

  @Test
  void anAnswerWithoutALengthIsRefused() {
    answering(1, List.of("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"));
    assertTrue(assertThrows(IOException.class, () -> connection.exchange(request())).getMessage().startsWith("no content-length"));
  }

  @Test
  void chunksArePutTogetherHoweverTheyAreCut() throws Exception {
    answering(1, List.of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a|\":\r\nA|\r\n\"012345\"}\n|\r\n0|\r\n\r\n", PLAIN));
    assertEquals("{\"a\":\"012345\"}\n", connection.exchange(request()).body());
    assertEquals("{\"\"}", connection.exchange(request()).body());
  }

  @Test
  void moreThanOneAnswerToOneRequestIsRefused() {
    answering(1, List.of(PLAIN + PLAIN));
    assertThrows(IOException.class, () -> connection.exchange(request()));
  }

  @Test
  void aNodeThatDiesInTheMiddleOfAnAnswerIsAFailure() {
    answering(1, List.of("HTTP/1.1 200 OK\r\nContent-Length: 90\r\nConnection: close\r\n\r\n{"));
    assertThrows(IOException.class, () -> connection.exchange(request()));
  }
}
