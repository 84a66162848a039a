package io.dss.storage.redis;

import static io.dss.storage.redis.StoreOnServer.FENCE;
import static io.dss.storage.redis.StoreOnServer.settings;
import static io.dss.storage.redis.StoreOnServer.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.redis.RedisServer;
import io.dss.storage.redis.TlsFiles.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS as Redis itself speaks it. */
class RedisTlsTest {
  private static final String PASSWORD = "changeit";
  @TempDir
  static Path files;
  private static Store good;
  private static Store elsewhere;

  @BeforeAll
  static void makeCertificates() throws Exception {
    good = certificate("good", "ip:127.0.0.1");
    elsewhere = certificate("elsewhere", "dns:elsewhere.example");
  }

  /** A key with a certificate that it signed itself, in a key store and as Redis wants them. */
  private static Store certificate(String name, String host) throws Exception {
    Path file = files.resolve(name + ".p12");
    List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", name, "-keyalg", "EC",
        "-dname", "CN=" + name, "-ext", "san=" + host, "-validity", "2", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD);
    assertEquals(0, new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor());
    KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    pem(name + ".key", "PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded());
    pem(name + ".crt", "CERTIFICATE", store.getCertificate(name).getEncoded());
    return new Store(file, PASSWORD, "PKCS12");
  }

  private static void pem(String file, String kind, byte[] bytes) throws IOException {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(files.resolve(file), "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n", StandardCharsets.US_ASCII);
  }

  private record TlsServer(RedisServer server, int port) implements AutoCloseable {
    static TlsServer start(String certificate, String... more) throws IOException {
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      List<String> lines = new ArrayList<>(List.of("tls-port " + port, "tls-cert-file " + files.resolve(certificate + ".crt"),
          "tls-key-file " + files.resolve(certificate + ".key"), "tls-ca-cert-file " + files.resolve("good.crt")));
      lines.addAll(List.of(more));
      return new TlsServer(RedisServer.start(lines.toArray(String[]::new)), port);
    }

    StoreOnServer store(TlsFiles tls) {
      return new StoreOnServer(settings("rediss://127.0.0.1:" + port), tls);
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private static TlsFiles trusting(Store store) {
    return new TlsFiles(Optional.of(store), Optional.empty());
  }

  @Test
  void aTrustedServerIsSpokenTo() throws Exception {
    try (TlsServer server = TlsServer.start("good", "tls-auth-clients no"); StoreOnServer on = server.store(trusting(good))) {
      assertEquals(List.of(1L, 2L), on.filled("orders", 2).sequences());
    }
  }

  @Test
  void aServerThatAsksForACertificateIsShownOne() throws Exception {
    try (TlsServer server = TlsServer.start("good"); StoreOnServer on = server.store(new TlsFiles(Optional.of(good), Optional.of(good)));
        StoreOnServer without = server.store(trusting(good))) {
      on.filled("orders", 1);
      unreachable(without.store.claim("orders", FENCE));
    }
  }

  @Test
  void aServerThatIsNotTrustedIsUnreachable() throws Exception {
    try (TlsServer server = TlsServer.start("good", "tls-auth-clients no"); StoreOnServer on = server.store(trusting(elsewhere));
        StoreOnServer usual = server.store(TlsFiles.ofThisJvm())) {
      assertTrue(unreachable(on.store.claim("orders", FENCE)).contains("certification path"));
      unreachable(usual.store.claim("orders", FENCE));
    }
  }

  @Test
  void aTrustedCertificateOfAnotherHostIsUnreachable() throws Exception {
    try (TlsServer server = TlsServer.start("elsewhere", "tls-auth-clients no"); StoreOnServer on = server.store(trusting(elsewhere))) {
      assertTrue(unreachable(on.store.claim("orders", FENCE)).contains("127.0.0.1"));
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsUnreachable() {
    try (RedisServer plain = RedisServer.start(); StoreOnServer on = new StoreOnServer(settings("rediss://127.0.0.1:" + plain.port()), trusting(good))) {
      unreachable(on.store.claim("orders", FENCE));
    }
  }
}
