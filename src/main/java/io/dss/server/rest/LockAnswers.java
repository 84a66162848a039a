package io.dss.server.rest;

import io.dss.lock.LockReply;
import io.dss.protocol.Problem;
import io.dss.protocol.ProblemCode;

/** Which status each reply of the lock service travels with. */
final class LockAnswers {
  private LockAnswers() {}

  /** @param keySent whether the call carried an Idempotency-Key, which decides whether an unknown outcome may be asked for again */
  static Answer of(LockReply reply, boolean keySent) {
    if (reply instanceof LockReply.Granted it) return Answer.ok(LockJson.granted(it));
    if (reply instanceof LockReply.Released) return Answer.ok(LockJson.released());
    if (reply instanceof LockReply.Refused it) return Answer.ok(LockJson.refused(it));
    if (reply instanceof LockReply.NotHeld) return Answer.ok(LockJson.notHeld());
    if (reply instanceof LockReply.Forced it) return Answer.ok(LockJson.forced(it.released()));
    return Answer.of(problem(reply, keySent));
  }

  private static Problem problem(LockReply reply, boolean keySent) {
    if (reply instanceof LockReply.StaleToken it) {
      return Problem.of(ProblemCode.STALE_TOKEN, "fencing_token is not that of this client's hold, which has " + it.currentToken());
    }
    if (reply instanceof LockReply.KeyReused) {
      return Problem.of(ProblemCode.IDEMPOTENCY_KEY_REUSED, "this Idempotency-Key came with another call in the last ten minutes");
    }
    if (reply instanceof LockReply.LimitReached it) return Problem.of(ProblemCode.LIMIT_REACHED, it.limit());
    if (reply instanceof LockReply.Forgotten) {
      return Problem.unknownOutcome("the call was sent again so late that its first result is not kept any more", keySent);
    }
    throw new IllegalStateException("a client was to see " + reply);
  }
}
