package io.dss.spi.memory;

/** What becomes of a call to a {@link StoreTwin}. Reads have no effect, so for them the three failures are one. */
public enum Fault {
  NONE,
  /** It fails, and nothing was done. */
  BEFORE,
  /** It is done, and fails. */
  AFTER,
  /** It fails, and is done when {@link StoreTwin#wakeZombies} says so: a command that the store had been sent and gets to later. */
  LATER
}
