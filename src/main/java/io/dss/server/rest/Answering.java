package io.dss.server.rest;

import io.dss.protocol.Problem;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Runs a call and sends its answer. A call that waits holds no thread: its request is suspended. What is decided at once is sent by the thread that
 * took the request; what an engine thread decides is handed to the container's executor, because writing to a slow client may block.
 */
@Singleton
public class Answering {
  private static final long DRAIN_LOOK_NANOS = 5_000_000;

  @Resource private ManagedExecutorService executor;

  /** Calls that were taken and not answered yet; every one of them gets its answer, see {@link #drained}. */
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean stopping;

  void answer(HttpServletRequest request, AsyncResponse response, Function<Call, CompletionStage<Answer>> work) {
    open.incrementAndGet();
    CompletableFuture<Answer> answer = attempt(ServletCall.of(request), work).toCompletableFuture();
    if (answer.isDone()) {
      send(response, answer.join());
    } else {
      answer.thenAccept(it -> handOver(response, it));
    }
  }

  /**
   * The application is going: from now on answers are sent by the thread that brings them, as the container's executor takes tasks and runs none of them any
   * more (measured on Payara Micro 6.2025.10). To be called before the engine refuses what waits.
   */
  public void stopping() {
    stopping = true;
  }

  /**
   * Waits until every call that was taken has been answered: the container cuts suspended requests without an answer as soon as the application is gone.
   *
   * @return whether all were answered within {@code millis}
   */
  public boolean drained(long millis) {
    long deadlineNanos = System.nanoTime() + millis * 1_000_000;
    while (open.get() > 0 && System.nanoTime() - deadlineNanos < 0) LockSupport.parkNanos(DRAIN_LOOK_NANOS);
    return open.get() == 0;
  }

  private void send(AsyncResponse response, Answer answer) {
    try {
      response.resume(response(answer));
    } finally {
      open.decrementAndGet();
    }
  }

  /** Never throws, and the stage never fails: whatever happens is an answer. */
  static CompletionStage<Answer> attempt(Call call, Function<Call, CompletionStage<Answer>> work) {
    boolean keySent = call.header(Idempotency.HEADER).isPresent();
    try {
      return work.apply(call).handle((answer, thrown) -> thrown == null ? answer : Answer.of(Failures.problem(thrown, keySent)));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(Answer.of(Failures.problem(e, keySent)));
    }
  }

  static Response response(Answer answer) {
    Response.ResponseBuilder builder = Response.status(answer.status()).type(answer.mediaType()).entity(answer.body());
    for (Answer.Header header : answer.headers()) builder.header(header.name(), header.value());
    return builder.build();
  }

  static Response response(Problem problem) {
    return response(Answer.of(problem));
  }

  /** A node that stops: better a slow engine thread then than a client that never hears. */
  private void handOver(AsyncResponse response, Answer answer) {
    if (stopping) {
      send(response, answer);
      return;
    }
    try {
      executor.execute(() -> send(response, answer));
    } catch (RejectedExecutionException e) {
      send(response, answer);
    }
  }
}
