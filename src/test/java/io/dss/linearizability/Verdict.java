package io.dss.linearizability;

/**
 * What a {@link Checker} found.
 *
 * @param explanation of an outcome that is not {@link Outcome#LINEARIZABLE}; else empty
 * @param steps how many steps of the model it took
 */
public record Verdict(Outcome outcome, String explanation, long steps) {
  public enum Outcome {
    LINEARIZABLE,
    NOT_LINEARIZABLE,
    /** The budget of steps was used up: this says nothing, and a test must treat it as a failure of its own. */
    UNKNOWN
  }

  public boolean isLinearizable() {
    return outcome == Outcome.LINEARIZABLE;
  }
}
