package io.dss.node.lock;

import io.dss.lock.LockReply;
import java.util.List;

/** What the leader's lock service answers. */
sealed interface LockAnswer {
  /** To {@link LockRequest.Submit} and {@link LockRequest.Await}. */
  record Decided(LockReply reply) implements LockAnswer {}

  record Checked(Locks.Check check) implements LockAnswer {}

  record Described(Locks.Description description) implements LockAnswer {}

  /** @param more the byte budget of one answer was reached before the query's limit; ask on after the last one */
  record Listed(List<Locks.Description> locks, boolean more) implements LockAnswer {}
}
