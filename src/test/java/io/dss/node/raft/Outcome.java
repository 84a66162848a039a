package io.dss.node.raft;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** How a stage ended, by now and without waiting. */
public final class Outcome {
  private Outcome() {}

  public static boolean open(CompletionStage<?> stage) {
    return !stage.toCompletableFuture().isDone();
  }

  public static <T> T of(CompletionStage<T> stage) {
    assertTrue(stage.toCompletableFuture().isDone(), "it is still open");
    return stage.toCompletableFuture().join();
  }

  public static <T extends Throwable> T failure(Class<T> kind, CompletionStage<?> stage) {
    assertTrue(stage.toCompletableFuture().isDone(), "it is still open");
    Throwable failure = stage.handle((value, thrown) -> thrown).toCompletableFuture().join();
    while (failure instanceof CompletionException && failure.getCause() != null) failure = failure.getCause();
    return assertInstanceOf(kind, failure);
  }
}
