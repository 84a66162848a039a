package io.dss.queue;

import static io.dss.queue.TopicScene.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.ClusterId;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Utf8;
import io.dss.queue.table.MessageTable;
import io.dss.queue.table.TableCommand;
import io.dss.queue.table.TableLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Ids that are known, room that there is not, keys of clients. */
class PublishTest {
  private final TopicScene scene = new TopicScene();

  private List<Boolean> duplicates(String... ids) {
    return assertInstanceOf(QueueReply.Published.class, scene.publish(ids)).duplicates();
  }

  private void done(String id) {
    assertEquals(List.of(id), scene.takeIds(1));
    assertEquals(TopicScene.DONE, scene.ack(id));
  }

  @Test
  void anIdThatIsThereIsADuplicateAlsoWithinOneBatch() {
    assertEquals(List.of(false, false, true), duplicates("a", "b", "a"));
    assertEquals(List.of(true, false), duplicates("b", "c"));
    assertEquals(List.of("a", "b", "c"), scene.takeIds(10));
  }

  @Test
  void anIdThatIsGoneIsRememberedForItsWindowAlsoOverAChangeOfOwner() {
    scene.publish("a");
    done("a");
    scene.pass(QueueLimits.ID_WINDOW_MILLIS / 2).reload();
    scene.pass(QueueLimits.ID_WINDOW_MILLIS / 2 - 1);
    assertEquals(List.of(true), duplicates("a"));
    scene.pass(1);
    assertEquals(List.of(false), duplicates("a"));
    done("a");
    scene.reload();
    assertEquals(List.of(true), duplicates("a"));
  }

  @Test
  void idsThatAreTooOldLeaveTheStore() {
    scene.publish("a", "b");
    done("a");
    done("b");
    assertEquals(1, scene.store.notes.keySet().stream().filter(name -> name.startsWith(IdWindow.NOTE)).count());
    scene.pass(QueueLimits.ID_WINDOW_MILLIS + 1_000);
    assertEquals(0, scene.store.notes.keySet().stream().filter(name -> name.startsWith(IdWindow.NOTE)).count());
  }

  @Test
  void anIdThatIsTooOldIsNotKnownThoughNoTimerHasTakenItAway() {
    IdWindow window = new IdWindow();
    window.add(Utf8.bytes("a"), scene.now());
    scene.monotonic += QueueLimits.ID_WINDOW_MILLIS - 1;
    assertTrue(window.contains("a", scene.now()));
    scene.monotonic++;
    assertEquals(List.of(false, 1), List.of(window.contains("a", scene.now()), window.size()));
  }

  @Test
  void anIdThatGoesASecondTimeHasOneNote() {
    IdWindow window = new IdWindow();
    StoredTopic store = new StoredTopic();
    for (int i = 0; i < 2; i++) {
      Step step = new Step(scene.now());
      window.add(Utf8.bytes("a"), scene.now());
      window.settle(step);
      store.append(step.outcome().effects());
    }
    assertEquals(1, store.notes.size());
  }

  @Test
  void onlySoManyIdsAreRememberedAndTheirNotesAreBoundedToo() {
    IdWindow window = new IdWindow();
    StoredTopic store = new StoredTopic();
    int ids = QueueLimits.ID_WINDOW_IDS + 2 * IdWindow.NOTE_IDS;
    for (int i = 0; i < ids; i++) add(window, store, "m" + i);
    assertEquals(QueueLimits.ID_WINDOW_IDS / IdWindow.NOTE_IDS + 1, store.notes.size());
    int first = ids - QueueLimits.ID_WINDOW_IDS - IdWindow.NOTE_IDS;
    for (IdWindow each : List.of(window, loaded(store))) {
      assertEquals(List.of(false, true), List.of(each.contains("m" + (first - 1), scene.now()), each.contains("m" + first, scene.now())));
      assertEquals(ids - first, each.size());
      List<Stored> everything = new ArrayList<>();
      each.store(everything);
      for (Stored stored : everything) assertArrayEquals(store.notes.get(((Stored.Note) stored).name()), ((Stored.Note) stored).value());
    }
    add(window, store, "more");
    assertEquals(List.of(false, true), List.of(loaded(store).contains("m" + first, scene.now()), loaded(store).contains("more", scene.now())));
  }

