package io.dss.lock;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.RequestStamp;
import java.util.Optional;

/** What an entry of the log tells the lock table to do. Its form as bytes: {@link LockCommandCodec}. */
public sealed interface LockCommand {
  /**
   * A call, carried out once however often its stamp comes.
   *
   * @param stamp set once by the node that took the call from its client
   * @param key the client's own name for the call, if it gave one
   */
  record Change(RequestStamp stamp, Optional<IdempotencyKey> key, LockChange change) implements LockCommand {}

  /**
   * Carry out what is due at the time of the entry: ended leases, waits, graces, kept results. It says nothing of what the leader believed to be
   * due: a hold that was renewed before it in the log is not due when it is applied. At most {@link LockLimits#EXPIRE_BATCH} deadlines; the reply
   * is {@link LockReply.Expired}.
   */
  record Expire() implements LockCommand {}
}
