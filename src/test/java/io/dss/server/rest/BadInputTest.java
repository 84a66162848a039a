package io.dss.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.protocol.Problem;
import io.dss.server.rest.BadInputCases.Case;
import io.dss.server.rest.CallShapes.CallShape;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BadInputTest {
  private final FakeLocks locks = new FakeLocks();
  private final FakeStatus status = new FakeStatus();
  private final FakeQueues queues = new FakeQueues();
  private final LockCalls lockCalls = new LockCalls(locks, new Intake(1 << 20));
  private final StatusCalls statusCalls = new StatusCalls(status, new Intake(1 << 20));
  private final QueueCalls queueCalls = new QueueCalls(queues, new Intake(1 << 20), 1 << 20, () -> 7, new LongAnswers(() -> Runnable::run));
  private final TopicCalls topicCalls = new TopicCalls(queues, new Intake(1 << 20), new LongAnswers(() -> Runnable::run), () -> 0);

  private final FakeCaches caches = new FakeCaches();
  private final CacheFields fields = new CacheFields(1 << 20);
  private final LongAnswers answers = new LongAnswers(() -> Runnable::run);
  private final CacheCalls cacheCalls = new CacheCalls(caches, new Intake(1 << 20), fields, answers);
  private final CacheListCalls listCalls = new CacheListCalls(caches, new Intake(1 << 20), fields, answers);
  private final LineCalls lineCalls = new LineCalls(caches, new Intake(1 << 20), answers);
  private final EventCalls eventCalls = new EventCalls(caches, new Intake(1 << 20));

  static List<Case> cases() {
    return BadInputCases.all();
  }

  static List<CallShape> calls() {
    return CallShapes.ALL;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void badInputGetsItsProblemAndChangesNothing(Case bad) {
    Answer answer = Assertions.assertTimeout(Duration.ofSeconds(5), () -> run(call(bad, bad.headers())));
    assertProblem(bad, answer);
    assertTrue(locks.untouched() && queues.untouched() && caches.untouched() && status.asked == 0, "the engine was asked");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void badInputThatDoesNotTellItsLengthGetsTheSame(Case bad) {
    if (bad.body().get().length == 0) return;
    Map<String, String> chunked = new TreeMap<>(bad.headers());
    chunked.put("Transfer-Encoding", "chunked");
    assertProblem(bad, run(call(bad, chunked)));
    assertTrue(locks.untouched() && queues.untouched() && caches.untouched() && status.asked == 0, "the engine was asked");
  }

  /** Or the cases above would prove nothing. */
  @ParameterizedTest
  @MethodSource("calls")
  void theShapesThatAreSpoiledAreFine(CallShape good) {
    FakeCall call = new FakeCall(good.method(), good.path(), Optional.empty(), Map.of(), good.goodBody().getBytes());
    CompletionStage<Answer> stage = Answering.attempt(call, work(call));
    assertTrue(!stage.toCompletableFuture().isDone() || stage.toCompletableFuture().join().status() == 200);
    assertEquals(1, locks.changes.size() + locks.reads.size() + queues.asked() + caches.asked() + status.asked);
  }

  @Test
  void thereIsABigAndADeepBodyForEveryCall() {
    for (CallShape call : CallShapes.ALL) {
      for (String kind : List.of("10 MB", "10000 deep [", "10000 deep {\"a\":")) {
        assertEquals(1, cases().stream().filter(it -> it.path().equals(call.path()) && it.method().equals(call.method()) && it.name().equals(kind)).count());
      }
    }
    assertTrue(cases().size() > 2_500, "only " + cases().size());
  }

  private static void assertProblem(Case bad, Answer answer) {
    assertEquals(bad.code().status(), answer.status(), answer::text);
    assertEquals(Problem.MEDIA_TYPE, answer.mediaType());
    JsonObject document = Json.createReader(new StringReader(answer.text())).readObject();
    assertEquals(bad.code().text(), document.getString("code"), answer::text);
    assertEquals(bad.code().status(), document.getInt("status"));
    assertEquals(bad.code().retryable(), document.getBoolean("retryable"));
    assertTrue(document.getString("detail").length() > 10 && document.getString("detail").length() < 400, answer::text);
    if (bad.name().contains(" missing") || bad.name().contains(" wrong ")) {
      assertTrue(document.getString("detail").startsWith(bad.name().substring(0, bad.name().indexOf(' '))), answer::text);
    }
  }

  private static FakeCall call(Case bad, Map<String, String> headers) {
    FakeCall path = FakeCall.get(bad.path());
    return new FakeCall(bad.method(), path.path(), path.query(), headers, bad.body().get());
  }

  private Answer run(FakeCall call) {
    CompletionStage<Answer> stage = Answering.attempt(call, work(call));
    assertTrue(stage.toCompletableFuture().isDone(), "the engine was asked and has not answered");
    return stage.toCompletableFuture().join();
  }

  private Function<Call, CompletionStage<Answer>> work(FakeCall call) {
    return switch (call.path()) {
      case "/lock/acquire" -> lockCalls::acquire;
      case "/lock/release" -> lockCalls::release;
      case "/lock/renew" -> lockCalls::renew;
      case "/lock/check" -> lockCalls::check;
      case "/locks" -> lockCalls::list;
      case "/cluster" -> statusCalls::cluster;
      case "/cluster/ring" -> statusCalls::ring;
      case "/raft" -> statusCalls::raft;
      case "/queue/publish" -> queueCalls::publish;
      case "/queue/consume" -> queueCalls::consume;
      case "/queue/ack" -> queueCalls::ack;
      case "/queue/nack" -> queueCalls::nack;
      case "/queue/extend" -> queueCalls::extend;
      case "/queues" -> topicCalls::list;
      case "/cache/write" -> cacheCalls::write;
      case "/cache/read" -> cacheCalls::read;
      case "/cache/delete" -> cacheCalls::delete;
      case "/cache/increment" -> cacheCalls::increment;
      case "/cache/read-all" -> listCalls::readAll;
      case "/cache/write-all" -> listCalls::writeAll;
      case "/cache/delete-all" -> listCalls::deleteAll;
      case "/cache/invalidate" -> cacheCalls::invalidate;
      case "/cache/flush" -> lineCalls::flush;
      case "/cache/lines" -> lineCalls::lines;
      case "/cache/keys" -> lineCalls::keys;
      case "/cache/events" -> it -> eventCalls.open(it).thenApply(opening -> Answer.ok("{}"));
      default -> call.path().startsWith("/cache/lines/") ? lineCalls::line : call.path().startsWith("/queues/") ? ofTopic(call) : call.method().equals("DELETE") ? lockCalls::forceRelease : lockCalls::describe;
    };
  }

  private Function<Call, CompletionStage<Answer>> ofTopic(FakeCall call) {
    String path = call.path();
    if (path.contains("/messages")) return call.method().equals("GET") ? topicCalls::browse : topicCalls::purge;
    if (path.endsWith("/redrive")) return topicCalls::redrive;
    if (path.endsWith("/pause")) return topicCalls::pause;
    if (path.endsWith("/resume")) return topicCalls::resume;
    return call.method().equals("PUT") ? topicCalls::configure : topicCalls::describe;
  }
}
