package io.dss.kernel;

/**
 * Checks that stay on in production. A broken invariant means that the code is wrong, not the input: whoever runs a core stops acting on its
 * state and stays observable; it never goes on.
 */
public final class Invariant {
  private Invariant() {}

  /** Throws {@link Violated} with {@code what} unless {@code holds}. */
  public static void check(boolean holds, String what) {
    if (!holds) throw new Violated(what);
  }

  /** As above; {@code format} and {@code values} (see {@link String#format}) are only formatted when it does not hold. */
  public static void check(boolean holds, String format, Object... values) {
    if (!holds) throw new Violated(String.format(format, values));
  }

  /** An invariant does not hold: a bug, with the values that show it. */
  public static final class Violated extends IllegalStateException {
    Violated(String what) {
      super(what);
    }
  }
}
