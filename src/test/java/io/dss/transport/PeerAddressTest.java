package io.dss.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {
  @ParameterizedTest
  @CsvSource({
    "http://node_lock_1:8001, node_lock_1, 8001, false",
    "http://node_lock_1:8001/, node_lock_1, 8001, false",
    "http://node-lock-1.example.org, node-lock-1.example.org, 80, false",
    "https://node_lock_1, node_lock_1, 443, true",
    "HTTPS://10.0.0.1:8443, 10.0.0.1, 8443, true",
    "http://[::1]:8001, ::1, 8001, false",
    "https://[fe80::1%eth0], fe80::1%eth0, 443, true",
    "localhost:8001, localhost, 8001, false",
    "node_a, node_a, 80, false",
    "http://a:65535, a, 65535, false"
  })
  void readsWhatStandsInPeersLists(String url, String host, int port, boolean tls) {
    assertEquals(new PeerAddress(host, port, tls), PeerAddress.parse(url));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "http://", "http:///", "ftp://a:1", "http://a:0", "http://a:65536", "http://a:x", "http://a:", "http://a:1:2", "http://a:-1", "http://::1:8001",
    "http://[::1", "http://[::1]x", "http://[a]:1", "http://a/path", "http://a?q", "http://user@a", "http://a b", "http://a\r\nX: y", "://a", "http://a:123456"
  })
  void refusesEverythingElseAndSaysWhat(String url) {
    String message = assertThrows(IllegalArgumentException.class, () -> PeerAddress.parse(url)).getMessage();
    assertTrue(message.contains("'" + url + "'") && message.length() > url.length() + 40, message);
  }

  @Test
  void isWrittenAsItIsRead() {
    for (String url : new String[] {"http://node_lock_1:8001", "https://[::1]:8443"}) assertEquals(url, PeerAddress.parse(url).toString());
    assertEquals("[::1]:80", PeerAddress.parse("http://[::1]").authority());
  }
}
