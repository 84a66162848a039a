package io.dss.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheCommand.Delete;
import io.dss.cache.CacheCommand.Increment;
import io.dss.cache.CacheCommand.Read;
import io.dss.cache.CacheCommand.Write;
import io.dss.cache.CacheLimits;
import io.dss.cache.CacheReply;
import io.dss.cache.Content;
import io.dss.cache.Version;
import io.dss.coherence.Effect.Source;
import io.dss.coherence.LineState;
import io.dss.node.cache.Caches;
import io.dss.node.cache.Caches.Consistency;
import io.dss.node.route.Refusal;
import io.dss.server.config.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheCallsTest {
  private static final String WRITE = "{\"key\":\"a\",\"value\":1}";
  private final FakeCaches caches = new FakeCaches();
  private final List<Runnable> handedOver = new ArrayList<>();
  private final CacheCalls calls = new CacheCalls(caches, new Intake(4 << 20), new CacheFields(20_000), new LongAnswers(() -> handedOver::add));

  @Test
  void writeHasTheDefaultsOfTheContractAndTakesEveryField() {
    run("write", WRITE, calls::write);
    run("write", "{\"x\":[],\"key\":\"a\",\"value\":null,\"ttl\":0.0015,\"if_version\":\"1-2-3-4\",\"load_token\":\"t\",\"nothing\":false}", calls::write);
    Caches.Asked plain = caches.asked.get(0);
    assertEquals("a", plain.key());
    assertEquals(List.of(Consistency.LINEARIZABLE, Optional.empty(), 0L), List.of(plain.consistency(), plain.idempotency(), plain.waitMillis()));
    assertEquals(new Write(((Write) plain.command()).content(), OptionalLong.empty(), Optional.empty(), Optional.empty()), plain.command());
    Write full = (Write) caches.asked.get(1).command();
    assertEquals(new Write(full.content(), OptionalLong.of(2), Optional.of(FakeCaches.VERSION), Optional.of("t")), full);
    run("write", "{\"key\":\"a\",\"value\":{},\"if_version\":\"\"}", calls::write);
    assertEquals(Optional.of(Version.NONE), caches.<Write>last().ifVersion());
  }

  /** A client must not know what a version is like: any other text is one that the key does not have. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "1", "1-2-3", "1-2-3-4-5", "-1-2-3-4", "01-2-3-4", "1-2-3-A", " "})
  void aTextThatIsNoVersionIsComparedWithAndNeverTheCurrentOne(String text) {
    run("write", "{\"key\":\"a\",\"value\":{},\"if_version\":\"" + text + "\"}", calls::write);
    Version sent = caches.<Write>last().ifVersion().orElseThrow();
    assertEquals(0, sent.grant(), "grants count from 1");
    assertFalse(sent.equals(Version.NONE), "which would mean a key without a value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "-0.0", "1e400", "12345678901234567890123", "\"\"", "\"\\ud800\"", "[ 1 , {} ]", "{ \"z\" : 1.0, \"a\":[[[]]],\n\t\"ä\" : \"𝄞\" }"})
  void aValueIsKeptAndGivenBackExactlyAsItWasWritten(String value) {
    run("write", "{\"key\":\"a\", \"value\" :  " + value + " \n}", calls::write);
    assertEquals(value, new String(((Content.Present) caches.<Write>last().content()).json(), UTF_8));
    caches.answers(new CacheReply.Found(FakeCaches.entry(value)));
    String answer = run("read", "{\"key\":\"a\"}", calls::read).text();
    assertTrue(answer.contains("\"value\":" + value + ",\"version\":"), answer);
    JsonScanner.check(answer.getBytes(UTF_8));
  }

  @Test
  void aLoaderMayFindNothingAndThatHasAnEnd() {
    run("write", "{\"key\":\"a\",\"nothing\":true,\"ttl\":60,\"load_token\":\"t\"}", calls::write);
    assertEquals(new Write(new Content.Nothing(), OptionalLong.of(60_000), Optional.empty(), Optional.of("t")), caches.last());
    assertDetail("ttl is missing, a number of seconds is due with nothing", "{\"key\":\"a\",\"nothing\":true}");
    assertDetail("value and nothing are both there", "{\"key\":\"a\",\"value\":1,\"ttl\":1,\"nothing\":true}");
    assertDetail("value is missing, any JSON is due", "{\"key\":\"a\",\"nothing\":false}");
  }

  /** As the page has them: key, value, ttl, if_version, load_token, nothing. */
  @Test
  void fieldsAreCheckedInTheOrderOfThePage() {
    assertDetail("key is missing", "{\"nothing\":1,\"load_token\":\"\",\"if_version\":1,\"ttl\":0}");
    assertDetail("value is missing", "{\"key\":\"a\",\"load_token\":\"\",\"if_version\":1,\"ttl\":0}");
    assertDetail("ttl is the number 0, 0.001 to 315532800 seconds", "{\"key\":\"a\",\"value\":1,\"nothing\":1,\"load_token\":\"\",\"if_version\":1,\"ttl\":0}");
    assertDetail("if_version is the number 1", "{\"key\":\"a\",\"value\":1,\"nothing\":1,\"load_token\":\"\",\"if_version\":1}");
    assertDetail("load_token is no name", "{\"key\":\"a\",\"value\":1,\"nothing\":1,\"load_token\":\"\"}");
    assertDetail("nothing is the number 1", "{\"key\":\"a\",\"value\":1,\"nothing\":1}");
  }

  @Test
  void aValueThatIsTooLargeIsRefusedByTheNameOfItsLimit() {
    Answer answer = run("write", "{\"key\":\"a\",\"value\":\"" + "x".repeat(19_999) + "\"}", calls::write);
    assertEquals(413, answer.status());
    assertTrue(answer.text().contains("value has 20001 bytes, up to 20000 (dss.cache.max-value-bytes) are allowed"), answer::text);
    run("write", "{\"key\":\"a\",\"value\":\"" + "x".repeat(19_998) + "\"}", calls::write);
    assertEquals(1, caches.asked.size());
    assertTrue(Key.CACHE_MAX_VALUE_BYTES.range().orElseThrow().endsWith(" " + CacheLimits.VALUE_BYTES), "the setting allows what the core refuses");
  }

  @Test
  void aWriteIsAnsweredWithTheFieldsOfTheContract() {
    caches.answers(new CacheReply.Written(FakeCaches.entry("1")));
    assertEquals("{\"success\":true,\"version\":\"1-2-3-4\",\"state\":\"M\",\"home\":\"c1\"}", run("write", WRITE, calls::write).text());
    caches.state = LineState.S;
    caches.answers(new CacheReply.OtherVersion(FakeCaches.VERSION));
    assertEquals("{\"success\":false,\"reason\":\"version\",\"version\":\"1-2-3-4\",\"state\":\"S\",\"home\":\"c1\"}", run("write", WRITE, calls::write).text());
    caches.answers(new CacheReply.OtherVersion(Version.NONE));
    assertTrue(run("delete", "{\"key\":\"a\",\"if_version\":\"1-2-3-4\"}", calls::delete).text().contains("\"version\":\"\""));
  }

  @Test
  void aReadIsAnsweredWithTheFieldsOfTheContract() {
    caches.state = LineState.S;
    caches.source = Source.PEER;
    caches.answers(new CacheReply.Found(FakeCaches.entry("{\"a\": 1}")));
    assertEquals("{\"success\":true,\"found\":true,\"value\":{\"a\": 1},\"version\":\"1-2-3-4\",\"state\":\"S\",\"source\":\"peer\"}", read(""));
    caches.stale = true;
    assertTrue(read(",\"consistency\":\"any\"").endsWith("\"source\":\"peer\",\"stale\":true}"));
    caches.stale = false;
    caches.state = LineState.I;
    caches.source = Source.STORE;
    caches.answers(new CacheReply.Missing(Version.NONE, false));
    assertEquals("{\"success\":false,\"found\":false,\"value\":null,\"reason\":\"not_found\",\"version\":\"\",\"state\":\"I\",\"source\":\"store\"}", read(""));
    caches.answers(new CacheReply.Missing(FakeCaches.VERSION, true));
    assertEquals("{\"success\":false,\"found\":false,\"value\":null,\"reason\":\"not_found\",\"version\":\"1-2-3-4\",\"nothing\":true,\"state\":\"I\",\"source\":\"store\"}", read(""));
  }

  @Test
  void aReadThatMayLoadIsToldToOrWaitsForWhoWas() {
    caches.answers(new CacheReply.Load("1-2-3-4", 30_500));
    assertEquals("{\"success\":false,\"found\":false,\"value\":null,\"reason\":\"load\",\"load_token\":\"1-2-3-4\",\"load_until\":30.5,\"state\":\"M\",\"source\":\"local\"}", read(",\"load\":true"));
    caches.answers(new CacheReply.Wait(30_500));
    assertEquals("{\"success\":false,\"found\":false,\"value\":null,\"reason\":\"loading\",\"load_until\":30.5,\"state\":\"M\",\"source\":\"local\"}", read(",\"load\":true,\"load_time\":0.1,\"wait\":0"));
    read(",\"load\":true,\"load_time\":600,\"wait\":20,\"consistency\":\"linearizable\"");
    read(",\"load\":false,\"load_time\":600,\"wait\":20");
    assertEquals(List.of(OptionalLong.of(30_000), OptionalLong.of(100), OptionalLong.of(600_000), OptionalLong.empty()),
        caches.asked.stream().map(it -> ((Read) it.command()).loadMillis()).toList());
    assertEquals(List.of(10_000L, 0L, 20_000L, 0L), caches.asked.stream().map(Caches.Asked::waitMillis).toList());
  }

  @Test
  void consistencyIsAskedForByItsWord() {
    read("");
    read(",\"consistency\":\"any\"");
    assertEquals(List.of(Consistency.LINEARIZABLE, Consistency.ANY), caches.asked.stream().map(Caches.Asked::consistency).toList());
  }

  @Test
  void deleteTakesItsFieldsAndSaysWhatWasNotThere() {
    run("delete", "{\"key\":\"a\"}", calls::delete);
    caches.answers(new CacheReply.Missing(Version.NONE, false));
    assertEquals("{\"success\":false,\"reason\":\"not_found\",\"version\":\"\",\"state\":\"M\",\"home\":\"c1\"}",
        run("delete", "{\"key\":\"a\",\"if_version\":\"1-2-3-4\",\"load_token\":\"t\"}", calls::delete).text());
    assertEquals(List.of(new Delete(Optional.empty(), Optional.empty()), new Delete(Optional.of(FakeCaches.VERSION), Optional.of("t"))),
        caches.asked.stream().map(Caches.Asked::command).toList());
  }

  @Test
  void incrementAddsOneOrWhatItIsTold() {
    run("increment", "{\"key\":\"a\"}", calls::increment);
    run("increment", "{\"key\":\"a\",\"by\":-9223372036854775808,\"initial\":9223372036854775807,\"ttl\":1}", calls::increment);
    assertEquals(
        List.of(new Increment(1, OptionalLong.empty(), OptionalLong.empty()), new Increment(Long.MIN_VALUE, OptionalLong.of(Long.MAX_VALUE), OptionalLong.of(1_000))),
        caches.asked.stream().map(Caches.Asked::command).toList());
    caches.answers(new CacheReply.Written(FakeCaches.entry("42")));
    assertEquals("{\"success\":true,\"value\":42,\"version\":\"1-2-3-4\",\"state\":\"M\",\"home\":\"c1\"}", run("increment", "{\"key\":\"a\"}", calls::increment).text());
    caches.answers(new CacheReply.NoNumber("the value is no whole number of 64 bits"));
    assertEquals("{\"success\":false,\"reason\":\"not_a_number\",\"detail\":\"the value is no whole number of 64 bits\",\"state\":\"M\",\"home\":\"c1\"}",
        run("increment", "{\"key\":\"a\"}", calls::increment).text());
  }

  @Test
  void whatIsAnErrorHasItsStatusAndCode() {
    assertProblem(409, "stale_token", new CacheReply.StaleToken());
    assertProblem(422, "idempotency_key_reused", new CacheReply.KeyReused());
    Answer limit = assertProblem(429, "limit_reached", new CacheReply.TooManyKeys(256));
    assertTrue(limit.text().contains("results under 256 Idempotency-Keys"), limit::text);
    caches.reply = it -> CompletableFuture.failedFuture(new Refusal(Refusal.Code.STORE_FULL, "dss.cache.table-bytes", Optional.empty(), 1_000));
    assertEquals(429, run("write", WRITE, calls::write).status());
  }

  @Test
  void everyChangeTakesAKeyWhoseDigestIsOverItsFields() {
    List<String> keys = new ArrayList<>();
    keys.add(key(WRITE, calls::write));
    keys.add(key("{\"key\":\"a\",\"value\":1.0}", calls::write));
    keys.add(key("{\"key\":\"a\",\"value\":1,\"ttl\":1}", calls::write));
    keys.add(key("{\"key\":\"a\",\"value\":1,\"if_version\":\"\"}", calls::write));
    keys.add(key("{\"key\":\"a\",\"value\":1,\"load_token\":\"t\"}", calls::write));
    keys.add(key("{\"key\":\"a\",\"nothing\":true,\"ttl\":1}", calls::write));
    keys.add(key("{\"key\":\"a\"}", calls::delete));
    keys.add(key("{\"key\":\"a\",\"if_version\":\"1-2-3-4\"}", calls::delete));
    keys.add(key("{\"key\":\"a\",\"load_token\":\"t\"}", calls::delete));
    keys.add(key("{\"key\":\"a\"}", calls::increment));
    keys.add(key("{\"key\":\"a\",\"by\":2}", calls::increment));
    keys.add(key("{\"key\":\"a\",\"initial\":0}", calls::increment));
    keys.add(key("{\"key\":\"a\",\"ttl\":1}", calls::increment));
    assertEquals(keys.size(), keys.stream().distinct().count());
    assertEquals(keys.get(0), key("{\"value\":1,\"other\":2,\"key\":\"a\"}", calls::write));
    assertEquals(keys.get(9), key("{\"by\":1e0,\"key\":\"a\"}", calls::increment));
  }

  @Test
  void aReadTakesNoKey() {
    Answering.attempt(FakeCall.post("/cache/read", "{\"key\":\"a\"}").with("Idempotency-Key", "k"), calls::read);
    assertEquals(Optional.empty(), caches.asked.get(0).idempotency());
  }

  @Test
  void invalidateNeedsAPrefixAndIsAudited() {
    caches.removed = CompletableFuture.completedFuture(new Caches.Removed(12, false));
    try (Overheard audit = new Overheard("io.dss.audit")) {
      assertEquals("{\"success\":true,\"removed\":12,\"complete\":false}", run("invalidate", "{\"prefix\":\"user:\"}", calls::invalidate).text());
      assertEquals(List.of("invalidation of all keys with prefix \"user:\" by 192.0.2.7: 12 keys"), audit.messages());
    }
    assertEquals(List.of("remove user:"), caches.others);
  }

  @Test
  void aLongValueIsWrittenWhereAnswersAreSent() {
    caches.answers(new CacheReply.Found(FakeCaches.entry("\"" + "x".repeat(Answering.SHORT_BYTES) + "\"")));
    assertNull(run("read", "{\"key\":\"a\"}", calls::read));
    assertEquals(1, handedOver.size());
    caches.answers(new CacheReply.Found(FakeCaches.entry("1")));
    assertFalse(read("").isEmpty());
  }

  private Answer assertProblem(int status, String code, CacheReply reply) {
    caches.answers(reply);
    Answer answer = run("write", WRITE, calls::write);
    assertEquals(status, answer.status());
    assertTrue(answer.text().contains("\"code\":\"" + code + "\""), answer::text);
    return answer;
  }

  private void assertDetail(String begin, String body) {
    int before = caches.asked();
    String text = run("write", body, calls::write).text();
    assertTrue(text.contains("\"detail\":\"" + begin), text);
    assertEquals(before, caches.asked());
  }

  private String read(String fields) {
    Answer answer = run("read", "{\"key\":\"a\"" + fields + "}", calls::read);
    return answer == null ? "" : answer.text();
  }

  private String key(String body, Function<Call, CompletionStage<Answer>> work) {
    Answering.attempt(FakeCall.post("/cache", body).with("Idempotency-Key", "k"), work);
    return caches.asked.get(caches.asked.size() - 1).idempotency().orElseThrow().fingerprint();
  }

  private static Answer run(String path, String body, Function<Call, CompletionStage<Answer>> work) {
    return Answering.attempt(FakeCall.post("/cache/" + path, body), work).toCompletableFuture().getNow(null);
  }
}
