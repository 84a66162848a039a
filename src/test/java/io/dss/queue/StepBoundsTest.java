package io.dss.queue;

import static io.dss.queue.TopicScene.consume;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** No step and no answer grows with what there is: what is left goes on in the next step, which is due at once. */
class StepBoundsTest {
  private static final int FRAME_BYTES = 4 << 20;
  private static final String LONG_REASON = "r".repeat(1_024);

  private final TopicScene scene = new TopicScene();

  private static NewMessage sized(String id, int bytes) {
    return new NewMessage(id, Optional.empty(), NewMessage.DEFAULT_PRIORITY, 0, Optional.empty(), new byte[bytes]);
  }

  private static NewMessage brief(String id) {
    return new NewMessage(id, Optional.empty(), NewMessage.DEFAULT_PRIORITY, 0, Optional.of(0L), new byte[1]);
  }

  private void publish(int messages) {
    for (int from = 0; from < messages; from += QueueLimits.BATCH_MESSAGES) {
      int first = from;
      List<NewMessage> batch = IntStream.range(from, Math.min(messages, from + QueueLimits.BATCH_MESSAGES)).mapToObj(n -> TopicScene.message("m" + n)).toList();
      assertInstanceOf(QueueReply.Published.class, scene.ask(new QueueCommand.Publish(batch)), () -> "from " + first);
    }
  }

  private void waits(String group, int consumers, long firstCall) {
    for (int i = 0; i < consumers; i++) {
      assertTrue(scene.state.apply(firstCall + i, consume(group, 1, 20_000), Optional.empty(), scene.now()).answers().isEmpty());
    }
  }

  private static long bytes(Outcome outcome) {
    return outcome.effects().stream().mapToLong(Effect::bytes).sum();
  }

  private static List<Long> calls(Outcome outcome) {
    return outcome.answers().stream().map(Outcome.Answer::call).toList();
  }

  /** The steps that follow because they are due at once, each handed to the store. */
  private List<Outcome> goesOn() {
    List<Outcome> steps = new ArrayList<>();
    while (scene.state.nextDueMillis().orElse(Long.MAX_VALUE) <= scene.monotonic) {
      Outcome step = scene.state.due(scene.now());
      scene.store.append(step.effects());
      TopicAudit.check(scene.state);
      steps.add(step);
      assertTrue(steps.size() < 1_000, "it comes to rest");
    }
    return steps;
  }

  @Test
  void aResumeServesThoseWhoWaitABoundedNumberAtATimeInTheirOrder() {
    publish(2_500);
    scene.ask(new QueueCommand.Pause());
    waits("default", 2_600, 1_000_000);
    scene.ask(new QueueCommand.Resume(Optional.empty()));
    List<Long> served = new ArrayList<>(calls(scene.outcome).stream().filter(call -> call >= 1_000_000).toList());
    assertEquals(QueueLimits.STEP_MESSAGES, served.size());
    for (Outcome step : goesOn()) {
      assertTrue(step.answers().size() <= QueueLimits.STEP_MESSAGES);
      served.addAll(calls(step));
    }
    assertEquals(IntStream.range(0, 2_500).mapToObj(n -> 1_000_000L + n).toList(), served);
    scene.reload();
  }

  @Test
  void groupsTakeTurnsSoThatNoneIsServedOnlyAfterAllOthers() {
    scene.take("billing", 1);
    publish(4_000);
    scene.ask(new QueueCommand.Pause());
    waits("default", 4_000, 1_000_000);
    waits("billing", 4_000, 2_000_000);
    scene.ask(new QueueCommand.Resume(Optional.empty()));
    scene.ask(new QueueCommand.Pause());
    long first = scene.answers.keySet().stream().filter(call -> call >= 1_000_000 && call < 2_000_000).count();
    assertEquals(QueueLimits.STEP_MESSAGES, first);
    scene.ask(new QueueCommand.Resume(Optional.empty()));
    List<Outcome> steps = goesOn();
    TreeSet<Long> served = new TreeSet<>(scene.answers.keySet());
    steps.forEach(step -> served.addAll(calls(step)));
    assertEquals(8_000, served.tailSet(1_000_000L).size());
  }

  @Test
  void aWaitThatIsOverEndsWithoutAMessageOnlyWhenThereIsNone() {
    publish(1_500);
    scene.ask(new QueueCommand.Pause());
    waits("default", 1_500, 1_000_000);
    scene.monotonic += 20_000;
    scene.wall += 20_000;
    // The last step before they end is the one that lets go.
    Outcome resumed = scene.state.apply(1, new QueueCommand.Resume(Optional.empty()), Optional.empty(), new Now(scene.wall - 1, scene.monotonic));
    long empty = resumed.answers().stream().filter(answer -> answer.reply().equals(new QueueReply.Delivered(List.of()))).count();
    assertEquals(QueueLimits.STEP_MESSAGES, empty, "they had ended while it was paused");
    List<Outcome.Answer> answers = new ArrayList<>();
    goesOn().forEach(step -> answers.addAll(step.answers()));
    resumed.answers().stream().filter(answer -> answer.call() >= 1_000_000).forEach(answers::add);
    assertEquals(1_500, answers.size());
    assertEquals(500, answers.stream().filter(answer -> !answer.reply().equals(new QueueReply.Delivered(List.of()))).count());
  }

