package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever reaches the port and is no peer is refused, counted, and disturbs nothing. */
@ExtendWith(Trio.Given.class)
class StrangerIT {
  @Test
  void aPlainGetOfPeerIsToldToUpgrade(Trio trio) throws Exception {
    Reply reply = trio.api().get(trio.url(0), "/peer");
    assertEquals(426, reply.status(), reply.body());
    assertEquals("dss-peer/1", reply.headers().firstValue("Upgrade").orElse(""));
    assertEquals(426, reply.json().getInt("status"));
  }

  @Test
  void strangersAreRefusedAndCountedAndNothingIsDisturbed(Trio trio) throws Exception {
    double before = refusals(trio);
    String nonce = "00".repeat(32);
    String[] calls = {
      upgrade(""),
      upgrade("Dss-Cluster: -\r\nDss-Node: node_2\r\nDss-Incarnation: 1\r\nDss-Disk: " + "0".repeat(32) + "\r\nDss-To: node_1\r\nDss-Nonce: " + nonce + "\r\n"),
      upgrade("Dss-Cluster: " + "f".repeat(32) + "\r\nDss-Node: stranger\r\nDss-Incarnation: 1\r\nDss-Disk: " + "0".repeat(32) + "\r\nDss-To: node_1\r\nDss-Nonce: "
          + nonce + "\r\nDss-Connection: 1\r\nDss-Seal: " + nonce + "\r\n"),
      upgrade("Dss-Node: \u0001\r\n"),
    };
    for (String call : calls) {
      String answer = talk(trio, call.getBytes(StandardCharsets.ISO_8859_1));
      assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
    }
    Random random = new Random(7);
    for (int i = 0; i < 8; i++) {
      byte[] bytes = new byte[1 + random.nextInt(4_000)];
      random.nextBytes(bytes);
      talk(trio, bytes);
    }
    assertTrue(refusals(trio) >= before + 3, "refusals are counted");
    Reply granted = trio.api().post(trio.url(0), "/lock/acquire", Api.acquire("UNDISTURBED", "A", "exclusive", 5, 0));
    assertTrue(granted.success(), granted.body());
  }

  private static String upgrade(String headers) {
    return "GET /peer HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: dss-peer/1\r\n" + headers + "\r\n";
  }

  private static String talk(Trio trio, byte[] bytes) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", trio.port(0))) {
      socket.setSoTimeout(1_000);
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(4_096), StandardCharsets.ISO_8859_1);
    } catch (IOException closed) {
      return "closed: " + closed.getMessage();
    }
  }

  private static double refusals(Trio trio) throws Exception {
    return trio.api().get(trio.url(0), "/metrics").body().lines().filter(line -> line.startsWith("dss_cluster_transport_refused{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
  }
}
