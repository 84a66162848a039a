package io.dss.node.route;

import java.util.concurrent.CompletionStage;

/**
 * Carries out a call on the owner of what it names. The stage fails with {@link NotOwner}, {@link OutcomeUnknown} or {@link Refusal}, nothing else.
 *
 * @param <Q> what is asked
 * @param <R> what is answered
 */
@FunctionalInterface
public interface OwnerHandler<Q, R> {
  /** @param deadlineNanos on this node's monotonic clock; after it nobody waits for the answer any more, and what was not begun is not begun */
  CompletionStage<R> handle(Q request, long deadlineNanos);
}
