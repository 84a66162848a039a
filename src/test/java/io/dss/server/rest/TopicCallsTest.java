package io.dss.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.node.queue.Queues.Listed;
import io.dss.protocol.QueueRanges;
import io.dss.queue.Backoff;
import io.dss.queue.BrowsedMessage;
import io.dss.queue.Death;
import io.dss.queue.MessageBody;
import io.dss.queue.MessageState;
import io.dss.queue.QueueCommand.Browse;
import io.dss.queue.QueueCommand.Configure;
import io.dss.queue.QueueCommand.Pause;
import io.dss.queue.QueueCommand.Purge;
import io.dss.queue.QueueCommand.Redrive;
import io.dss.queue.QueueCommand.Resume;
import io.dss.queue.QueueLimits;
import io.dss.queue.QueueReply;
import io.dss.queue.SettingsChange;
import io.dss.queue.TopicDescription;
import io.dss.queue.TopicDescription.GroupCounts;
import io.dss.queue.TopicDescription.Rates;
import io.dss.queue.TopicDescription.Totals;
import io.dss.queue.TopicSettings;
import io.dss.queue.TopicSettings.OnFull;
import io.dss.queue.TopicSettings.OnPoison;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicCallsTest {
  private static final String SETTINGS =
      "\"settings\":{\"visibility\":30.0,\"max_attempts\":20,\"backoff\":{\"initial\":0.0,\"multiplier\":2.0,\"max\":60.0,\"jitter\":0.2},"
          + "\"dead_letter\":\"a.dead\",\"max_length\":0,\"max_bytes\":0,\"on_full\":\"reject\",\"on_poison\":\"skip_to_dead_letter\",\"dead_letter_expired\":false}";
  private final FakeQueues queues = new FakeQueues();
  private final TopicCalls calls = new TopicCalls(queues, new Intake(100_000), new LongAnswers(() -> Runnable::run), () -> 20_000);

  @Test
  void aTopicIsToldWithTheFieldsOfTheContract() {
    List<GroupCounts> groups = List.of(new GroupCounts("default", 1, 2, 3, 4, 5, 6), new GroupCounts("g", 10, 20, 30, 40, 50, 60));
    queues.reply = CompletableFuture.completedFuture(new QueueReply.Described(described("a", groups, OptionalLong.of(7_500))));
    assertEquals(
        "{\"topic\":\"a\",\"owner\":\"q1\",\"paused\":false,\"ready\":11,\"in_flight\":22,\"delayed\":33,\"dead\":44,\"parked_keys\":55,\"waiting\":66,"
            + "\"messages\":8,\"bytes\":9,\"oldest_age\":12.5,\"rates\":{\"published\":1.5,\"delivered\":0.0,\"acknowledged\":0.25},"
            + "\"totals\":{\"published\":1,\"delivered\":2,\"redelivered\":3,\"acknowledged\":4,\"failed\":5,\"dead\":6,\"expired\":7,\"dropped\":8},"
            + "\"groups\":[{\"group\":\"default\",\"ready\":1,\"in_flight\":2,\"delayed\":3,\"dead\":4,\"parked_keys\":5,\"waiting\":6},"
            + "{\"group\":\"g\",\"ready\":10,\"in_flight\":20,\"delayed\":30,\"dead\":40,\"parked_keys\":50,\"waiting\":60}]," + SETTINGS + "}",
        run("GET", "/queues/a", "", calls::describe).text());
    assertEquals(
        "{\"topic\":\"a.dead\",\"owner\":\"q1\",\"dead\":44,\"groups\":[{\"group\":\"default\",\"dead\":4},{\"group\":\"g\",\"dead\":40}]}",
        run("GET", "/queues/a.dead", "", calls::describe).text());
    assertEquals(List.of("a", "a"), queues.topics);
  }

  @Test
  void anEmptyTopicHasZerosAndOneThatNeverWasIsNotFound() {
    queues.reply = CompletableFuture.completedFuture(new QueueReply.Described(described("a", List.of(), OptionalLong.empty())));
    String empty = run("GET", "/queues/a", "", calls::describe).text();
    assertTrue(empty.contains("\"ready\":0,\"in_flight\":0") && empty.contains("\"oldest_age\":0.0"), empty);
    queues.reply = CompletableFuture.completedFuture(new QueueReply.Described(described("a", List.of(), OptionalLong.of(20_001))));
    assertTrue(run("GET", "/queues/a", "", calls::describe).text().contains("\"oldest_age\":0.0"), "clocks differ");
    queues.reply = CompletableFuture.completedFuture(new QueueReply.NoSuchTopic());
    Answer none = run("GET", "/queues/a.dead", "", calls::describe);
    assertEquals(404, none.status());
    assertTrue(none.text().contains("there is no topic \\\"a.dead\\\""), none::text);
  }

  @Test
  void listTakesItsParametersAndPages() {
    queues.found =
        List.of(new Listed(described("a", List.of(), OptionalLong.empty()), FakeQueues.OWNER), new Listed(described("b", List.of(), OptionalLong.empty()), FakeQueues.OWNER));
    String all = run("GET", "/queues", "", calls::list).text();
    String page = run("GET", "/queues?prefix=%20&limit=2&after=x+y", "", calls::list).text();
    assertEquals(List.of("/-/100", " /x y/2"), queues.lists);
    assertTrue(all.startsWith("{\"queues\":[{\"topic\":\"a\",") && all.endsWith("}],\"next\":null}"), all);
    assertTrue(page.endsWith(",\"next\":\"b\"}"), page);
  }

  @Test
  void settingsThatAreNotThereStay() {
    queues.reply = CompletableFuture.completedFuture(new QueueReply.Configured(TopicSettings.defaults("a")));
    String answer = "{\"success\":true,\"topic\":\"a\",\"paused\":false," + SETTINGS + "}";
    assertEquals(answer, run("PUT", "/queues/a", "", calls::configure).text());
    assertEquals(answer, run("PUT", "/queues/a", "{\"unknown\":[]}", calls::configure).text());
    Configure nothing =
        new Configure(
            new SettingsChange(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty()));
    assertEquals(List.of(nothing, nothing), queues.commands);
  }

  @Test
  void everySettingIsTakenAndWhatWasAnsweredMayBeSentBack() {
    run("PUT", "/queues/a", "{" + SETTINGS.substring("\"settings\":{".length()), calls::configure);
    assertEquals(
        new SettingsChange(
            Optional.of(30_000L), Optional.of(20), Optional.of(Backoff.NONE), Optional.of("a.dead"), Optional.of(0L), Optional.of(0L), Optional.of(OnFull.REJECT),
            Optional.of(OnPoison.SKIP_TO_DEAD_LETTER), Optional.of(false)),
        queues.<Configure>last().change());
    run("PUT", "/queues/a", "{\"dead_letter\":\"b\",\"on_full\":\"drop_oldest\",\"on_poison\":\"park_key\",\"dead_letter_expired\":true,\"max_bytes\":9007199254740991}", calls::configure);
    SettingsChange change = queues.<Configure>last().change();
    assertEquals(Optional.of("b"), change.deadLetter());
    assertEquals(List.of(OnFull.DROP_OLDEST, OnPoison.PARK_KEY), List.of(change.onFull().orElseThrow(), change.onPoison().orElseThrow()));
    assertEquals(Optional.of((1L << 53) - 1), change.maxBytes());
  }

  @Test
  void aBackoffIsGivenAsAWhole() {
    assertEquals(Backoff.NONE, backoff("{}"));
    assertEquals(new Backoff(1_500, 1.5, 86_400_000, 100), backoff("{\"initial\":1.5,\"multiplier\":1.5,\"max\":86400,\"jitter\":1}"));
    assertEquals(new Backoff(100_000, 2, 100_000, 20), backoff("{\"initial\":100}"));
    assertEquals(new Backoff(0, 2, 60_000, 13), backoff("{\"jitter\":0.125}"));
  }

  @Test
  void browseTakesItsParametersAndTheLaneHasThreeNames() {
    for (String path : List.of("/queues/a/messages", "/queues/a/messages?state=in_flight&group=g&limit=1000&after=7&dead=false", "/queues/a.dead/messages",
        "/queues/a/messages?dead=true", "/queues/a/messages?state=dead")) {
      run("GET", path, "", calls::browse);
    }
    Browse lane = new Browse(true, Optional.empty(), Optional.empty(), 100, 0);
    assertEquals(
        List.of(
            new Browse(false, Optional.empty(), Optional.empty(), 100, 0), new Browse(false, Optional.of("g"), Optional.of(MessageState.IN_FLIGHT), 1_000, 7), lane, lane,
            lane),
        queues.commands);
  }

  @Test
  void browsedMessagesHaveTheFieldsOfTheContract() {
    byte[] body = MessageBody.of(Map.of(), "{\"x\":1.50}".getBytes(UTF_8)).encoded();
    Death death = new Death(Death.EXPIRED, "", "a", "g", 1, 3_000);
    BrowsedMessage flying = new BrowsedMessage(41, "m", "g", MessageState.IN_FLIGHT, Optional.of("k"), 9, 1, 0, 1_000, Optional.of(2_000L), Optional.of(9_000L), Optional.empty(), body);
    BrowsedMessage dead = new BrowsedMessage(42, "n", "g", MessageState.DEAD, Optional.empty(), 4, 0, 0, 1_000, Optional.empty(), Optional.empty(), Optional.of(death), body);
    queues.reply = CompletableFuture.completedFuture(new QueueReply.Browsed(List.of(flying, dead), Optional.of(42L)));
    assertEquals(
        "{\"messages\":[{\"id\":\"m\",\"topic\":\"a\",\"group\":\"g\",\"state\":\"in_flight\",\"data\":{\"x\":1.50},\"headers\":{},\"attempts\":1,\"failures\":0,"
            + "\"published_at\":1.0,\"due_at\":2.0,\"expires_at\":9.0,\"key\":\"k\",\"priority\":9,\"dead\":null},"
            + "{\"id\":\"n\",\"topic\":\"a\",\"group\":\"g\",\"state\":\"dead\",\"data\":{\"x\":1.50},\"headers\":{},\"attempts\":0,\"failures\":0,\"published_at\":1.0,"
            + "\"due_at\":null,\"expires_at\":null,\"key\":null,\"priority\":4,\"dead\":{\"reason\":\"expired\",\"detail\":\"\",\"origin\":\"a\",\"message_id\":\"n\",\"group\":\"g\","
            + "\"hops\":1,\"at\":3.0}}],\"next\":42}",
        run("GET", "/queues/a/messages", "", calls::browse).text());
    queues.reply = CompletableFuture.completedFuture(new QueueReply.Browsed(List.of(), Optional.empty()));
    assertEquals("{\"messages\":[],\"next\":null}", run("GET", "/queues/a/messages", "", calls::browse).text());
  }

  @Test
  void purgeAndRedriveTellHowManyAndAreAudited() {
    queues.reply = CompletableFuture.completedFuture(new QueueReply.Stepped(9, 3, false));
    List<String> lines = audited(() -> {
      assertEquals("{\"success\":true,\"purged\":3}", run("DELETE", "/queues/a/messages", "", calls::purge).text());
      assertEquals("{\"success\":true,\"purged\":3}", run("DELETE", "/queues/a.dead/messages", "", calls::purge).text());
      run("DELETE", "/queues/a/messages?dead=true", "", calls::purge);
      assertEquals("{\"success\":true,\"redriven\":3}", run("POST", "/queues/a/redrive", "", calls::redrive).text());
      run("POST", "/queues/a/redrive", "{\"message_ids\":[\"m\",\"n\"],\"reason\":\"max_attempts\",\"limit\":5}", calls::redrive);
    });
    assertEquals(
        List.of(
            new Purge(false, 0, 0), new Purge(true, 0, 0), new Purge(true, 0, 0), new Redrive(List.of(), Optional.empty(), 4_000_000, 0, 0),
            new Redrive(List.of("m", "n"), Optional.of(Death.MAX_ATTEMPTS), 5, 0, 0)),
        queues.commands);
    assertEquals("purge of topic \"a\" by 192.0.2.7: 3 messages", lines.get(0));
    assertEquals("purge of the dead messages of topic \"a\" by 192.0.2.7: 3 messages", lines.get(1));
    assertEquals("redrive of topic \"a\" by 192.0.2.7: 3 messages", lines.get(3));
    queues.reply = CompletableFuture.completedFuture(new QueueReply.NoSuchTopic());
    assertEquals(List.of(), audited(() -> assertEquals(404, run("DELETE", "/queues/a/messages", "", calls::purge).status())));
  }

  @Test
  void pauseAndResumeTellHowTheTopicStands() {
    queues.reply = CompletableFuture.completedFuture(new QueueReply.Paused(true));
    assertEquals("{\"success\":true,\"paused\":true}", run("POST", "/queues/a%2Fb/pause", "", calls::pause).text());
    run("POST", "/queues/a/resume", "", calls::resume);
    run("POST", "/queues/a/resume", "{\"key\":\"k\"}", calls::resume);
    assertEquals(List.of(new Pause(), new Resume(Optional.empty()), new Resume(Optional.of("k"))), queues.commands);
    assertEquals(List.of("a/b", "a", "a"), queues.topics);
  }

  /** JAX-RS finds the call; whoever took the segment before the last one for the topic would purge another. */
  @ParameterizedTest
  @ValueSource(strings = {"/queues/a/messages/", "/queues/a/messages;x=1", "/queues/a/messages/.", "/queues/a/b/../messages/"})
  void aPathThatOnlyLooksLikeThatOfATopicReachesNone(String path) {
    assertEquals(404, run("DELETE", path, "", calls::purge).status());
    assertTrue(queues.untouched());
  }

  @Test
  void everyChangeTakesAKey() {
    List<String> keys = new ArrayList<>();
    keys.add(key("PUT", "/queues/a", "{\"max_length\":1}", calls::configure));
    keys.add(key("PUT", "/queues/a", "{\"max_bytes\":1}", calls::configure));
    keys.add(key("DELETE", "/queues/a/messages", "", calls::purge));
    keys.add(key("DELETE", "/queues/a.dead/messages", "", calls::purge));
    keys.add(key("POST", "/queues/a/redrive", "", calls::redrive));
    keys.add(key("POST", "/queues/a/redrive", "{\"limit\":1}", calls::redrive));
    keys.add(key("POST", "/queues/a/pause", "", calls::pause));
    keys.add(key("POST", "/queues/a/resume", "", calls::resume));
    keys.add(key("POST", "/queues/a/resume", "{\"key\":\"k\"}", calls::resume));
    assertEquals(keys.size(), keys.stream().distinct().count());
    assertEquals(keys.get(4), key("POST", "/queues/a/redrive", "{\"limit\":4e6}", calls::redrive));
    assertNotEquals(keys.get(4), keys.get(5));
  }

  /** Two pages say the same limit. */
  @Test
  void theLimitsOfTheEdgeAreThoseOfTheCore() {
    assertEquals(QueueLimits.BATCH_MESSAGES, QueueRanges.BATCH.max());
    assertEquals(QueueLimits.MESSAGES, QueueRanges.REDRIVEN.max());
  }

  private static TopicDescription described(String topic, List<GroupCounts> groups, OptionalLong oldest) {
    Totals totals = new Totals(1, 2, 3, 4, 5, 6, 7, 8);
    return new TopicDescription(topic, TopicSettings.defaults(topic), groups, 8, 9, oldest, totals).withRates(new Rates(1_500, 0, 250));
  }

  private Backoff backoff(String json) {
    run("PUT", "/queues/a", "{\"backoff\":" + json + "}", calls::configure);
    return queues.<Configure>last().change().backoff().orElseThrow();
  }

  private String key(String method, String path, String body, Function<Call, CompletionStage<Answer>> work) {
    Answering.attempt(call(method, path, body).with("Idempotency-Key", "k"), work);
    return queues.keys.get(queues.keys.size() - 1).orElseThrow().fingerprint();
  }

  private static FakeCall call(String method, String path, String body) {
    FakeCall parsed = FakeCall.get(path);
    return new FakeCall(method, parsed.path(), parsed.query(), Map.of(), body.getBytes(UTF_8));
  }

  private static Answer run(String method, String path, String body, Function<Call, CompletionStage<Answer>> work) {
    return Answering.attempt(call(method, path, body), work).toCompletableFuture().getNow(null);
  }

  private static List<String> audited(Runnable work) {
    try (Overheard audit = new Overheard("io.dss.audit")) {
      work.run();
      return audit.messages();
    }
  }
}
