package io.dss.lock;

/** How a lock is held. Two holds are compatible if both are {@link #SHARED}. */
public enum LockMode {
  EXCLUSIVE,
  SHARED;

  public boolean compatibleWith(LockMode other) {
    return this == SHARED && other == SHARED;
  }
}
