package io.dss.server.rest;

import io.dss.protocol.Problem;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Runs a call and sends its answer. A call that waits holds no thread: its request is suspended. What is decided at once is sent by the thread that
 * took the request; what an engine thread decides is handed over, because writing to a slow client may block. Answers of the usual size go to a
 * few threads of our own: the container's executor captures the caller's context for every task and walks over the class path for it, 15 % of a node's time
 * under lock calls (see src/docs/benchmarks.md). A large one goes there all the same, so that clients who ask for long lists and do not read them cannot hold up the others.
 */
@Singleton
public class Answering {
  /** What a socket takes without being read. */
  static final int SHORT_BYTES = 8_192;

  /** Stands for that of the calling thread. As a parameter of each resource's method, JAX-RS made it anew for 5 % of a node's time under reads of lines that are here. */
  @Inject private HttpServletRequest request;
  @Resource private ManagedExecutorService large;
  @Inject private AnswerThreads small;
  @Inject private OpenAnswers open;

  void answer(AsyncResponse response, Function<Call, CompletionStage<Answer>> work) {
    open.taken();
    CompletableFuture<Answer> answer = attempt(ServletCall.of(request), work).toCompletableFuture();
    if (answer.isDone()) {
      send(response, answer.join());
    } else {
      answer.thenAccept(it -> handOver(response, it));
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
    Response.ResponseBuilder builder = Response.status(answer.status()).type(kind(answer)).entity(answer.body());
    for (Answer.Header header : answer.headers()) builder.header(header.name(), header.value());
    return builder.build();
  }

  /** The usual one is not parsed anew for every answer. */
  private static MediaType kind(Answer answer) {
    return answer.mediaType().equals(Answer.JSON) ? MediaType.APPLICATION_JSON_TYPE : MediaType.valueOf(answer.mediaType());
  }

  static Response response(Problem problem) {
    return response(Answer.of(problem));
  }

  private void send(AsyncResponse response, Answer answer) {
    try {
      response.resume(response(answer));
    } finally {
      open.answered();
    }
  }

  /** An executor that takes nothing more is full: better a slow engine thread then than a client that never hears. */
  private void handOver(AsyncResponse response, Answer answer) {
    Executor executor = open.stopping() || isShort(answer) ? small.executor() : large;
    try {
      executor.execute(() -> send(response, answer));
    } catch (RejectedExecutionException e) {
      send(response, answer);
    }
  }

  static boolean isShort(Answer answer) {
    return answer.body().length <= SHORT_BYTES;
  }
}
