package io.dss.queue.table;

import static io.dss.queue.table.Tables.FIRST;
import static io.dss.queue.table.Tables.SECOND;
import static io.dss.queue.table.Tables.content;
import static io.dss.queue.table.Tables.fence;
import static io.dss.queue.table.Tables.keep;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Invariant;
import io.dss.kernel.Utf8;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules, each a sentence. */
class MessageTableTest {
  private final Log log = new Log();

  private static Effect note(String name, String value) {
    return new Effect.Note(name, Utf8.bytes(value));
  }

  private static Effect change(long sequence, String envelope) {
    return new Effect.Change(sequence, Utf8.bytes(envelope));
  }

  private void unchangedBy(TableReply expected, TableCommand command) {
    MessageTable before = log.table;
    assertEquals(expected, log.apply(command));
    assertSame(before, log.table);
  }

  @Test
  void theFirstClaimIsGrantedAndLaterOnesAreToldTheLastBatch() {
    assertEquals(new TableReply.Granted(0), log.claim("t", FIRST));
    log.append("t", FIRST, 1);
    log.append("t", FIRST, 2);
    assertEquals(new TableReply.Granted(2), log.claim("t", SECOND));
    assertEquals(Optional.of(SECOND), log.table.fence("t"));
  }

  @Test
  void aClaimThatIsRepeatedIsGrantedAgainAndChangesNothing() {
    log.claim("t", FIRST);
    log.append("t", FIRST, 1);
    unchangedBy(new TableReply.Granted(1), new TableCommand.Claim("t", FIRST));
  }

  @Test
  void anEarlierClaimAndOneOfAnotherClusterAreFenced() {
    log.claim("t", SECOND);
    unchangedBy(new TableReply.Fenced(SECOND), new TableCommand.Claim("t", FIRST));
    unchangedBy(new TableReply.Fenced(SECOND), new TableCommand.Claim("t", new Fence(new ClusterId("f".repeat(32)), 9, 9, 9)));
  }

  @Test
  void aBatchIsAppliedOnlyUnderTheClaimThatStands() {
    log.claim("t", FIRST);
    log.claim("t", SECOND);
    for (Fence other : List.of(FIRST, fence(2, 1), new Fence(new ClusterId("f".repeat(32)), 0, 1, 2))) {
      unchangedBy(new TableReply.Fenced(SECOND), new TableCommand.Append("t", other, 1, log.limits, List.of(keep(1, "e", 5))));
    }
    assertEquals(new TableReply.Applied(), log.append("t", SECOND, 1, keep(1, "e", 5)));
  }

  @Test
  void batchesAreNumberedWithoutGapsAndRepeatsChangeNothing() {
    log.claim("t", FIRST);
    unchangedBy(new TableReply.Behind(0), new TableCommand.Append("t", FIRST, 2, log.limits, List.of(keep(1, "e", 5))));
    log.append("t", FIRST, 1, keep(1, "e", 5));
    log.append("t", FIRST, 2, change(1, "f"));
    unchangedBy(new TableReply.Already(), new TableCommand.Append("t", FIRST, 2, log.limits, List.of(change(1, "f"))));
    unchangedBy(new TableReply.Already(), new TableCommand.Append("t", FIRST, 1, log.limits, List.of(keep(1, "e", 5))));
    unchangedBy(new TableReply.Behind(2), new TableCommand.Append("t", FIRST, 4, log.limits, List.of()));
  }

  @Test
  void effectsKeepChangeAndForgetMessagesAndNotes() {
    log.claim("t", FIRST);
    log.append("t", FIRST, 1, keep(1, "a", 3), keep(2, "b", 4), note("x", "1"), note("y", "2"));
    log.append("t", FIRST, 2, change(2, "c"), new Effect.Forget(1), note("x", "3"), new Effect.Erase("y"), new Effect.Forget(9), new Effect.Erase("z"));
    assertEquals(List.of("2=c", "x=3"), content(log.table, "t", 1_000));
    assertArrayEquals(new byte[] {2, 2, 2, 2}, log.table.body("t", 2).orElseThrow());
    assertEquals(Optional.empty(), log.table.body("t", 1));
    assertEquals(Optional.empty(), log.table.body("u", 2));
  }

