package io.dss.storage.redis;

import java.nio.file.Path;
import java.util.Optional;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * Whom TLS trusts, and what it shows of itself to a Redis that asks for a certificate (as it does unless its {@code tls-auth-clients} is {@code no}).
 *
 * @param trusted certificates that are trusted; empty for those that this JVM trusts
 * @param own key and certificate; empty if it has none to show
 */
record TlsFiles(Optional<Store> trusted, Optional<Store> own) {
  /** A key store file of the JDK's, PKCS 12 as a rule. */
  record Store(Path file, String password, String type) {
    private static final String USUAL_TYPE = "PKCS12";

    static Optional<Store> ofProperty(String name) {
      return Optional.ofNullable(System.getProperty(name)).filter(file -> !file.isEmpty())
          .map(file -> new Store(Path.of(file), System.getProperty(name + "Password", ""), System.getProperty(name + "Type", USUAL_TYPE)));
    }

    /** Without the password. */
    @Override
    public String toString() {
      return type + " " + file;
    }
  }

  /** What the usual system properties say: {@code javax.net.ssl.trustStore}, {@code javax.net.ssl.keyStore} and their passwords and types. */
  static TlsFiles ofThisJvm() {
    return new TlsFiles(Store.ofProperty("javax.net.ssl.trustStore"), Store.ofProperty("javax.net.ssl.keyStore"));
  }

  /** Full verification: certificate and host name. */
  SslOptions options() {
    SslOptions.Builder options = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
    trusted.ifPresent(store -> options.truststore(store.file.toFile(), store.password.toCharArray()).trustStoreType(store.type));
    own.ifPresent(store -> options.keystore(store.file.toFile(), store.password.toCharArray()).keyStoreType(store.type));
    return options.build();
  }
}
