package io.dss.transport;

import io.dss.spi.PeerTransport.Failure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One request from its queueing to its one end. QUEUED -> SENT -> SETTLED, or QUEUED -> SETTLED and then it is never written: so "not sent" is the
 * truth even when a time-out and the writer meet.
 */
final class PendingRequest implements Outgoing {
  private enum State {
    QUEUED,
    SENT,
    SETTLED
  }

  private final Frame frame;
  private final long deadlineNanos;
  private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

  PendingRequest(Frame frame, long deadlineNanos) {
    this.frame = frame;
    this.deadlineNanos = deadlineNanos;
  }

  @Override
  public Frame frame() {
    return frame;
  }

  @Override
  public boolean leave() {
    return state.compareAndSet(State.QUEUED, State.SENT);
  }

  CompletableFuture<byte[]> answer() {
    return answer;
  }

  boolean due(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  void answered(byte[] body) {
    if (state.getAndSet(State.SETTLED) != State.SETTLED) answer.complete(body);
  }

  void refused(String reason) {
    if (state.getAndSet(State.SETTLED) != State.SETTLED) answer.completeExceptionally(new Failure.Refused(reason));
  }

  /** No answer will come, or none is waited for any more. */
  void failed(String why) {
    State before = state.getAndSet(State.SETTLED);
    if (before == State.QUEUED) answer.completeExceptionally(new Failure.NotSent(why));
    if (before == State.SENT) answer.completeExceptionally(new Failure.Unanswered(why));
  }
}
