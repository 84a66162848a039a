package io.dss.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheCommand.Read;
import io.dss.cache.CacheCommand.Write;
import io.dss.cache.CacheReply;
import io.dss.cache.Version;
import io.dss.node.cache.Caches;
import io.dss.node.cache.Caches.Consistency;
import io.dss.node.route.Refusal;
import io.dss.protocol.CacheRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CacheListCallsTest {
  private final FakeCaches caches = new FakeCaches();
  private final CacheListCalls calls = new CacheListCalls(caches, new Intake(4 << 20), new CacheFields(20_000), new LongAnswers(() -> Runnable::run));

  @Test
  void everyItemOfAReadIsAnsweredAsItsSingleCallInTheOrderTheyWereAskedFor() {
    caches.reply = it -> CompletableFuture.completedFuture(it.key().equals("b") ? new CacheReply.Missing(Version.NONE, false) : new CacheReply.Found(FakeCaches.entry("[1]")));
    String found = "{\"key\":\"a\",\"success\":true,\"found\":true,\"value\":[1],\"version\":\"1-2-3-4\",\"state\":\"M\",\"source\":\"local\"}";
    String missing = "{\"key\":\"b\",\"success\":false,\"found\":false,\"value\":null,\"reason\":\"not_found\",\"version\":\"\",\"state\":\"M\",\"source\":\"local\"}";
    assertEquals("{\"success\":false,\"results\":[" + found + "," + missing + "," + found + "]}", run("{\"keys\":[\"a\",\"b\",\"a\"],\"consistency\":\"any\"}", calls::readAll).text());
    assertEquals("{\"success\":true,\"results\":[" + found + "]}", run("{\"keys\":[\"a\"]}", calls::readAll).text());
    assertEquals(List.of(Consistency.ANY, Consistency.ANY, Consistency.ANY, Consistency.LINEARIZABLE), caches.asked.stream().map(Caches.Asked::consistency).toList());
    assertTrue(caches.asked.stream().allMatch(it -> it.command().equals(new Read(OptionalLong.empty()))));
  }

  @Test
  void whatIsAnErrorOfOneKeyIsTheResultOfItsItemAndTheOthersAreDone() {
    caches.reply = it -> it.key().equals("a") ? CompletableFuture.completedFuture(new CacheReply.Written(FakeCaches.entry("1")))
        : it.key().equals("b") ? CompletableFuture.completedFuture(new CacheReply.StaleToken())
            : CompletableFuture.failedFuture(new Refusal(Refusal.Code.MOVING, "the key moves", Optional.empty(), 250));
    Answer answer = run("{\"entries\":[{\"key\":\"a\",\"value\":1,\"ttl\":1},{\"key\":\"b\",\"value\":2,\"load_token\":\"t\"},{\"key\":\"c\",\"value\":3}]}", calls::writeAll);
    assertEquals(200, answer.status());
    assertTrue(answer.text().startsWith("{\"success\":false,\"results\":[{\"key\":\"a\",\"success\":true,\"version\":\"1-2-3-4\",\"state\":\"M\",\"home\":\"c1\"},"
        + "{\"key\":\"b\",\"success\":false,\"reason\":\"stale_token\",\"detail\":\"load_token "), answer::text);
    assertTrue(answer.text().endsWith("\"retryable\":false},{\"key\":\"c\",\"success\":false,\"reason\":\"moving\",\"detail\":\"the key moves\",\"retryable\":true,\"retry_after\":0.25}]}"), answer::text);
    assertEquals(OptionalLong.of(1_000), ((Write) caches.asked.get(0).command()).ttlMillis());
  }

  @Test
  void whatKeptEveryItemFromBeingDoneIsTheAnswer() {
    caches.reply = it -> CompletableFuture.failedFuture(new Refusal(Refusal.Code.NO_LEADER, "not formed", Optional.empty(), 1_000));
    assertEquals(503, run("{\"keys\":[\"a\",\"b\"]}", calls::deleteAll).status());
    assertEquals(503, run("{\"keys\":[\"a\",\"b\"]}", calls::readAll).status());
    caches.answers(new CacheReply.KeyReused());
    assertEquals(200, run("{\"keys\":[\"a\",\"b\"]}", calls::deleteAll).status());
  }

  @Test
  void oneThatIsWrongKeepsAllFromBeingDone() {
    assertDetail("entries[1].value is missing", "{\"entries\":[{\"key\":\"a\",\"value\":1},{\"key\":\"b\"}]}", calls::writeAll);
    assertDetail("entries[1].ttl is the number 0", "{\"entries\":[{\"key\":\"a\",\"value\":1},{\"key\":\"b\",\"value\":1,\"ttl\":0}]}", calls::writeAll);
    assertDetail("entries[1].value has 20002 bytes", "{\"entries\":[{\"key\":\"a\",\"value\":1},{\"key\":\"b\",\"value\":\"" + "x".repeat(20_000) + "\"}]}", calls::writeAll);
    assertDetail("entries[2].key is \\\"a\\\", which is in the list before", "{\"entries\":[{\"key\":\"a\",\"value\":1},{\"key\":\"b\",\"value\":1},{\"key\":\"a\",\"value\":1}]}", calls::writeAll);
    assertDetail("keys[1] is \\\"a\\\", which is in the list before", "{\"keys\":[\"a\",\"a\"]}", calls::deleteAll);
    assertDetail("keys[1] is no name", "{\"keys\":[\"a\",\"\"]}", calls::readAll);
  }

  @Test
  void everyItemOfAChangeHasTheKeyOfTheCallWithItsOwnDigest() {
    Answering.attempt(FakeCall.post("/cache/write-all", "{\"entries\":[{\"key\":\"a\",\"value\":1},{\"key\":\"b\",\"value\":2}]}").with("Idempotency-Key", "k"), calls::writeAll);
    assertEquals(List.of("k", "k"), caches.asked.stream().map(it -> it.idempotency().orElseThrow().key()).toList());
    assertEquals(2, caches.asked.stream().map(it -> it.idempotency().orElseThrow().fingerprint()).distinct().count());
  }

  /** A thousand megabytes are asked for by one small body. */
  @Test
  void aReadOfMoreThanAnAnswerMayHaveEndsWhereItIsFull() {
    String large = "\"" + "x".repeat(1 << 20) + "\"";
    caches.answers(new CacheReply.Found(FakeCaches.entry(large)));
    List<String> keys = IntStream.range(0, 1_000).mapToObj(i -> "\"k" + i + "\"").toList();
    String answer = run("{\"keys\":" + keys + "}", calls::readAll).text();
    assertEquals(64, caches.asked.size());
    assertEquals(15, answer.split("\"found\":true", -1).length - 1);
    assertEquals(985, answer.split("\"reason\":\"limit_reached\"", -1).length - 1);
    assertTrue(answer.length() < CacheRanges.READ_ALL_BYTES + 300_000);
  }

  @Test
  void aListWhoseFirstPartCannotBeAskedForIsNotTriedToItsEnd() {
    caches.reply = it -> CompletableFuture.failedFuture(new Refusal(Refusal.Code.NO_QUORUM, "cut off", Optional.empty(), 0));
    List<String> keys = IntStream.range(0, 1_000).mapToObj(i -> "\"k" + i + "\"").toList();
    assertEquals(503, run("{\"keys\":" + keys + "}", calls::readAll).status());
    assertEquals(64, caches.asked.size());
  }

  @Test
  void theNextPartIsAskedForWhenTheOneBeforeIsThere() {
    List<CompletableFuture<CacheReply>> open = new ArrayList<>();
    caches.reply = it -> {
      open.add(new CompletableFuture<>());
      return open.get(open.size() - 1);
    };
    List<String> keys = IntStream.range(0, 100).mapToObj(i -> "\"k" + i + "\"").toList();
    CompletableFuture<Answer> answer = Answering.attempt(FakeCall.post("/cache/read-all", "{\"keys\":" + keys + "}"), calls::readAll).toCompletableFuture();
    assertEquals(64, open.size());
    List.copyOf(open).forEach(each -> each.complete(new CacheReply.Found(FakeCaches.entry("1"))));
    assertEquals(100, open.size());
    open.forEach(each -> each.complete(new CacheReply.Found(FakeCaches.entry("1"))));
    assertTrue(answer.join().text().startsWith("{\"success\":true,\"results\":[{\"key\":\"k0\","));
  }

  private void assertDetail(String begin, String body, Function<Call, CompletionStage<Answer>> work) {
    String text = run(body, work).text();
    assertTrue(text.contains("\"detail\":\"" + begin), text);
    assertTrue(caches.untouched());
  }

  private static Answer run(String body, Function<Call, CompletionStage<Answer>> work) {
    return Answering.attempt(FakeCall.post("/cache/x-all", body), work).toCompletableFuture().getNow(null);
  }
}
