package io.dss.lock;

/** What a repeated call is answered with. */
sealed interface Kept {
  /** Its result, for good: also when what was granted has ended since, for that was the answer of that call. */
  record Answer(LockReply reply) implements Kept {}

  /** It waits, or waited: looked up when asked, until the wait settles it. */
  record Wait(String lockName, String clientId, long ticket) implements Kept {}
}
