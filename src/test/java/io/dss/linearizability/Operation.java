package io.dss.linearizability;

/**
 * One call, as its client saw it. Times are of one clock, in any one unit; an operation took effect at some moment from {@code called} to
 * {@code returned}, both included.
 *
 * @param key what it is about: operations of different keys do not touch each other
 * @param returned {@link #NEVER} if the outcome is not known: then it took effect at any moment after the call, or not at all
 */
public record Operation<O>(String key, O what, long called, long returned) {
  public static final long NEVER = Long.MAX_VALUE;

  public Operation {
    if (returned < called) throw new IllegalArgumentException(what + " returned at " + returned + ", before its call at " + called);
  }

  public boolean isUnknown() {
    return returned == NEVER;
  }

  @Override
  public String toString() {
    return what + " [" + called + ", " + (isUnknown() ? "?" : Long.toString(returned)) + "]";
  }
}