  @Test
  void anEnvelopeThatIsChangedWithoutHavingBeenKeptHasNoBody() {
    log.claim("t", FIRST);
    log.append("t", FIRST, 1, change(7, "rescued"));
    assertEquals(List.of("7=rescued"), content(log.table, "t", 1_000));
    assertEquals(Optional.empty(), log.table.body("t", 7));
    log.append("t", FIRST, 2, change(7, "again"));
    assertEquals(Optional.empty(), log.table.body("t", 7));
  }

  @Test
  void whatIsEmptiedGivesItsBytesBackThoughItsOldestMessageStays() {
    log.claim("t", FIRST);
    log.append("t", FIRST, 1, keep(1, "oldest", 100));
    long one = log.table.bytes();
    for (int i = 2; i <= 1_000; i++) log.append("t", FIRST, i, keep(i, "envelope", 1_000), note("n" + i, "value"));
    assertTrue(log.table.bytes() > 1_000_000);
    for (int i = 2; i <= 1_000; i++) log.append("t", FIRST, 999 + i, new Effect.Forget(i), new Effect.Erase("n" + i));
    assertEquals(one, log.table.bytes());
    log.append("t", FIRST, 2_000, new Effect.Forget(1));
    assertTrue(log.table.bytes() < 1_000, log.table.bytes() + " bytes for a topic without messages");
  }

  @Test
  void aBatchThatBringsMessagesBeyondTheCapIsRefusedWhole() {
    log.limits = new TableLimits(10_000, 1_000);
    log.claim("t", FIRST);
    log.append("t", FIRST, 1, keep(1, "e", 8_000));
    MessageTable before = log.table;
    TableReply.Full full = (TableReply.Full) log.append("t", FIRST, 2, note("n", "v"), keep(2, "e", 2_000));
    assertTrue(full.limit().contains("10000"), full.limit());
    assertSame(before, log.table);
    assertEquals(new TableReply.Applied(), log.append("t", FIRST, 2, keep(2, "e", 500)));
  }

  @Test
  void theCapIsOverAllTopicsAndThatOfTheBatch() {
    log.limits = new TableLimits(10_000, 0);
    log.claim("t", FIRST);
    log.claim("u", FIRST);
    log.append("t", FIRST, 1, keep(1, "e", 8_000));
    assertTrue(log.append("u", FIRST, 1, keep(1, "e", 2_000)) instanceof TableReply.Full);
    log.limits = new TableLimits(20_000, 0);
    assertEquals(new TableReply.Applied(), log.append("u", FIRST, 1, keep(1, "e", 2_000)));
  }

  @Test
  void aFullTableTakesWhatConsumersNeedUpToTheReserve() {
    log.limits = new TableLimits(10_000, 500);
    log.claim("t", FIRST);
    log.append("t", FIRST, 1, keep(1, "e", 9_304));
    assertTrue(log.table.bytes() > 9_900 && log.table.bytes() <= 10_000, "full but for " + (10_000 - log.table.bytes()));
    assertEquals(new TableReply.Applied(), log.append("t", FIRST, 2, change(1, "e".repeat(400))));
    assertTrue(log.table.bytes() > 10_000);
    assertTrue(log.append("t", FIRST, 3, note("large", "v".repeat(600))) instanceof TableReply.Full, "not even the reserve is enough for that");
    assertTrue(log.append("t", FIRST, 3, keep(2, "", 0)) instanceof TableReply.Full, "the reserve is not for messages");
  }

  @Test
  void whatDoesNotGrowTheTableAlwaysFits() {
    log.claim("t", FIRST);
    log.append("t", FIRST, 1, keep(1, "e", 1_000), keep(2, "e", 1_000));
    log.limits = new TableLimits(1, 0);
    assertEquals(new TableReply.Applied(), log.append("t", FIRST, 2, change(1, "f")));
    assertEquals(new TableReply.Applied(), log.append("t", FIRST, 3, new Effect.Forget(1), keep(3, "e", 1_000)));
    assertTrue(log.append("t", FIRST, 4, change(2, "e".repeat(9))) instanceof TableReply.Full);
  }

