package io.dss.spi;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a thread was at when it was asked for this, such as the trace of a client's call, so that other threads can go on with it: a timer that tries again, a loop
 * that answers. Immutable; thread-safe; nothing blocks.
 */
@FunctionalInterface
public interface Trail {
  /** The thread was at nothing that is followed. */
  Trail NONE = Runnable::run;

  /** Takes {@code step} on this thread, at once, as part of it. What the step throws is thrown. */
  void on(Runnable step);

  /** The same outcome; what hangs on it runs as part of this, whichever thread completes {@code stage}. */
  default <T> CompletionStage<T> carry(CompletionStage<T> stage) {
    if (this == NONE) return stage;
    CompletableFuture<T> carried = new CompletableFuture<>();
    stage.whenComplete((value, failure) -> on(() -> {
      if (failure == null) carried.complete(value);
      else carried.completeExceptionally(failure);
    }));
    return carried;
  }
}
