package io.dss.server.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** What the nodes prove to each other that they know. Never printed. */
public final class Secret {
  /** Shorter ones can be guessed. */
  public static final int MIN_CHARACTERS = 16;

  private final String value;

  Secret(String value) {
    this.value = value;
  }

  /** A fresh copy, in UTF-8. */
  public byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "***";
  }
}