  @Test
  void topicsAreThoseThatWereWrittenSortedAndInPages() {
    for (String name : List.of("d", "b", "c", "a", "e")) log.claim(name, FIRST);
    for (String name : List.of("d", "b", "a")) log.append(name, FIRST, 1);
    assertEquals(List.of("a", "b", "d"), log.table.topics(Optional.empty(), 10));
    assertEquals(List.of("a", "b"), log.table.topics(Optional.empty(), 2));
    assertEquals(List.of("d"), log.table.topics(Optional.of("b"), 2));
    assertEquals(List.of(), log.table.topics(Optional.of("d"), 2));
    assertEquals(3, log.table.topicCount());
  }

  @Test
  void pagesOfAnySizeHoldEverythingOnce() {
    log.claim("t", FIRST);
    for (int i = 1; i <= 40; i++) log.append("t", FIRST, i, keep(i, "envelope " + i, 1), note("note " + i, "value"));
    List<String> whole = content(log.table, "t", Integer.MAX_VALUE);
    assertEquals(80, whole.size());
    for (int bytes : new int[] {1, 150, 1_000, 6_000}) assertEquals(whole, content(log.table, "t", bytes));
    assertEquals(1, log.table.page("t", new Cursor.Start(), 1).stored().size());
    assertEquals(new TopicPage(List.of(), Optional.empty()), log.table.page("never", new Cursor.Start(), 1));
  }

  @Test
  void onlySoManyClaimsOfTopicsThatWereNeverWrittenAreKeptAndTheOldestGoes() {
    log.claim("written", FIRST);
    log.append("written", FIRST, 1);
    long bytes = log.table.bytes();
    log.claim("old", fence(3, 7));
    log.claim("renewed", fence(3, 8));
    log.claim("renewed", fence(4, 1));
    for (int i = 0; i < MessageTable.MAX_UNWRITTEN - 1; i++) log.claim("t" + i, fence(2, 1));
    unchangedBy(new TableReply.Unclaimed(), new TableCommand.Append("old", fence(3, 7), 1, log.limits, List.of()));
    assertEquals(Optional.of(fence(4, 1)), log.table.fence("renewed"), "claimed again after it");
    assertEquals(Optional.of(FIRST), log.table.fence("written"));
    for (int i = 0; i < 2 * MessageTable.MAX_UNWRITTEN; i++) log.claim("u" + i, fence(5, 1));
    assertTrue(log.table.bytes() < bytes + MessageTable.MAX_UNWRITTEN * 600L, "names take " + log.table.bytes());
  }

  @Test
  void aClaimOfAnEarlierRingThanOneForgottenIsFenced() {
    log.claim("forgotten", fence(3, 7));
    for (int i = 0; i < MessageTable.MAX_UNWRITTEN; i++) log.claim("t" + i, fence(3, 1));
    assertEquals(Optional.empty(), log.table.fence("forgotten"));
    unchangedBy(new TableReply.Fenced(fence(3, 7)), new TableCommand.Claim("forgotten", fence(2, 9)));
    unchangedBy(new TableReply.Fenced(fence(3, 7)), new TableCommand.Claim("forgotten", new Fence(new ClusterId("f".repeat(32)), 0, 9, 9)));
    assertEquals(new TableReply.Granted(0), log.claim("forgotten", fence(3, 1)), "the claims of two owners in one ring cannot be compared");
  }

  @Test
  void whatNoCodecLetsThroughBreaksAnInvariant() {
    assertThrows(Invariant.Violated.class, () -> log.table.apply(new TableCommand.Claim("", FIRST), 1));
    assertThrows(Invariant.Violated.class, () -> log.table.apply(new TableCommand.Claim("t", FIRST), 0));
  }
}