  @Test
  void bodiesForThoseWhoWaitAreBoundedToo() {
    for (int i = 0; i < 9; i++) scene.publish(sized("m" + i, 1 << 20));
    scene.ask(new QueueCommand.Pause());
    waits("default", 9, 1_000_000);
    scene.ask(new QueueCommand.Resume(Optional.empty()));
    assertEquals(QueueLimits.STEP_DELIVERED_BYTES >> 20, scene.outcome.answers().size() - 1);
    assertEquals(List.of(4, 1), goesOn().stream().map(step -> step.answers().size()).toList());
  }

  @Test
  void theDeadLetterLaneServesABoundedNumberToo() {
    publish(1_200);
    for (int i = 0; i < 2; i++) {
      List<ItemRef> items = scene.take("default", 1_000).stream().map(message -> new ItemRef(message.messageId(), Optional.empty())).toList();
      scene.ask(new QueueCommand.Nack(false, "default", items, OptionalLong.empty(), Optional.empty(), true));
    }
    scene.ask(new QueueCommand.Pause());
    for (int i = 0; i < 1_200; i++) {
      scene.state.apply(1_000_000 + i, new QueueCommand.Consume(true, "default", Optional.empty(), 1, 20_000, OptionalLong.empty()), Optional.empty(), scene.now());
    }
    scene.ask(new QueueCommand.Resume(Optional.empty()));
    assertEquals(QueueLimits.STEP_MESSAGES, scene.outcome.answers().size() - 1);
    assertEquals(List.of(200), goesOn().stream().map(step -> step.answers().size()).toList());
  }

  /** Messages that have died in 63 groups, each time with a long reason, and are ready in the last. */
  private List<ItemRef> heavy(int messages) {
    for (int group = 1; group < QueueLimits.GROUPS; group++) scene.take("g" + group, 1);
    publish(messages);
    List<ItemRef> items = IntStream.range(0, messages).mapToObj(n -> new ItemRef("m" + n, Optional.empty())).toList();
    for (int group = 1; group < QueueLimits.GROUPS; group++) {
      while (!scene.take("g" + group, 1_000).isEmpty()) continue;
      for (ItemRef item : items) scene.item(new QueueCommand.Nack(false, "g" + group, List.of(item), OptionalLong.empty(), Optional.of(LONG_REASON), true));
    }
    return items;
  }

  private static long heaviest(Outcome outcome) {
    return outcome.effects().stream().mapToLong(Effect::bytes).max().orElse(0);
  }

  private static void assertBounded(Outcome step) {
    assertTrue(bytes(step) <= QueueLimits.STEP_BYTES + heaviest(step), () -> bytes(step) + " bytes");
  }

  @Test
  void longEnvelopesMakeAStepTakeFewerMessages() {
    heavy(20);
    int taken = 0;
    for (int size = scene.take("default", 1_000).size(); size > 0; size = scene.take("default", 1_000).size()) {
      assertBounded(scene.outcome);
      taken += size;
    }
    assertEquals(20, taken);
    // All visibilities end at once.
    scene.wall += 60_000;
    scene.monotonic += 60_000;
    List<Outcome> steps = goesOn();
    assertTrue(steps.size() > 1);
    steps.forEach(StepBoundsTest::assertBounded);
    assertEquals(List.of(20L, 0L, 0L, 0L), scene.counts());
    QueueReply.Stepped redriven = new QueueReply.Stepped(0, 0, true);
    while (redriven.more()) {
      redriven = assertInstanceOf(QueueReply.Stepped.class,
          scene.ask(new QueueCommand.Redrive(List.of(), Optional.empty(), Long.MAX_VALUE, redriven.upTo(), redriven.total())));
      assertBounded(scene.outcome);
    }
    assertEquals(20L * (QueueLimits.GROUPS - 1), redriven.total());
  }

  @Test
  void aPurgeTakesFewerMessagesOfLongEnvelopes() {
    heavy(20);
    QueueReply.Stepped purged = new QueueReply.Stepped(0, 0, true);
    int purges = 0;
    for (; purged.more(); purges++) {
      purged = assertInstanceOf(QueueReply.Stepped.class, scene.ask(new QueueCommand.Purge(false, purged.upTo(), purged.total())));
      assertBounded(scene.outcome);
    }
    assertEquals(List.of(20L, true), List.of(purged.total(), purges > 1));
  }

  @Test
  void aListOfMessagesThatAStoreMightNotTakeIsRefusedAndChangesNothing() {
    List<ItemRef> items = heavy(40);
    while (!scene.take("default", 1_000).isEmpty()) continue;
    QueueReply refused = new QueueReply.LimitReached("bytes of the envelopes of one list", QueueLimits.COMMAND_BYTES);
    for (QueueCommand command : List.of(new QueueCommand.Ack(false, "default", items), new QueueCommand.Extend(false, "default", items, OptionalLong.empty()),
        new QueueCommand.Nack(false, "default", items, OptionalLong.empty(), Optional.empty(), false))) {
      assertEquals(refused, scene.ask(command, command.getClass().getSimpleName()));
      assertTrue(scene.outcome.effects().isEmpty());
    }
    assertEquals(TopicScene.DONE, scene.ack("m0"));
  }

