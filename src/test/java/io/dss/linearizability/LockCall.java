package io.dss.linearizability;

import io.dss.lock.LockMode;

/**
 * A lock call as its client saw it: what it asked for and what it was told. Times in the unit of the operation's times. In an operation whose
 * outcome is unknown the answer is not looked at: it is what would have changed something.
 */
public sealed interface LockCall {
  String client();

  /** Granted, granted again or upgraded. {@code token} 0 where the outcome is unknown. */
  record Acquired(String client, LockMode mode, long token, long timeout) implements LockCall {}

  /** {@code held}, or waited in vain. */
  record Refused(String client, LockMode mode) implements LockCall {}

  /** {@code token} 0 if none was given. */
  record Released(String client, long token) implements LockCall {}

  /** A release or a renewal that found no hold of this client. */
  record NotHeld(String client) implements LockCall {}

  /** A release or a renewal with {@code token} that found {@code current} instead. */
  record Stale(String client, long token, long current) implements LockCall {}

  record Renewed(String client, long token, long timeout) implements LockCall {}

  /** By an operator, from all. */
  record Forced(String client, int released) implements LockCall {}
}
