package io.dss.server.rest;

import io.dss.protocol.Problem;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Runs a call and sends its answer. A call that waits holds no thread: its request is suspended. What is decided at once is sent by the thread that
 * took the request; what an engine thread decides it sends itself, unless the answer is so long that writing it to a slow client may block: that is
 * handed to the container's executor. Not every answer is, because for each task the container captures the caller's context anew and walks over the
 * class path for it: about a sixth of a node's processor samples under load (src/docs/benchmarks.md).
 */
@ApplicationScoped
public class Answering {
  /** Fits into the send buffer that a connection has from the start, headers included (16 KiB on Linux), so that writing it does not wait. */
  static final int SHORT_BYTES = 8 * 1024;

  @Resource private ManagedExecutorService executor;

  void answer(HttpServletRequest request, AsyncResponse response, Function<Call, CompletionStage<Answer>> work) {
    CompletableFuture<Answer> answer = attempt(ServletCall.of(request), work).toCompletableFuture();
    if (answer.isDone()) {
      response.resume(response(answer.join()));
    } else {
      answer.thenAccept(it -> send(response, it));
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

  private void send(AsyncResponse response, Answer answer) {
    if (isShort(answer)) response.resume(response(answer));
    else handOver(response, answer);
  }

  static boolean isShort(Answer answer) {
    return answer.body().length <= SHORT_BYTES;
  }

  /** An executor that takes nothing any more is one of a node that stops: better a slow engine thread then than a client that never hears. */
  private void handOver(AsyncResponse response, Answer answer) {
    try {
      executor.execute(() -> response.resume(response(answer)));
    } catch (RejectedExecutionException e) {
      response.resume(response(answer));
    }
  }
}
