package io.dss.protocol;

import java.util.Locale;

/** {@code lock_type} as the contract writes it. */
public enum LockType {
  EXCLUSIVE,
  SHARED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
