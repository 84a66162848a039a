package io.dss.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.lock.LockChange;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.lock.LockReply.Holder;
import io.dss.lock.LockReply.Reason;
import io.dss.node.lock.Locks;
import io.dss.node.route.Refusal;
import io.dss.protocol.ProblemCode;
import io.dss.server.rest.StatusSource.RingQuestion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LockCallsTest {
  private static final String HOLD = "{\"lock_name\":\"a\",\"client_id\":\"c\"}";
  private final FakeLocks locks = new FakeLocks();
  private final LockCalls calls = new LockCalls(locks, new Intake(1_000));

  @Test
  void acquireHasTheDefaultsOfTheContract() {
    Answering.attempt(FakeCall.post("/lock/acquire", HOLD), calls::acquire);
    assertEquals(List.of(new LockChange.Acquire("a", "c", LockMode.EXCLUSIVE, 30_000, 0)), locks.changes);
    assertEquals(List.of(Optional.empty()), locks.keys);
  }

  @Test
  void acquireTakesEveryFieldAndIgnoresUnknownOnes() {
    String body =
        "{\"x\":{\"y\":[1,{\"z\":null}]},\"lock_name\":\"ä\\u0041\",\"client_id\":\"c\",\"lock_type\":\"shared\",\"timeout\":1.5,\"wait\":60,\"limit\":\"q\"}";
    Answering.attempt(FakeCall.post("/lock/acquire", body), calls::acquire);
    assertEquals(List.of(new LockChange.Acquire("äA", "c", LockMode.SHARED, 1_500, 60_000)), locks.changes);
  }

  @Test
  void secondsBecomeMillisecondsAndAPartOfOneIsNeverCutOff() {
    assertEquals(100, timeout("0.1"));
    assertEquals(100, timeout("1e-1"));
    assertEquals(101, timeout("0.10000001"));
    assertEquals(1_235, timeout("1.2341"));
    assertEquals(86_400_000, timeout("86400"));
    assertEquals(86_400_000, timeout("8.64e4"));
    assertEquals(86_400_000, timeout("86399.9999"));
    assertEquals(0, wait("0"));
    assertEquals(0, wait("-0.0"));
    assertEquals(0, wait("0e5"));
    assertEquals(1, wait("1e-999999999"));
  }

  @Test
  void wholeNumbersAreIntegersHoweverTheyAreWritten() {
    for (String token : List.of("7", "7.0", "70e-1", "0.7e1")) {
      release("{\"lock_name\":\"a\",\"client_id\":\"c\",\"fencing_token\":" + token + "}");
    }
    release("{\"lock_name\":\"a\",\"client_id\":\"c\",\"fencing_token\":9007199254740991}");
    assertEquals(new LockChange.Release("a", "c", OptionalLong.of(7)), locks.changes.get(3));
    assertEquals(1, locks.changes.subList(0, 4).stream().distinct().count());
    assertEquals(new LockChange.Release("a", "c", OptionalLong.of((1L << 53) - 1)), locks.changes.get(4));
  }

  /** Existing clients send the body of their acquire. */
  @Test
  void releaseIgnoresTypeAndTimeoutOfTheAcquireWhateverTheyHold() {
    release("{\"lock_name\":\"a\",\"client_id\":\"c\",\"lock_type\":\"nonsense\",\"timeout\":\"x\"}");
    assertEquals(List.of(new LockChange.Release("a", "c", OptionalLong.empty())), locks.changes);
  }

  @Test
  void renewNamesItsHold() {
    Answering.attempt(FakeCall.post("/lock/renew", "{\"lock_name\":\"a\",\"client_id\":\"c\",\"fencing_token\":7}"), calls::renew);
    Answering.attempt(FakeCall.post("/lock/renew", "{\"lock_name\":\"a\",\"client_id\":\"c\",\"fencing_token\":7,\"timeout\":2}"), calls::renew);
    LockChange first = new LockChange.Renew("a", "c", 7, OptionalLong.empty());
    assertEquals(List.of(first, new LockChange.Renew("a", "c", 7, OptionalLong.of(2_000))), locks.changes);
  }

  @Test
  void everyReplyHasItsStatusAndItsFields() {
    answers(new LockReply.Granted(7, LockMode.SHARED, 30_000), 200, "{\"success\":true,\"fencing_token\":7,\"expires_in\":30.0,\"lock_type\":\"shared\"}");
    answers(new LockReply.Released(), 200, "{\"success\":true}");
    answers(new LockReply.NotHeld(), 200, "{\"success\":false,\"reason\":\"not_held\"}");
    List<Holder> holders = List.of(new Holder("b\"", LockMode.EXCLUSIVE, 6, 1_250, 9_000));
    String held = "\"holders\":[{\"client_id\":\"b\\\"\",\"lock_type\":\"exclusive\",\"fencing_token\":6,\"since\":1.25}]";
    answers(new LockReply.Refused(Reason.HELD, holders, 0), 200, "{\"success\":false,\"reason\":\"held\"," + held + "}");
    answers(new LockReply.Refused(Reason.WAIT_TIMEOUT, holders, 2), 200, "{\"success\":false,\"reason\":\"wait_timeout\"," + held + ",\"position\":2}");
    answers(new LockReply.Refused(Reason.DEADLOCK, List.of(), 0), 200, "{\"success\":false,\"reason\":\"deadlock\",\"holders\":[]}");
    answers(new LockReply.StaleToken(9), 409, "\"code\":\"stale_token\",\"retryable\":false");
    answers(new LockReply.KeyReused(), 422, "\"code\":\"idempotency_key_reused\",\"retryable\":false");
    answers(new LockReply.LimitReached("100 waiters"), 429, "\"detail\":\"100 waiters\",\"code\":\"limit_reached\",\"retryable\":true");
    answers(new LockReply.Forgotten(), 503, "\"code\":\"unknown_outcome\",\"retryable\":false");
  }

  /** A waiting call is the engine's to park; that one comes out here is a bug, and told as one. */
  @Test
  void aQueuedReplyIsAnInternalError() {
    Answer answer = answerTo(new LockReply.Queued(1, 5));
    assertEquals(500, answer.status());
    assertFalse(answer.text().contains("Queued"), answer::text);
  }

  @Test
  void aWaitingCallIsOpenUntilTheEngineDecides() {
    CompletableFuture<Answer> answer =
        Answering.attempt(FakeCall.post("/lock/acquire", "{\"lock_name\":\"a\",\"client_id\":\"c\",\"wait\":60}"), calls::acquire).toCompletableFuture();
    assertFalse(answer.isDone());
    locks.reply.completeExceptionally(new Refusal(Refusal.Code.STOPPING, "the node stops", Optional.empty(), 0));
    assertEquals(503, answer.join().status());
    assertTrue(answer.join().text().contains("\"code\":\"stopping\""), answer.join()::text);
  }

  @ParameterizedTest
  @EnumSource(Refusal.Code.class)
  void everyRefusalOfTheEngineHasItsCodeLeaderAndAdvice(Refusal.Code code) {
    Refusal refusal = new Refusal(code, "because", Optional.of(new NodeId("n2")), 1_500);
    for (Throwable thrown : List.of(refusal, new CompletionException(refusal), new CompletionException(new CompletionException(refusal)))) {
      Answer answer = failure(thrown, FakeCall.post("/lock/acquire", HOLD));
      assertEquals(ProblemCode.valueOf(code.name()).status(), answer.status());
      assertTrue(answer.text().contains("\"code\":\"" + code.name().toLowerCase(Locale.ROOT) + "\""), answer::text);
      assertTrue(answer.text().contains("\"detail\":\"because\"") && answer.text().contains("\"leader\":\"n2\",\"retry_after\":1.5"), answer::text);
      assertEquals(List.of(new Answer.Header("Retry-After", "2")), answer.headers());
    }
  }

  @Test
  void anUnknownOutcomeMayBeAskedAgainOnlyWithAKey() {
    Refusal refusal = new Refusal(Refusal.Code.UNKNOWN_OUTCOME, "lost", Optional.empty(), 0);
    FakeCall call = FakeCall.post("/lock/acquire", HOLD);
    assertTrue(failure(refusal, call).text().contains("\"retryable\":false"));
    assertTrue(failure(refusal, call.with("Idempotency-Key", "k")).text().contains("\"retryable\":true"));
    locks.reply = CompletableFuture.completedFuture(new LockReply.Forgotten());
    assertTrue(run(call.with("Idempotency-Key", "k"), calls::acquire).text().contains("\"retryable\":true"));
  }

  @Test
  void whatNobodyForesawIsLoggedOnceAndTheAnswerHasOnlyItsName() {
    try (Overheard log = new Overheard(Failures.class.getName())) {
      Answer answer = failure(new IllegalStateException("secret"), FakeCall.post("/lock/acquire", HOLD));
      assertEquals(500, answer.status());
      assertFalse(answer.text().contains("secret") || answer.text().contains("Exception"), answer::text);
      assertEquals(1, log.records().size());
      String instance = answer.text().replaceAll(".*\"instance\":\"([^\"]+)\".*", "$1");
      assertTrue(instance.startsWith("urn:uuid:") && log.records().get(0).getMessage().contains(instance), instance);
      assertEquals("secret", log.records().get(0).getThrown().getMessage());
    }
  }

  @Test
  void aKeyTellsTheSameCallFromAnother() {
    String keyed = key(HOLD, calls::acquire);
    assertEquals(keyed, key("{ \"client_id\":\"c\", \"wait\":0.0, \"lock_name\":\"\\u0061\", \"other\":1 }", calls::acquire));
    assertNotEquals(keyed, key("{\"lock_name\":\"a\",\"client_id\":\"d\"}", calls::acquire));
    assertNotEquals(keyed, key("{\"lock_name\":\"a\",\"client_id\":\"c\",\"timeout\":31}", calls::acquire));
    assertNotEquals(keyed, key(HOLD, calls::release));
    assertNotEquals(key("{\"lock_name\":\"ab\",\"client_id\":\"c\"}", calls::release), key("{\"lock_name\":\"a\",\"client_id\":\"bc\"}", calls::release));
    assertTrue(keyed.matches("[0-9a-f]{32}"), keyed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "ä", "a\u007f", "a\tb"})
  void aKeyThatIsNoneIsRefused(String key) {
    Answer answer = run(FakeCall.post("/lock/acquire", HOLD).with("Idempotency-Key", key), calls::acquire);
    assertEquals(400, answer.status());
    assertTrue(answer.text().contains("Idempotency-Key") && locks.untouched(), answer::text);
  }

  @Test
  void aKeyHasAtMostTwoHundredCharacters() {
    FakeCall call = FakeCall.post("/lock/acquire", HOLD);
    Answering.attempt(call.with("Idempotency-Key", "k".repeat(200)), calls::acquire);
    assertEquals(1, locks.changes.size());
    assertEquals(400, run(call.with("Idempotency-Key", "k".repeat(201)), calls::acquire).status());
    assertEquals(1, locks.changes.size());
  }

  @Test
  void namesInPathsAreWhatWasSent() {
    List<String> paths = List.of("a%2Fb", "a%20b", "a+b", "a;b=c", "%C3%A4", "%2e%2e", "a%25", "\u00c3\u00a4");
    for (String path : paths) run(FakeCall.get("/locks/" + path), calls::describe);
    assertEquals(List.of("a/b", "a b", "a+b", "a;b=c", "ä", "..", "a%", "ä"), locks.reads);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%1", "%zz", "%ff", "%C3", "%ED%A0%80", "%00", "a%0a"})
  void aPathThatIsNoNameIsRefused(String segment) {
    Answer answer = run(FakeCall.get("/locks/" + segment), calls::describe);
    assertTrue(answer.text().contains("\"code\":\"bad_name\"") && locks.untouched(), answer::text);
  }

  @Test
  void listTakesItsParametersAndPages() {
    Locks.Description a = new Locks.Description("a", 5_000, List.of(), List.of(new Locks.Waiter("w", LockMode.SHARED, 1_000, 61_000)));
    Locks.Description b = new Locks.Description("b", 5_000, List.of(new Holder("c", LockMode.EXCLUSIVE, 7, 4_000, 4_999)), List.of());
    locks.found = List.of(a, b);
    String all = run(FakeCall.get("/locks"), calls::list).text();
    String page = run(FakeCall.get("/locks?prefix=%20&state=waited&limit=2&after=x+y&other=%20"), calls::list).text();
    Locks.Query defaults = new Locks.Query("", Optional.empty(), 100, Optional.empty());
    assertEquals(List.of(defaults, new Locks.Query(" ", Optional.of(Locks.Query.State.WAITED), 2, Optional.of("x y"))), locks.reads);
    assertTrue(all.endsWith(",\"next\":null}") && page.endsWith(",\"next\":\"b\"}"), page);
    assertTrue(all.contains("\"waiters\":[{\"client_id\":\"w\",\"lock_type\":\"shared\",\"since\":1.0,\"until\":61.0}]"), all);
    assertTrue(all.contains("\"since\":4.0,\"expires_in\":0.0}"), all);
  }

  @Test
  void checkTellsTheNewestTokenOrNull() {
    FakeCall call = FakeCall.post("/lock/check", "{\"lock_name\":\"a\",\"fencing_token\":7}");
    assertEquals("{\"valid\":false,\"current\":null}", run(call, calls::check).text());
    locks.check = new Locks.Check(true, Optional.of(7L));
    assertEquals("{\"valid\":true,\"current\":7}", run(call, calls::check).text());
  }

  @Test
  void aForcedReleaseIsAuditedOnceAndOnlyWhenItHappened() {
    FakeCall call = new FakeCall("DELETE", "/locks/a%22", Optional.empty(), Map.of(), new byte[0]);
    try (Overheard audit = new Overheard("io.dss.audit")) {
      failure(new Refusal(Refusal.Code.NO_LEADER, "none", Optional.empty(), 0), call, calls::forceRelease);
      assertEquals(List.of(), audit.messages());
      locks.reply = CompletableFuture.completedFuture(new LockReply.Forced(2));
      Answer answer = run(call, calls::forceRelease);
      assertEquals("{\"success\":true,\"released\":2}", answer.text());
      assertEquals(List.of("forced release of lock \"a\\\"\" by 192.0.2.7: 2 holds ended"), audit.messages());
    }
  }

  @Test
  void statusCallsAnswerWithTheFieldsOfTheContract() {
    FakeStatus source = new FakeStatus();
    StatusCalls status = new StatusCalls(source, new Intake(1_000));
    assertEquals(
        "{\"cluster_id\":\"c1\",\"epoch\":\"1.42\",\"leader\":\"n1\",\"nodes\":[{\"id\":\"n1\",\"url\":\"http://n1:8001\",\"roles\":[\"lock\"],"
            + "\"alive\":true,\"lease\":2.25,\"incarnation\":3}]}",
        run(FakeCall.get("/cluster"), status::cluster).text());
    assertEquals(
        "{\"id\":\"n1\",\"role\":\"leader\",\"term\":4,\"leader\":\"n1\",\"commit_index\":8,\"applied_index\":7,\"last_index\":9,\"snapshot_index\":5,"
            + "\"journal_bytes\":1024,\"followers\":[{\"id\":\"n2\",\"progress\":\"replicate\",\"match_index\":8,\"lag\":1,\"in_flight\":2}]}",
        run(FakeCall.get("/raft"), status::raft).text());
    assertEquals("{\"owner\":\"n1\",\"epoch\":\"1.42\"}", run(FakeCall.get("/cluster/ring?topic=a%20b"), status::ring).text());
    assertEquals(new RingQuestion.Topic("a b"), source.question);
    run(FakeCall.get("/cluster/ring?key=k"), status::ring);
    assertEquals(new RingQuestion.Key("k"), source.question);
    String shares = "{\"epoch\":\"1.42\",\"nodes\":[{\"id\":\"n1\",\"share\":1.0}]}";
    assertEquals("{\"queue\":" + shares + ",\"cache\":" + shares + "}", run(FakeCall.get("/cluster/ring"), status::ring).text());
  }

  private void answers(LockReply reply, int status, String part) {
    Answer answer = answerTo(reply);
    assertEquals(status, answer.status(), answer::text);
    if (status == 200) assertEquals(part, answer.text());
    else assertTrue(answer.text().contains(part), answer::text);
    assertEquals(status == 200 ? "application/json" : "application/problem+json", answer.mediaType());
  }

  private Answer answerTo(LockReply reply) {
    locks.reply = CompletableFuture.completedFuture(reply);
    return run(FakeCall.post("/lock/acquire", HOLD), calls::acquire);
  }

  private Answer failure(Throwable thrown, FakeCall call) {
    return failure(thrown, call, calls::acquire);
  }

  private Answer failure(Throwable thrown, FakeCall call, Function<Call, CompletionStage<Answer>> work) {
    locks.reply = CompletableFuture.failedFuture(thrown);
    return run(call, work);
  }

  private static Answer run(FakeCall call, Function<Call, CompletionStage<Answer>> work) {
    return Answering.attempt(call, work).toCompletableFuture().getNow(null);
  }

  private long timeout(String seconds) {
    return acquire("timeout", seconds).timeoutMillis();
  }

  private long wait(String seconds) {
    return acquire("wait", seconds).waitMillis();
  }

  private LockChange.Acquire acquire(String field, String seconds) {
    String body = "{\"lock_name\":\"a\",\"client_id\":\"c\",\"" + field + "\":" + seconds + "}";
    Answering.attempt(FakeCall.post("/lock/acquire", body), calls::acquire);
    return (LockChange.Acquire) locks.changes.get(locks.changes.size() - 1);
  }

  private void release(String body) {
    Answering.attempt(FakeCall.post("/lock/release", body), calls::release);
  }

  private String key(String body, Function<Call, CompletionStage<Answer>> work) {
    Answering.attempt(FakeCall.post("/lock/x", body).with("Idempotency-Key", "k"), work);
    return locks.keys.get(locks.keys.size() - 1).orElseThrow().fingerprint();
  }
}
