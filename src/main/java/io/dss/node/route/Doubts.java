package io.dss.node.route;

/**
 * The attempts of one call that may have been carried out without an answer. A call may have made a thousand, so of more than one it is only
 * remembered that there are more. Not thread-safe.
 */
final class Doubts {
  /** Attempts are numbered from 1. */
  private long one;
  private boolean more;

  void about(long attempt) {
    if (one == 0) one = attempt;
    else if (one != attempt) more = true;
  }

  /** It has turned out, late, that nothing was done. */
  void cleared(long attempt) {
    if (one == attempt && !more) one = 0;
  }

  boolean any() {
    return one != 0;
  }

  boolean otherThan(long attempt) {
    return more || one != 0 && one != attempt;
  }
}
