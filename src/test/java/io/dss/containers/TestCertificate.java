package io.dss.containers;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** A key and a certificate for three nodes, as an operator would make them for a try: signed by itself, made anew each time, good for a day. */
record TestCertificate(Path directory) {
  private static final String PASSWORD = "only-for-this-test";

  static TestCertificate made(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path store = directory.resolve("node.p12");
    Files.deleteIfExists(store);
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Command.run(Duration.ofMinutes(1), Map.of(), directory, List.of(keytool, "-genkeypair", "-alias", "dss", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "1", "-dname", "CN=dss",
        "-ext", "SAN=dns:node-1,dns:node-2,dns:node-3,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD)).checked();
    Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    // The nodes are another user.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String name : List.of("node.p12", "password")) Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
    return new TestCertificate(directory);
  }

  /** Of a client that believes this certificate and no other, and speaks these versions of TLS. */
  HttpClient client(String... versions) throws IOException, GeneralSecurityException {
    KeyStore known = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve("node.p12"))) {
      known.load(in, PASSWORD.toCharArray());
    }
    KeyStore believed = KeyStore.getInstance("PKCS12");
    believed.load(null, null);
    believed.setCertificateEntry("dss", known.getCertificate("dss"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(believed);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLParameters parameters = context.getDefaultSSLParameters();
    parameters.setProtocols(versions);
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).sslParameters(parameters).connectTimeout(Duration.ofSeconds(10)).build();
  }
}
