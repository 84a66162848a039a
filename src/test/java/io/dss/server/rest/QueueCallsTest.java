package io.dss.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.node.route.Refusal;
import io.dss.protocol.ProblemCode;
import io.dss.queue.Death;
import io.dss.queue.DeliveredMessage;
import io.dss.queue.ItemRef;
import io.dss.queue.MessageBody;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueCommand.Ack;
import io.dss.queue.QueueCommand.Consume;
import io.dss.queue.QueueCommand.Extend;
import io.dss.queue.QueueCommand.Nack;
import io.dss.queue.QueueCommand.Publish;
import io.dss.queue.QueueReply;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.ItemResult;
import io.dss.queue.QueueReply.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueCallsTest {
  private static final String PUBLISH = "{\"topic\":\"a\",\"data\":1}";
  private static final String ONE = "{\"topic\":\"a\",\"message_id\":\"m\",\"receipt\":\"r\"}";
  private static final String LIST = "{\"topic\":\"a\",\"group\":\"g\",\"messages\":[{\"message_id\":\"m\",\"receipt\":\"r\"},{\"message_id\":\"n\"}]}";
  private final FakeQueues queues = new FakeQueues();
  private final Random random = new Random(7);
  private final List<Runnable> handedOver = new ArrayList<>();
  private final QueueCalls calls = new QueueCalls(queues, new Intake(4 << 20), 2_000, random::nextLong, new LongAnswers(() -> handedOver::add));

  @Test
  void publishHasTheDefaultsOfTheContract() {
    NewMessage message = published(PUBLISH);
    assertEquals(List.of("a"), queues.topics);
    assertEquals(List.of(Optional.empty()), queues.keys);
    assertEquals(Optional.empty(), message.key());
    assertEquals(4, message.priority());
    assertEquals(0, message.delayMillis());
    assertEquals(Optional.empty(), message.ttlMillis());
    assertEquals(Map.of(), MessageBody.decoded(message.body()).headers());
  }

  @Test
  void publishTakesEveryFieldAndIgnoresUnknownOnes() {
    NewMessage message =
        published(
            "{\"x\":[{}],\"topic\":\"a\",\"data\":{\"b\":2},\"headers\":{\"z\":\"1\",\"ä\":\"\\n\"},\"key\":\"k\",\"priority\":9,\"delay\":0.5,\"ttl\":0,\"message_id\":\"m\"}");
    assertEquals("m", message.messageId());
    assertEquals(Optional.of("k"), message.key());
    assertEquals(9, message.priority());
    assertEquals(500, message.delayMillis());
    assertEquals(Optional.of(0L), message.ttlMillis());
    assertEquals(Map.of("z", "1", "ä", "\n"), MessageBody.decoded(message.body()).headers());
    assertEquals(315_532_800_000L, published("{\"topic\":\"a\",\"data\":1,\"delay\":315532800}").delayMillis());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "null", "true", "0", "-0.0", "1e400", "0.10000000000000000000000001", "12345678901234567890123", "\"\"", "\"\\ud800\"", "\"\\u0041\\/\"", "[ 1 , {} ]",
    "{ \"z\" : 1.0, \"a\":[[[]]],\n\t\"ä\" : \"𝄞\" }", "[]", "{}", "\"}],\\\"\\\\\""
  })
  void dataIsKeptAndGivenBackExactlyAsItWasWritten(String data) {
    NewMessage message = published("{\"topic\":\"a\", \"data\" :  " + data + " \n, \"key\":\"k\"}");
    assertEquals(data, new String(MessageBody.decoded(message.body()).json(), UTF_8));
    assertEquals(data, new String(MessageBody.decoded(published("{\"topic\":\"a\",\"data\":" + data + "}").body()).json(), UTF_8));
    queues.reply = CompletableFuture.completedFuture(new Delivered(List.of(delivered("m", 1, message.body(), Optional.empty()))));
    String answer = run("/queue/consume", "{\"topic\":\"a\"}", calls::consume).text();
    assertTrue(answer.contains("\"data\":" + data + ",\"headers\":{}"), answer);
    JsonScanner.check(answer.getBytes(UTF_8));
  }

  @Test
  void aMessageWithoutAnIdGetsOneThatNobodyGuessesAndAllOfABatchTheirOwn() {
    run("/queue/publish", "{\"topic\":\"a\",\"messages\":[{\"data\":1},{\"data\":2,\"message_id\":\"mine\"},{\"data\":3}]}", calls::publish);
    List<String> ids = queues.<Publish>last().messages().stream().map(NewMessage::messageId).toList();
    assertEquals("mine", ids.get(1));
    assertNotEquals(ids.get(0), ids.get(2));
    assertTrue(ids.get(0).matches("[a-z2-7]{26}"), ids.get(0));
  }

  @Test
  void everyBitOfTheRandomSourceIsInAnId() {
    long[] bits = {0, 0};
    int[] drawn = {0};
    MessageIds ids = new MessageIds(() -> bits[drawn[0]++ % 2]);
    String zero = ids.next();
    for (int bit = 0; bit < 128; bit++) {
      bits[0] = bit < 64 ? 1L << bit : 0;
      bits[1] = bit < 64 ? 0 : 1L << bit - 64;
      assertNotEquals(zero, ids.next(), "bit " + bit);
    }
  }

  @Test
  void publishAnswersWithTheFieldsOfTheContract() {
    queues.reply = CompletableFuture.completedFuture(new QueueReply.Published(List.of("m\""), List.of(true)));
    String single = "{\"topic\":\"a\",\"data\":1,\"message_id\":\"m\\\"\"}";
    assertEquals(
        "{\"success\":true,\"message_id\":\"m\\\"\",\"topic\":\"a\",\"owner\":\"q1\",\"duplicate\":true}", run("/queue/publish", single, calls::publish).text());
    String list = "{\"topic\":\"a\",\"messages\":[{\"data\":1,\"message_id\":\"m\\\"\"}]}";
    assertEquals(
        "{\"success\":true,\"message_ids\":[\"m\\\"\"],\"topic\":\"a\",\"owner\":\"q1\",\"duplicates\":[true]}", run("/queue/publish", list, calls::publish).text());
  }

  /** It can only have been published by an earlier attempt of this call, whose answer was lost on its way here. */
  @Test
  void anIdThatWasDrawnForThisCallIsNoDuplicateForItsProducer() {
    queues.reply = CompletableFuture.completedFuture(new QueueReply.Published(List.of("m"), List.of(true)));
    String answer = run("/queue/publish", PUBLISH, calls::publish).text();
    assertTrue(answer.contains("\"duplicate\":false"), answer);
  }

  @Test
  void messagesThatAreTooMuchForOneStepAreRefusedTogether() {
    String half = "\"" + "x".repeat(900_000) + "\"";
    String list = "{\"topic\":\"a\",\"messages\":[{\"data\":" + half + "},{\"data\":" + half + "},{\"data\":" + half + "}]}";
    QueueCalls roomy = new QueueCalls(queues, new Intake(4 << 20), 1 << 20, random::nextLong, new LongAnswers(() -> handedOver::add));
    Answer answer = run("/queue/publish", list, roomy::publish);
    assertEquals(413, answer.status(), answer.text());
    assertTrue(answer.text().contains("messages has 270"), answer.text());
  }

  @Test
  void aMessageThatIsTooLargeIsNamed() {
    String large = "\"" + "x".repeat(2_000) + "\"";
    Answer one = run("/queue/publish", "{\"topic\":\"a\",\"data\":" + large + "}", calls::publish);
    assertEquals(413, one.status());
    assertTrue(one.text().contains("the message has 20") && one.text().contains("up to 2000 (dss.queue.max-message-bytes)"), one::text);
    Answer second = run("/queue/publish", "{\"topic\":\"a\",\"messages\":[{\"data\":1},{\"data\":" + large + "}]}", calls::publish);
    assertEquals(413, second.status());
    assertTrue(second.text().contains("messages[1] has 20"), second::text);
    assertTrue(queues.untouched());
  }

  @Test
  void whatIsWrongInAListIsNamedWithItsPath() {
    assertDetail("messages[2].priority is the number 10", "{\"topic\":\"a\",\"messages\":[{\"data\":1},{\"data\":1},{\"data\":1,\"priority\":10}]}");
    assertDetail("messages[0].headers.b is the number 1", "{\"topic\":\"a\",\"messages\":[{\"data\":1,\"headers\":{\"a\":\"x\",\"b\":1}}]}");
    assertDetail("messages[1].data is missing", "{\"topic\":\"a\",\"messages\":[{\"data\":1},{\"key\":\"\"}]}");
    assertDetail("messages[0] is a list", "{\"topic\":\"a\",\"messages\":[[],1]}");
    assertDetail("messages has 1001 items", "{\"topic\":\"a\",\"messages\":[" + "{},".repeat(1_000) + "{}]}");
  }

  /** As the page has them: topic, data, headers, key, priority, delay, ttl, message_id. */
  @Test
  void fieldsAreCheckedInTheOrderOfThePage() {
    String wrong = "\"message_id\":1,\"ttl\":-1,\"delay\":-1,\"priority\":10,\"key\":\"\",\"headers\":1}";
    assertDetail("topic is missing", "{" + wrong);
    assertDetail("data is missing", "{\"topic\":\"a\"," + wrong);
    assertDetail("headers is the number 1", "{\"topic\":\"a\",\"data\":1," + wrong);
    assertDetail("key is no name", "{\"topic\":\"a\",\"data\":1," + wrong.replace(",\"headers\":1", ""));
    assertDetail("priority is the number 10", "{\"topic\":\"a\",\"data\":1," + wrong.replace(",\"key\":\"\",\"headers\":1", ""));
    assertDetail("ttl is the number -1", "{\"topic\":\"a\",\"data\":1,\"message_id\":1,\"ttl\":-1}");
  }

  @Test
  void onlyWhatIsDeliveredComesFromALane() {
    assertDetail("topic is \\\"a.dead\\\", a dead-letter lane, which cannot be published to; name the topic itself", "{\"topic\":\"a.dead\",\"data\":1}");
    run("/queue/consume", "{\"topic\":\"a.dead\"}", calls::consume);
    run("/queue/ack", ONE.replace("\"a\"", "\"a.dead\""), calls::ack);
    run("/queue/nack", ONE.replace("\"a\"", "\"a.dead\""), calls::nack);
    run("/queue/extend", ONE.replace("\"a\"", "\"a.dead\""), calls::extend);
    assertEquals(List.of("a", "a", "a", "a"), queues.topics);
    assertTrue(queues.commands.stream().allMatch(QueueCommand::dead));
    run("/queue/consume", "{\"topic\":\".dead\"}", calls::consume);
    assertEquals(".dead", queues.topics.get(4));
    assertFalse(queues.last().dead());
    String longest = "a".repeat(512);
    run("/queue/consume", "{\"topic\":\"" + longest + ".dead\"}", calls::consume);
    assertEquals(longest, queues.topics.get(5));
  }

  @Test
  void consumeTakesItsFields() {
    run("/queue/consume", "{\"topic\":\"a\"}", calls::consume);
    run("/queue/consume", "{\"topic\":\"a\",\"group\":\"g\",\"max\":1000,\"wait\":20,\"visibility\":0.1,\"consumer_id\":\"c\"}", calls::consume);
    assertEquals(
        List.of(
            new Consume(false, "default", Optional.empty(), 1, 0, OptionalLong.empty()),
            new Consume(false, "g", Optional.of("c"), 1_000, 20_000, OptionalLong.of(100))),
        queues.commands);
  }

  @Test
  void consumeAnswersWithTheFieldsOfTheContract() {
    byte[] body = MessageBody.of(Map.of("h", "v"), "{\"order_id\":\"ORD101\"}".getBytes(UTF_8)).encoded();
    Death death = new Death(Death.REJECTED, "no such order", "a", "default", 2, 999);
    queues.reply = CompletableFuture.completedFuture(new Delivered(List.of(delivered("m", 2, body, Optional.of(death)))));
    String message =
        "{\"id\":\"m\",\"topic\":\"a.dead\",\"data\":{\"order_id\":\"ORD101\"},\"headers\":{\"h\":\"v\"},\"attempts\":2,\"failures\":1,\"redelivered\":true,"
            + "\"receipt\":\"r-1\",\"published_at\":1.5,\"visible_until\":31.25,\"key\":\"k\",\"priority\":4,\"dead\":{\"reason\":\"rejected\","
            + "\"detail\":\"no such order\",\"origin\":\"a\",\"message_id\":\"m\",\"group\":\"default\",\"hops\":2,\"at\":0.999}}";
    assertEquals("{\"success\":true,\"message\":" + message + "}", run("/queue/consume", "{\"topic\":\"a.dead\"}", calls::consume).text());
    String two = run("/queue/consume", "{\"topic\":\"a.dead\",\"max\":2}", calls::consume).text();
    assertEquals("{\"success\":true,\"message\":" + message + ",\"messages\":[" + message + "]}", two);
  }

  @Test
  void nothingThereIsSuccessWhetherThereIsATopicOrNot() {
    for (QueueReply none : List.of(new Delivered(List.of()), new QueueReply.NoSuchTopic())) {
      queues.reply = CompletableFuture.completedFuture(none);
      assertEquals("{\"success\":true,\"message\":null}", run("/queue/consume", "{\"topic\":\"a\"}", calls::consume).text());
      assertEquals("{\"success\":true,\"message\":null,\"messages\":[]}", run("/queue/consume", "{\"topic\":\"a\",\"max\":2}", calls::consume).text());
    }
  }

  /** It was forwarded to another topic, and what it brings along is no header of its producer. */
  @Test
  void howAForwardedMessageDiedIsToldLikeThatOfOneInALane() {
    Death death = new Death(Death.MAX_ATTEMPTS, "", "origin", "g", 1, 2_000);
    byte[] body = MessageBody.of(Map.of("h", "v"), "1".getBytes(UTF_8)).died(death, "origin", "mine").encoded();
    queues.reply = CompletableFuture.completedFuture(new Delivered(List.of(delivered("m", 1, body, Optional.empty()))));
    String answer = run("/queue/consume", "{\"topic\":\"a\"}", calls::consume).text();
    assertTrue(answer.contains("\"headers\":{\"h\":\"v\"}"), answer);
    String dead = "\"dead\":{\"reason\":\"max_attempts\",\"detail\":\"\",\"origin\":\"origin\",\"message_id\":\"mine\",\"group\":\"g\",\"hops\":1,\"at\":2.0}";
    assertTrue(answer.contains(dead), answer);
  }

  @Test
  void aLongPollIsOpenUntilTheEngineDecides() {
    FakeCall call = FakeCall.post("/queue/consume", "{\"topic\":\"a\",\"wait\":20}");
    CompletableFuture<Answer> answer = Answering.attempt(call, calls::consume).toCompletableFuture();
    assertFalse(answer.isDone());
    queues.reply.complete(new Delivered(List.of()));
    assertEquals(200, answer.join().status());
  }

  @Test
  void megabytesAreWrittenOnAThreadForAnswersAndNotOnTheLoop() {
    byte[] body = MessageBody.of(Map.of(), ("\"" + "x".repeat(10_000) + "\"").getBytes(UTF_8)).encoded();
    queues.reply = CompletableFuture.completedFuture(new Delivered(List.of(delivered("m", 1, body, Optional.empty()))));
    FakeCall call = FakeCall.post("/queue/consume", "{\"topic\":\"a\"}");
    CompletableFuture<Answer> answer = Answering.attempt(call, calls::consume).toCompletableFuture();
    assertFalse(answer.isDone());
    handedOver.get(0).run();
    assertEquals(200, answer.join().status());
  }

  @Test
  void deliveriesAreNamedAloneOrInAList() {
    run("/queue/ack", ONE, calls::ack);
    run("/queue/ack", LIST, calls::ack);
    run("/queue/nack", LIST.replace("\"topic\"", "\"delay\":1.5,\"reason\":\"\",\"dead\":true,\"topic\""), calls::nack);
    run("/queue/nack", "{\"topic\":\"a\",\"message_id\":\"m\"}", calls::nack);
    run("/queue/extend", ONE.replace("\"topic\"", "\"visibility\":43200,\"topic\""), calls::extend);
    List<ItemRef> one = List.of(new ItemRef("m", Optional.of("r")));
    List<ItemRef> two = List.of(new ItemRef("m", Optional.of("r")), new ItemRef("n", Optional.empty()));
    assertEquals(
        List.of(
            new Ack(false, "default", one), new Ack(false, "g", two), new Nack(false, "g", two, OptionalLong.of(1_500), Optional.of(""), true),
            new Nack(false, "default", List.of(new ItemRef("m", Optional.empty())), OptionalLong.empty(), Optional.empty(), false),
            new Extend(false, "default", one, OptionalLong.of(43_200_000))),
        queues.commands);
  }

  @Test
  void whatBecameOfADeliveryIsToldOrIsAnError() {
    assertEquals("{\"success\":true}", settled(ONE, new ItemResult.Done(Optional.empty())).text());
    assertEquals("{\"success\":true,\"visible_until\":1.25}", settled(ONE, new ItemResult.Done(Optional.of(1_250L))).text());
    assertEquals("{\"success\":false,\"reason\":\"not_found\"}", settled(ONE, new ItemResult.NotFound()).text());
    Answer stale = settled(ONE, new ItemResult.Stale(3));
    assertEquals(409, stale.status());
    assertTrue(stale.text().contains("\"code\":\"stale_receipt\",\"retryable\":false") && stale.text().contains("delivered 3 times"), stale::text);
    queues.reply = CompletableFuture.completedFuture(new QueueReply.NoSuchTopic());
    assertEquals("{\"success\":false,\"reason\":\"not_found\"}", run("/queue/ack", ONE, calls::ack).text());
  }

  @Test
  void inAListEveryItemHasItsResultAndAStaleOneSpoilsNoOther() {
    assertEquals(
        "{\"success\":false,\"results\":[{\"message_id\":\"m\",\"success\":false,\"reason\":\"stale_receipt\"},"
            + "{\"message_id\":\"n\",\"success\":true,\"visible_until\":2.0}]}",
        settled(LIST, new ItemResult.Stale(3), new ItemResult.Done(Optional.of(2_000L))).text());
    ItemResult done = new ItemResult.Done(Optional.empty());
    assertTrue(settled(LIST, done, done).text().startsWith("{\"success\":true,\"results\":["));
    queues.reply = CompletableFuture.completedFuture(new QueueReply.NoSuchTopic());
    String none = run("/queue/ack", LIST, calls::ack).text();
    assertTrue(none.contains("{\"message_id\":\"n\",\"success\":false,\"reason\":\"not_found\"}"), none);
    String single = "{\"topic\":\"a\",\"messages\":[{\"message_id\":\"m\"}]}";
    assertEquals(200, settled(single, new ItemResult.Stale(1)).status());
  }

  @Test
  void refusalsOfATopicHaveTheirStatus() {
    refused(new QueueReply.TopicFull("max_length", 10), 429, "topic_full", "max_length of topic \\\"a\\\" is 10");
    refused(new QueueReply.LimitReached("groups", 64), 429, "limit_reached", "groups: 64 are allowed");
    refused(new QueueReply.KeyReused(), 422, "idempotency_key_reused", "another call");
    refused(new QueueReply.NoSuchTopic(), 404, "not_found", "there is no topic \\\"a\\\"");
    refused(new QueueReply.Noted(), 500, "internal", "the log");
  }

  @ParameterizedTest
  @EnumSource(Refusal.Code.class)
  void refusalsOfTheEngineHaveTheirStatus(Refusal.Code code) {
    queues.reply = CompletableFuture.failedFuture(new Refusal(code, "because", Optional.empty(), 1_500));
    Answer answer = run("/queue/publish", PUBLISH, calls::publish);
    assertEquals(ProblemCode.valueOf(code.name()).status(), answer.status());
    assertTrue(answer.text().contains("\"code\":\"" + code.name().toLowerCase(Locale.ROOT) + "\""), answer::text);
    assertEquals(List.of(new Answer.Header("Retry-After", "2")), answer.headers());
  }

  @Test
  void aKeyTellsTheSameCallFromAnotherAndKnowsNothingOfIdsThatWereMadeUp() {
    String keyed = key(PUBLISH, calls::publish);
    assertEquals(keyed, key("{ \"data\" : 1 , \"priority\":4.0, \"headers\":{}, \"topic\":\"a\", \"other\":{} }", calls::publish));
    assertNotEquals(keyed, key("{\"topic\":\"a\",\"data\":1.0}", calls::publish));
    assertNotEquals(keyed, key("{\"topic\":\"a\",\"data\":1,\"ttl\":0}", calls::publish));
    assertNotEquals(keyed, key("{\"topic\":\"a\",\"data\":1,\"message_id\":\"m\"}", calls::publish));
    assertEquals(
        key("{\"topic\":\"a\",\"data\":1,\"headers\":{\"a\":\"1\",\"b\":\"2\"}}", calls::publish),
        key("{\"topic\":\"a\",\"data\":1,\"headers\":{\"b\":\"2\",\"a\":\"1\"}}", calls::publish));
    String acked = key(ONE, calls::ack);
    assertNotEquals(acked, key(ONE, calls::nack));
    assertNotEquals(acked, key(ONE, calls::extend));
    assertNotEquals(acked, key(ONE.replace("\"a\"", "\"a.dead\""), calls::ack));
    assertNotEquals(acked, key(ONE.replace("\"r\"", "\"s\""), calls::ack));
    assertNotEquals(key(ONE, calls::nack), key(ONE.replace("\"topic\"", "\"dead\":true,\"topic\""), calls::nack));
  }

  @Test
  void consumeTakesNoKey() {
    Answering.attempt(FakeCall.post("/queue/consume", "{\"topic\":\"a\"}").with("Idempotency-Key", "k"), calls::consume);
    assertEquals(List.of(Optional.empty()), queues.keys);
  }

  /** Safe it is with and without a key, but unknown_outcome promises a retry only to who sent one, whatever the call. */
  @Test
  void aConsumeWhoseAnswerWasLostMayBeRepeatedAndTheProblemSaysSoToWhoSentAKey() {
    queues.reply = CompletableFuture.failedFuture(new Refusal(Refusal.Code.UNKNOWN_OUTCOME, "because", Optional.empty(), 0));
    FakeCall plain = FakeCall.post("/queue/consume", "{\"topic\":\"a\"}");
    String without = Answering.attempt(plain, calls::consume).toCompletableFuture().join().text();
    assertTrue(without.contains("\"code\":\"unknown_outcome\",\"retryable\":false"), without);
    String with = Answering.attempt(plain.with("Idempotency-Key", "k"), calls::consume).toCompletableFuture().join().text();
    assertTrue(with.contains("\"code\":\"unknown_outcome\",\"retryable\":true"), with);
    queues.reply = CompletableFuture.completedFuture(new Delivered(List.of()));
    Answer again = Answering.attempt(plain.with("Idempotency-Key", "k"), calls::consume).toCompletableFuture().join();
    assertEquals("{\"success\":true,\"message\":null}", again.text());
    assertEquals(List.of(Optional.empty(), Optional.empty(), Optional.empty()), queues.keys, "no key goes on that nobody would keep");
  }

  private NewMessage published(String body) {
    Answer answer = Answering.attempt(FakeCall.post("/queue/publish", body), calls::publish).toCompletableFuture().getNow(null);
    if (answer != null && answer.status() >= 400) throw new AssertionError(answer.text());
    return queues.<Publish>last().messages().get(0);
  }

  private static DeliveredMessage delivered(String id, int attempts, byte[] body, Optional<Death> death) {
    return new DeliveredMessage(1, id, Optional.of("k"), 4, attempts, attempts - 1, "r-1", 1_500, 31_250, death, body);
  }

  private Answer settled(String body, ItemResult... results) {
    queues.reply = CompletableFuture.completedFuture(new Settled(List.of(results)));
    return run("/queue/extend", body, calls::extend);
  }

  private void refused(QueueReply reply, int status, String code, String detail) {
    queues.reply = CompletableFuture.completedFuture(reply);
    Answer answer = run("/queue/publish", PUBLISH, calls::publish);
    assertEquals(status, answer.status(), answer::text);
    assertTrue(answer.text().contains("\"code\":\"" + code + "\"") && answer.text().contains(detail), answer::text);
    if (status == 429) assertEquals(List.of(new Answer.Header("Retry-After", "1")), answer.headers());
  }

  private void assertDetail(String start, String body) {
    String text = run("/queue/publish", body, calls::publish).text();
    assertTrue(text.contains("\"detail\":\"" + start), text);
  }

  private String key(String body, Function<Call, CompletionStage<Answer>> work) {
    Answering.attempt(FakeCall.post("/queue/x", body).with("Idempotency-Key", "k"), work);
    return queues.keys.get(queues.keys.size() - 1).orElseThrow().fingerprint();
  }

  private static Answer run(String path, String body, Function<Call, CompletionStage<Answer>> work) {
    return Answering.attempt(FakeCall.post(path, body), work).toCompletableFuture().getNow(null);
  }
}
