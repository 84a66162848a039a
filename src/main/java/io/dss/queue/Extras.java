package io.dss.queue;

import java.util.Optional;

/** What only some messages have: a key, an end, a beginning. */
final class Extras {
  /** No instant. */
  static final long NEVER = Long.MAX_VALUE;

  final Optional<String> key;
  /** Wall clock, {@link #NEVER} without one. */
  long expiresAtMillis;
  /** Wall clock; {@link #NEVER} once it has come, or without one. */
  long delayedUntilMillis;
  /** Its place among all messages: its sequence, or, of one that was delayed, the number drawn when it came due. */
  long order;
  /** When the timer looks at it next, wall clock; {@link #NEVER}: it is in no index. */
  long dueWallMillis = NEVER;

  Extras(Optional<String> key, long expiresAtMillis, long delayedUntilMillis, long order) {
    this.key = key;
    this.expiresAtMillis = expiresAtMillis;
    this.delayedUntilMillis = delayedUntilMillis;
    this.order = order;
  }
}
