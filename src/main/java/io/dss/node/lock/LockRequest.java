package io.dss.node.lock;

import io.dss.lock.LockCommand;
import io.dss.lock.LockMode;

/** What the lock service of one node asks the leader's. */
sealed interface LockRequest {
  /** A stamped change; may be sent any number of times. */
  record Submit(LockCommand.Change change) implements LockRequest {}

  /** Tell what became of this client's place in the queue, once it is decided. Changes nothing, and needs no stamp: a place is kept in the table. */
  record Await(String lockName, String clientId, LockMode mode) implements LockRequest {}

  record Check(String lockName, long fencingToken) implements LockRequest {}

  record Describe(String lockName) implements LockRequest {}

  record ListLocks(Locks.Query query) implements LockRequest {}
}
