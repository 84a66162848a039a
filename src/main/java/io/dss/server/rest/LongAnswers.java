package io.dss.server.rest;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Writes long answers where answers are sent: a reply comes on a loop of the engine, and a megabyte of JSON takes milliseconds. Short ones
 * are not worth the way.
 */
final class LongAnswers {
  private final AnswerThreads threads;

  LongAnswers(AnswerThreads threads) {
    this.threads = threads;
  }

  <T> CompletionStage<Answer> write(CompletionStage<T> reply, ToLongFunction<T> bytes, Function<T, Answer> written) {
    return reply.thenCompose(it -> bytes.applyAsLong(it) <= Answering.SHORT_BYTES
        ? CompletableFuture.completedFuture(written.apply(it))
        : CompletableFuture.supplyAsync(() -> written.apply(it), threads.executor()));
  }
}
