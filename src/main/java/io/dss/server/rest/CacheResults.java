package io.dss.server.rest;

import io.dss.node.cache.Caches;
import io.dss.node.cache.Caches.Answered;
import io.dss.protocol.JsonText;
import io.dss.protocol.Problem;
import io.dss.protocol.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks for the items of a list, and writes what came of them in their order. */
final class CacheResults {
  /** Items that are asked for side by side where their answers are large. */
  private static final int PART = 64;
  /** What an item takes in the answer besides its value, roughly. */
  private static final long ITEM_BYTES = 100;

  /** @param problem of an item that was not done, else {@code answered} is there */
  record Result(String key, Optional<Answered> answered, Optional<Problem> problem) {
    static Result of(String key, Answered answered) {
      Optional<Problem> problem = CacheAnswers.problem(answered.reply());
      return new Result(key, problem.isPresent() ? Optional.empty() : Optional.of(answered), problem);
    }

    static Result failed(String key, Problem problem) {
      return new Result(key, Optional.empty(), Optional.of(problem));
    }

    long bytes() {
      return answered.map(CacheAnswers::bytes).orElse(0L);
    }
  }

  private CacheResults() {}

  static CompletionStage<List<Result>> atOnce(List<Caches.Asked> asked, Function<Caches.Asked, CompletionStage<Result>> ask) {
    List<CompletableFuture<Result>> open = new ArrayList<>();
    for (Caches.Asked each : asked) open.add(ask.apply(each).toCompletableFuture());
    return CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)).thenApply(done -> open.stream().map(CompletableFuture::join).toList());
  }

  /** Ends with the part that goes over {@code maxBytes}, or in which nothing was done: what would come after it is answered like it, without being asked for. */
  static CompletionStage<List<Result>> inParts(List<Caches.Asked> asked, Function<Caches.Asked, CompletionStage<Result>> ask, long maxBytes) {
    return further(new ArrayList<>(), asked, ask, maxBytes);
  }

  private static CompletionStage<List<Result>> further(List<Result> before, List<Caches.Asked> asked, Function<Caches.Asked, CompletionStage<Result>> ask,
      long maxBytes) {
    if (before.size() == asked.size()) return CompletableFuture.completedFuture(before);
    List<Caches.Asked> part = asked.subList(before.size(), Math.min(before.size() + PART, asked.size()));
    return atOnce(part, ask).thenCompose(results -> {
      Optional<Problem> end = allFailed(results);
      long room = maxBytes - values(before);
      for (Result each : results) {
        room -= each.bytes();
        boolean fits = room >= 0;
        if (!fits && end.isEmpty()) end = Optional.of(CacheListCalls.tooMuch());
        before.add(fits ? each : Result.failed(each.key(), CacheListCalls.tooMuch()));
      }
      if (end.isEmpty()) return further(before, asked, ask, maxBytes);
      for (Caches.Asked each : asked.subList(before.size(), asked.size())) before.add(Result.failed(each.key(), end.get()));
      return CompletableFuture.completedFuture(before);
    });
  }

  static long bytes(List<Result> results) {
    return values(results) + results.size() * ITEM_BYTES;
  }

  private static long values(List<Result> results) {
    return results.stream().mapToLong(Result::bytes).sum();
  }

  /** One problem that kept every item from being done is that of the call. */
  static Answer answer(CacheAnswers.Asked asked, List<Result> results) {
    Optional<Problem> problem = allFailed(results).filter(it -> it.code().status() == ProblemCode.NO_LEADER.status());
    if (problem.isPresent()) return Answer.of(problem.get());
    JsonText list = new JsonText().object();
    list.field("success", results.stream().allMatch(CacheResults::succeeded)).array("results");
    for (Result each : results) item(list.object().field("key", each.key()), asked, each);
    return Answer.ok(list.end().end().toString());
  }

  private static boolean succeeded(Result result) {
    return result.answered().filter(it -> CacheAnswers.succeeded(it.reply())).isPresent();
  }

  private static void item(JsonText out, CacheAnswers.Asked asked, Result result) {
    if (result.answered().isPresent()) {
      CacheAnswers.members(out, asked, result.answered().get());
    } else {
      Problem problem = result.problem().orElseThrow();
      out.field("success", false).field("reason", problem.code().text()).field("detail", problem.detail()).field("retryable", problem.retryable());
      if (problem.retryAfterMillis() > 0) out.seconds("retry_after", problem.retryAfterMillis());
    }
    out.end();
  }

  /** The first problem, if every item has one of the same code. */
  private static Optional<Problem> allFailed(List<Result> results) {
    Optional<Problem> first = results.get(0).problem();
    if (first.isEmpty()) return Optional.empty();
    boolean all = results.stream().allMatch(it -> it.problem().filter(problem -> problem.code() == first.get().code()).isPresent());
    return all ? first : Optional.empty();
  }
}