  private void add(IdWindow window, StoredTopic store, String id) {
    Step step = new Step(scene.now());
    window.add(Utf8.bytes(id), scene.now());
    window.settle(step);
    store.append(step.outcome().effects());
  }

  private IdWindow loaded(StoredTopic store) {
    IdWindow window = new IdWindow();
    store.notes.values().forEach(window::load);
    store.notes.values().forEach(window::load);
    window.loaded(scene.now());
    return window;
  }

  @Test
  void anIdKeepsItsOwnInstantThoughOthersAreInItsNoteAndTheWallClockWasSetBack() {
    IdWindow window = new IdWindow();
    StoredTopic store = new StoredTopic();
    add(window, store, "a");
    scene.wall -= 60_000;
    add(window, store, "b");
    scene.wall += 120_000;
    add(window, store, "c");
    assertEquals(1, store.notes.size());
    scene.wall += QueueLimits.ID_WINDOW_MILLIS - 60_000;
    IdWindow again = loaded(store);
    assertEquals(List.of(false, false, true), List.of(again.contains("a", scene.now()), again.contains("b", scene.now()), again.contains("c", scene.now())));
    scene.wall--;
    assertTrue(loaded(store).contains("a", scene.now()));
  }

  @Test
  void whatTheIdsOfGoneMessagesCostInTheEmbeddedTable() {
    Fence fence = new Fence(new ClusterId("0".repeat(32)), 1, 1, 1);
    MessageTable table = MessageTable.empty().apply(new TableCommand.Claim("orders", fence), 1).table();
    long number = 0;
    long empty = 0;
    for (int i = 0; i <= 4_000; i++) {
      scene.pass(20);
      String id = "order-0000-1111-2222-3333-" + 1_000_000 + i;
      for (QueueCommand command : List.of(new QueueCommand.Publish(List.of(message(id))), TopicScene.consume("default", 1, 0),
          new QueueCommand.Ack(false, "default", List.of(new ItemRef(id, Optional.empty()))))) {
        Outcome outcome = scene.state.apply(3 * i + number, command, Optional.empty(), scene.now());
        table = table.apply(new TableCommand.Append("orders", fence, ++number, TableLimits.DEFAULT, outcome.effects()), number + 1).table();
      }
      if (i == 0) empty = table.bytes();
    }
    assertEquals(26, (table.bytes() - empty) / 4_000, "bytes for each id");
  }

  @Test
  void aFingerprintIsMurmurHash3() {
    assertArrayEquals(new long[] {0, 0}, IdPrint.of(Utf8.bytes("")));
    assertArrayEquals(new long[] {0xcbd8a7b341bd9b02L, 0x5b1e906a48ae1d19L}, IdPrint.of(Utf8.bytes("hello")));
    assertArrayEquals(new long[] {0xe34bbc7bbc071b6cL, 0x7a433ca9c49a9347L}, IdPrint.of(Utf8.bytes("The quick brown fox jumps over the lazy dog")));
  }

  @Test
  void aFullTopicRefusesTheWholeBatch() {
    scene.configure(settings -> settings.length(3));
    scene.publish("a", "b");
    assertEquals(new QueueReply.TopicFull("max_length", 3), scene.publish("c", "d"));
    assertEquals(List.of(false), duplicates("c"));
    assertEquals(new QueueReply.TopicFull("max_length", 3), scene.publish("d"));
    assertEquals(List.of(true), duplicates("c"));
    done("a");
    assertEquals(List.of(false), duplicates("d"));
  }

  @Test
  void bytesAreCountedExactly() {
    scene.configure(settings -> settings.bytes(25));
    scene.publish("a", "b");
    assertEquals(new QueueReply.TopicFull("max_bytes", 25), scene.publish("c"));
    assertEquals(List.of(false), assertInstanceOf(QueueReply.Published.class, scene.publish(new NewMessage("c", Optional.empty(), 4, 0, Optional.empty(),
        new byte[5]))).duplicates());
    assertEquals(25, scene.describe().bytes());
  }

  @Test
  void theDeadDoNotFillATopicAndARedriveStopsWhereItIsFull() {
    scene.configure(settings -> settings.length(2).attempts(1));
    scene.publish("a", "b");
    for (DeliveredMessage message : scene.take("default", 2)) scene.nack(message);
    scene.publish("c");
    QueueCommand redrive = new QueueCommand.Redrive(List.of(), Optional.empty(), 10, 0, 0);
    QueueReply.Stepped stepped = assertInstanceOf(QueueReply.Stepped.class, scene.ask(redrive));
    assertEquals(List.of(1L, false), List.of(stepped.total(), stepped.more()));
    assertEquals(new QueueReply.TopicFull("max_length", 2), scene.ask(redrive));
  }

