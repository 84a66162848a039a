package io.dss.node.queue;

import io.dss.kernel.IdempotencyKey;
import io.dss.node.queue.Queues.Answered;
import io.dss.node.route.Refusal;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueReply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Carries a purge or redrive through all its steps, one after the other, each a call of its own with its own stamp and time-out. It is answered as
 * a whole: if a later step fails it is not known how far the call got, and the refusal says how far at least. All steps carry the client's Idempotency-Key: the owner keeps under
 * it how far the call got, and at last its result. So whoever asks again under it goes on or gets the result, wherever the call broke off. Thread-safe.
 */
final class Steps {
  /** Steps of one call; a topic of the most messages takes 4,000 for each of its groups that has to be walked. */
  static final int MAX_STEPS = 256_000;

  /** One call. */
  @FunctionalInterface
  interface Caller {
    CompletionStage<Answered> call(QueueCommand command, Optional<IdempotencyKey> key);
  }

  private final Caller caller;
  private final Optional<IdempotencyKey> key;
  private final CompletableFuture<Answered> result = new CompletableFuture<>();
  private QueueCommand command;
  private long total;
  private int steps;

  private Steps(Caller caller, QueueCommand command, Optional<IdempotencyKey> key) {
    this.caller = caller;
    this.command = command;
    this.key = key;
  }

  static CompletionStage<Answered> carried(Caller caller, QueueCommand command, Optional<IdempotencyKey> key) {
    Steps steps = new Steps(caller, command, key);
    steps.go();
    return steps.result;
  }

  /** A loop and no recursion: where the owner is this node thousands of steps may be answered at once. */
  private void go() {
    boolean more = true;
    while (more) {
      CompletableFuture<Answered> step = caller.call(command, key).toCompletableFuture();
      if (!step.isDone()) {
        step.whenComplete((answered, failure) -> {
          if (took(answered, failure)) go();
        });
        return;
      }
      more = step.handle(this::took).join();
    }
  }

  /** @return whether there is a next step */
  private boolean took(Answered answered, Throwable failure) {
    if (failure != null) {
      Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
      result.completeExceptionally(steps == 0 ? cause : soFar(cause));
    } else if (!(answered.reply() instanceof QueueReply.Stepped step)) {
      if (steps == 0) result.complete(answered);
      else result.completeExceptionally(soFar(new IllegalStateException("the next step was answered with " + answered.reply())));
    } else {
      steps++;
      total = step.total();
      command = command.after(step);
      if (!step.more()) result.complete(answered);
      else if (steps >= MAX_STEPS) result.completeExceptionally(soFar(new IllegalStateException("it takes more than " + MAX_STEPS + " steps")));
    }
    return !result.isDone();
  }

  private Refusal soFar(Throwable why) {
    return new Refusal(Refusal.Code.UNKNOWN_OUTCOME,
        "it was carried out in part: " + total + " messages were taken, and perhaps more, when a step failed (" + why.getMessage()
            + "); ask again for the rest",
        why instanceof Refusal refusal ? refusal.leader() : Optional.empty(), why instanceof Refusal refusal ? refusal.retryAfterMillis() : 0);
  }
}
