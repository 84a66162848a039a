package io.dss.lock;

import io.dss.lock.LockReply.Holder;
import io.dss.lock.LockReply.Refused;
import java.util.List;

/**
 * What an entry did, in the order in which it did it: for parked calls, metrics and logs. A repeated call makes none.
 *
 * <p>A wait begins with {@link Queued} and is over with exactly one of {@link GrantedToWaiter} and {@link WaitEnded}. After {@link WaitEnded} the
 * place is kept for a while; then comes {@link Queued} (the client called again), {@link GrantedToWaiter} (it called again and got it at once) or
 * {@link WaiterLeft}.
 */
public sealed interface LockEvent {
  String lockName();

  /** Granted to the call of this entry, which had not waited; also an upgrade. */
  record Granted(String lockName, String clientId, LockMode mode, long fencingToken, long expiresInMillis) implements LockEvent {}

  /** Granted to a client that waited: every parked call of this lock, client and mode is to be answered. */
  record GrantedToWaiter(String lockName, String clientId, LockMode mode, long fencingToken, long expiresInMillis, long waitedMillis)
      implements LockEvent {}

  /** A hold was extended, by a renewal or by acquiring it again. */
  record Renewed(String lockName, String clientId, LockMode mode, long fencingToken, long expiresInMillis) implements LockEvent {}

  /** An exclusive hold became a shared one, under the same token. */
  record Downgraded(String lockName, String clientId, long fencingToken, long expiresInMillis) implements LockEvent {}

  /** The client waits, anew or again, until {@code untilMillis} of log time. */
  record Queued(String lockName, String clientId, LockMode mode, long untilMillis) implements LockEvent {}

  /** Given back by its holder. */
  record Released(String lockName, String clientId, LockMode mode, long fencingToken, long heldMillis) implements LockEvent {}

  /** Taken back because its lease had ended: a stuck lock, to be logged as such. */
  record StuckReleased(String lockName, String clientId, LockMode mode, long fencingToken, long heldMillis) implements LockEvent {}

  /** Taken by an operator from everyone who held it. {@code fencingToken}: above all of theirs, and given to nobody. */
  record ForceReleased(String lockName, List<Holder> holders, long fencingToken) implements LockEvent {}

  /** A wait was in vain: every parked call of this lock, client and mode is to be answered with {@code refused}. */
  record WaitEnded(String lockName, String clientId, LockMode mode, Refused refused) implements LockEvent {}

  /** A place is given up, its grace over or its client asking in the other mode. Blocks nobody since its {@link WaitEnded}. */
  record WaiterLeft(String lockName, String clientId, LockMode mode) implements LockEvent {}
}