  @Test
  void aTopicThatDropsItsOldestKeepsWhatIsInFlight() {
    scene.configure(settings -> settings.length(3).dropOldest());
    scene.publish("a", "b", "c");
    scene.take("default", 1);
    scene.publish("d");
    assertTrue(scene.events.contains(new QueueEvent.Dropped("b")));
    assertEquals(List.of("c", "d"), scene.takeIds(10));
    assertEquals(new QueueReply.TopicFull("max_length", 3), scene.publish("e"));
    assertEquals(new QueueReply.TopicFull("max_length", 3), scene.publish("e", "f", "g", "h"));
    assertEquals(1, scene.describe().totals().dropped());
  }

  @Test
  void aLoweredCapDropsStepByStep() {
    int many = QueueLimits.STEP_MESSAGES * 4;
    List<NewMessage> messages = new ArrayList<>();
    for (int i = 0; i < many; i++) messages.add(message("m" + i));
    scene.ask(new QueueCommand.Publish(messages));
    scene.configure(settings -> settings.length(2).dropOldest());
    assertEquals(new QueueReply.TopicFull("max_length", 2), scene.publish("x"), "too many to drop in one step; nothing was changed");
    scene.runTimer();
    assertEquals(List.of("m" + (many - 2), "m" + (many - 1)), scene.takeIds(10));
  }

  @Test
  void aKeyOfAClientBringsTheFirstResultAlsoOverAChangeOfOwner() {
    QueueCommand publish = new QueueCommand.Publish(List.of(message("a")));
    QueueReply first = scene.ask(publish, "k");
    scene.pass(1);
    done("a");
    scene.reload();
    assertEquals(first, scene.ask(publish, "k"));
    assertEquals(List.of(), scene.takeIds(1));
    assertEquals(new QueueReply.KeyReused(), scene.ask(new QueueCommand.Pause(), "k"));
    scene.pass(QueueLimits.IDEMPOTENCY_MILLIS - 1);
    assertEquals(List.of(true), assertInstanceOf(QueueReply.Published.class, scene.ask(publish, "k")).duplicates());
  }

  @Test
  void resultsThatAreTooOldLeaveTheStore() {
    scene.ask(new QueueCommand.Publish(List.of(message("a"))), "k");
    scene.pass(QueueLimits.IDEMPOTENCY_MILLIS + 1_000);
    assertTrue(scene.store.notes.keySet().stream().noneMatch(name -> name.startsWith(KeptResults.NOTE)));
  }

  @Test
  void aRefusalAtACapIsNoResult() {
    scene.configure(settings -> settings.length(1));
    scene.publish("a");
    QueueCommand publish = new QueueCommand.Publish(List.of(message("b")));
    assertInstanceOf(QueueReply.TopicFull.class, scene.ask(publish, "k"));
    done("a");
    assertInstanceOf(QueueReply.Published.class, scene.ask(publish, "k"));
  }