  @Test
  void aPublishWhoseNamesAndGroupsMakeItTooLongIsRefusedAndOneMessageIsNot() {
    String name = "n".repeat(500);
    List<NewMessage> messages = IntStream.range(0, 1_000).mapToObj(n -> sized(name + n, 1)).toList();
    assertEquals(new QueueReply.LimitReached("bytes of one publish", QueueLimits.COMMAND_BYTES), scene.ask(new QueueCommand.Publish(messages)));
    assertInstanceOf(QueueReply.Published.class, scene.ask(new QueueCommand.Publish(messages.subList(0, 500))));
    assertInstanceOf(QueueReply.Published.class, scene.publish(sized("large", QueueLimits.BODY_BYTES)));
    for (int group = 1; group < QueueLimits.GROUPS; group++) scene.take("g" + group, 1);
    scene.configure(TopicScene.Settings::deadLetterExpired);
    List<NewMessage> brief = IntStream.range(0, 1_000).mapToObj(n -> brief("b" + n)).toList();
    assertEquals(new QueueReply.LimitReached("bytes of one publish", QueueLimits.COMMAND_BYTES), scene.ask(new QueueCommand.Publish(brief)));
    assertInstanceOf(QueueReply.Published.class, scene.ask(new QueueCommand.Publish(brief.subList(0, 500))));
    assertTrue(bytes(scene.outcome) <= QueueLimits.COMMAND_BYTES);
  }

  @Test
  void aPageOfLongMessagesOfManyGroupsFitsAFrameAndEveryRowIsOnOnePage() {
    for (int group = 1; group < 10; group++) scene.take("g" + group, 1);
    for (int i = 0; i < 3; i++) scene.publish(sized("m" + i, i == 1 ? QueueLimits.BODY_BYTES : 700_000));
    scene.publish("small");
    List<String> rows = new ArrayList<>();
    Optional<Long> next = Optional.of(0L);
    while (next.isPresent()) {
      QueueReply.Browsed page =
          assertInstanceOf(QueueReply.Browsed.class, scene.ask(new QueueCommand.Browse(false, Optional.empty(), Optional.empty(), 100, next.get())));
      List<BrowsedMessage> filled = new ArrayList<>();
      for (BrowsedMessage row : page.messages()) filled.add(row.withBody(scene.store.bodies.get(row.sequence())));
      assertTrue(QueueReplyCodec.encoded(new QueueReply.Browsed(filled, page.next())).length < FRAME_BYTES);
      page.messages().forEach(row -> rows.add(row.messageId() + " " + row.group()));
      next = page.next();
    }
    assertEquals(40, rows.size());
    assertEquals(40, new TreeSet<>(rows).size());
    assertEquals(List.of("m0 default", "m1 default", "m2 default", "small default"), rows.stream().filter(row -> row.endsWith("default")).toList());
  }

  @Test
  void namesAndReasonsCountInWhatAnAnswerBrings() {
    String name = "n".repeat(508);
    scene.take(name, 1);
    for (int from = 0; from < 1_500; from += 300) {
      int first = from;
      scene.ask(new QueueCommand.Publish(IntStream.range(first, first + 300).mapToObj(n -> TopicScene.keyed(name + n, name + n)).toList()));
    }
    for (List<DeliveredMessage> taken = scene.take(name, 1_000); !taken.isEmpty(); taken = scene.take(name, 1_000)) {
      assertTrue(QueueReplyCodec.encoded(new QueueReply.Delivered(taken)).length < FRAME_BYTES);
      List<ItemRef> items = taken.stream().map(message -> new ItemRef(message.messageId(), Optional.empty())).toList();
      for (int from = 0; from < items.size(); from += 100) {
        scene.ask(new QueueCommand.Nack(false, name, items.subList(from, Math.min(items.size(), from + 100)), OptionalLong.empty(), Optional.of(LONG_REASON), true));
      }
    }
    assertEquals(1_500, scene.counts(name).get(3));
    assertTrue(QueueReplyCodec.encoded(scene.ask(new QueueCommand.Browse(true, Optional.empty(), Optional.empty(), 1_000, 0))).length < FRAME_BYTES / 2);
    assertTrue(QueueReplyCodec.encoded(new QueueReply.Delivered(scene.takeDead(1_000))).length < FRAME_BYTES / 2);
  }

  @Test
  void aDescriptionHasOneLineForEachGroupHoweverMuchThereIs() {
    for (int group = 1; group < QueueLimits.GROUPS; group++) scene.take("g".repeat(508) + group, 1);
    publish(3_000);
    scene.ask(new QueueCommand.Pause());
    waits("default", 500, 1_000_000);
    assertTrue(QueueReplyCodec.encoded(new QueueReply.Described(scene.describe())).length < 64 << 10);
  }
}