  @Test
  void ofAPurgeOnlyTheLastStepIsTheResult() {
    List<NewMessage> messages = new ArrayList<>();
    for (int i = 0; i < QueueLimits.STEP_MESSAGES + 1; i++) messages.add(message("m" + i));
    scene.ask(new QueueCommand.Publish(messages));
    QueueCommand.Purge purge = new QueueCommand.Purge(false, 0, 0);
    Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("k", "purge"));
    QueueReply.Stepped first = assertInstanceOf(QueueReply.Stepped.class, scene.answers.get(scene.send(purge, key)));
    assertTrue(first.more());
    QueueReply last = scene.answers.get(scene.send(new QueueCommand.Purge(false, first.upTo(), first.total()), key));
    assertEquals(new QueueReply.Stepped(first.upTo(), messages.size(), false), last);
    scene.publish("new");
    assertEquals(last, scene.answers.get(scene.send(purge, key)));
    assertEquals(List.of("new"), scene.takeIds(1));
  }

  @Test
  void keysOfClientsAreBounded() {
    QueueCommand publish = new QueueCommand.Publish(List.of(message("a")));
    int kept = 0;
    for (QueueReply reply = null; !(reply instanceof QueueReply.LimitReached); kept++) {
      IdempotencyKey key = new IdempotencyKey(String.format("%036d", kept), "f".repeat(32));
      reply = scene.state.apply(kept, publish, Optional.of(key), scene.now()).answers().get(0).reply();
    }
    assertTrue(kept > 55_000 && kept < 65_000, "the contract says some 60,000, kept " + kept);
    QueueReply refused = new QueueReply.LimitReached("bytes of results by Idempotency-Key, each kept for ten minutes", QueueLimits.IDEMPOTENCY_BYTES);
    assertEquals(refused, scene.ask(publish, "more"));
  }

  @Test
  void totalsOfASmallTopicAreExactOverAChangeOfOwner() {
    scene.configure(settings -> settings.attempts(2));
    scene.publish("a", "b");
    scene.nack(scene.takeOne());
    scene.nack(scene.takeOne());
    done("b");
    assertEquals(new TopicDescription.Totals(2, 3, 1, 1, 2, 1, 0, 0), scene.reload().describe().totals());
  }

  @Test
  void countersAreWrittenRarelyOnceThereIsMuchToCount() {
    int written = 0;
    for (int i = 0; i < 3_000; i++) {
      Outcome outcome = scene.state.apply(i, new QueueCommand.Publish(List.of(message("m" + i))), Optional.empty(), scene.now());
      if (i >= 2_000) written += (int) outcome.effects().stream().filter(effect -> effect instanceof Effect.Note).count();
    }
    assertTrue(written <= 501, "of 1,000 publishes " + written + " wrote a note");
    assertTrue(written > 0);
  }

  @Test
  void browsingShowsPagesInOrderAndTakesNothing() {
    scene.take("billing", 1);
    scene.publish("a", "b", "c");
    scene.take("default", 1);
    QueueReply.Browsed page = browse(new QueueCommand.Browse(false, Optional.of("default"), Optional.empty(), 2, 0));
    assertEquals(List.of("a IN_FLIGHT", "b READY"), shown(page));
    assertEquals(List.of("c READY"), shown(browse(new QueueCommand.Browse(false, Optional.of("default"), Optional.empty(), 2, page.next().orElseThrow()))));
    assertEquals(List.of("b READY", "c READY"), shown(browse(new QueueCommand.Browse(false, Optional.of("default"), Optional.of(MessageState.READY), 9, 0))));
    assertEquals(6, browse(new QueueCommand.Browse(false, Optional.empty(), Optional.empty(), 9, 0)).messages().size());
    scene.item(new QueueCommand.Nack(false, "default", List.of(new ItemRef("a", Optional.empty())), OptionalLong.empty(), Optional.empty(), true));
    assertEquals(List.of("a DEAD"), shown(browse(new QueueCommand.Browse(true, Optional.empty(), Optional.empty(), 9, 0))));
  }

  @Test
  void aPageEndsWhenTheBodiesBecomeTooManyOrTooManyWereLookedAt() {
    byte[] big = new byte[QueueLimits.CONSUME_BYTES / 2 + 1];
    for (String id : List.of("a", "b")) scene.publish(new NewMessage(id, Optional.empty(), 4, 0, Optional.empty(), big));
    assertEquals(List.of("a READY"), shown(browse(new QueueCommand.Browse(false, Optional.empty(), Optional.empty(), 9, 0))));
    for (int i = 0; i < QueueLimits.BROWSE_MESSAGES / 1_000; i++) {
      List<NewMessage> messages = new ArrayList<>();
      for (int n = 0; n < 1_000; n++) messages.add(message(i + "-" + n));
      scene.state.apply(1_000 + i, new QueueCommand.Publish(messages), Optional.empty(), scene.now());
    }
    QueueReply.Browsed nothing = Browsing.apply(scene.state.topic,
        new QueueCommand.Browse(false, Optional.empty(), Optional.of(MessageState.IN_FLIGHT), 9, 0));
    assertEquals(List.of(0, true), List.of(nothing.messages().size(), nothing.next().isPresent()));
  }

  private QueueReply.Browsed browse(QueueCommand.Browse browse) {
    return assertInstanceOf(QueueReply.Browsed.class, scene.ask(browse));
  }

  private static List<String> shown(QueueReply.Browsed page) {
    return page.messages().stream().map(each -> each.messageId() + " " + each.state()).toList();
  }
}
