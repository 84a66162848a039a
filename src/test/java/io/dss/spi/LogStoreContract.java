package io.dss.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.spi.LogStore.Recovered;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link LogStore} keeps to. */
public abstract class LogStoreContract {
  /** A store on the disk of this test; the one handed out before, if any, was closed. Nobody has called {@code recover} on it. */
  protected abstract LogStore reopened();

  private LogStore store;

  private Recovered reopen() {
    if (store != null) store.close();
    store = reopened();
    return store.recover();
  }

  protected static LogEntry entry(long index, long term, int payloadBytes) {
    byte[] payload = new byte[payloadBytes];
    for (int i = 0; i < payloadBytes; i++) payload[i] = (byte) (index * 31 + term * 7 + i);
    LogEntry.Kind kind = LogEntry.Kind.values()[(int) (index % 3)];
    return new LogEntry(index, term, index * 10, kind, payload);
  }

  protected static List<LogEntry> entries(long from, long to, long term) {
    List<LogEntry> entries = new ArrayList<>();
    for (long index = from; index <= to; index++) entries.add(entry(index, term, (int) (index % 60)));
    return entries;
  }

  public static void assertSame(List<LogEntry> expected, List<LogEntry> actual) {
    assertEquals(expected.toString(), actual.toString());
    for (int i = 0; i < expected.size(); i++) assertArrayEquals(expected.get(i).payload(), actual.get(i).payload());
  }

  @Test
  void aNewDiskHoldsNothing() {
    assertEquals(new Recovered(HardState.INITIAL, List.of(), Optional.empty()), reopen());
  }

  @Test
  void whatWasSyncedIsThereAgain() {
    reopen();
    HardState state = new HardState(7, Optional.of(new NodeId("b:1")));
    store.append(entries(1, 100, 6));
    store.write(state);
    store.sync();
    Recovered again = reopen();
    assertEquals(state, again.hardState());
    assertSame(entries(1, 100, 6), again.entries());
    assertTrue(again.torn().isEmpty());
  }

  @Test
  void aVoteCanBeClearedByAHigherTerm() {
    reopen();
    store.write(new HardState(7, Optional.of(new NodeId("b"))));
    store.sync();
    store.write(new HardState(8, Optional.empty()));
    store.sync();
    assertEquals(new HardState(8, Optional.empty()), reopen().hardState());
  }

  @Test
  void anEntryAtAnIndexThatIsThereReplacesItAndAllAfterIt() {
    reopen();
    store.append(entries(1, 20, 1));
    store.sync();
    store.append(entries(11, 13, 2));
    store.sync();
    List<LogEntry> expected = entries(1, 10, 1);
    expected.addAll(entries(11, 13, 2));
    assertSame(expected, reopen().entries());
    store.append(entries(1, 1, 3));
    store.sync();
    assertSame(entries(1, 1, 3), reopen().entries());
  }

  @Test
  void replacingBeforeASyncIsNoDifferent() {
    reopen();
    store.append(entries(1, 20, 1));
    store.append(entries(5, 6, 2));
    store.append(entries(6, 7, 3));
    store.sync();
    List<LogEntry> expected = entries(1, 4, 1);
    expected.addAll(entries(5, 5, 2));
    expected.addAll(entries(6, 7, 3));
    assertSame(expected, reopen().entries());
  }

  @Test
  void aGapIsRefusedAndTheStoreGoesOn() {
    reopen();
    store.append(entries(1, 3, 1));
    assertThrows(Invariant.Violated.class, () -> store.append(entries(5, 5, 1)));
    List<LogEntry> holed = List.of(entry(4, 1, 1), entry(6, 1, 1));
    assertThrows(Invariant.Violated.class, () -> store.append(holed));
    store.append(entries(4, 4, 1));
    store.sync();
    assertSame(entries(1, 4, 1), reopen().entries());
  }

  @Test
  void whatIsDiscardedMayGoAndTheRestStays() {
    reopen();
    for (long from = 1; from < 400; from += 20) {
      store.append(entries(from, from + 19, 1));
      store.sync();
    }
    long before = store.sizeBytes();
    store.discardThrough(250);
    store.sync();
    assertTrue(store.sizeBytes() <= before);
    List<LogEntry> left = reopen().entries();
    assertTrue(left.get(0).index() <= 251);
    assertSame(entries(left.get(0).index(), 400, 1), left);
  }

  @Test
  void whatWasDiscardedIsNotReplaced() {
    reopen();
    store.append(entries(1, 10, 1));
    store.sync();
    store.discardThrough(10);
    assertThrows(Invariant.Violated.class, () -> store.append(entries(10, 10, 2)));
    store.append(entries(11, 12, 2));
    store.sync();
    List<LogEntry> left = reopen().entries();
    assertSame(entries(11, 12, 2), left.subList(left.size() - 2, left.size()));
  }

  @Test
  void aRestartForgetsEveryEntryKeepsTheHardStateAndIsDurableAtOnce() {
    reopen();
    store.append(entries(1, 50, 1));
    store.sync();
    store.write(new HardState(4, Optional.of(new NodeId("c"))));
    store.append(entries(51, 52, 4));
    store.restartAfter(1000, 3);
    Recovered again = reopen();
    assertEquals(new HardState(4, Optional.of(new NodeId("c"))), again.hardState());
    assertEquals(List.of(), again.entries());
    assertThrows(Invariant.Violated.class, () -> store.append(entries(1000, 1000, 4)));
    assertThrows(Invariant.Violated.class, () -> store.append(entries(1002, 1002, 4)));
    store.append(entries(1001, 1003, 4));
    store.sync();
    assertSame(entries(1001, 1003, 4), reopen().entries());
  }

  @Test
  void aRestartMayFollowARestart() {
    reopen();
    store.restartAfter(10, 1);
    store.restartAfter(20, 2);
    store.append(entries(21, 22, 2));
    store.sync();
    store.restartAfter(5, 1);
    store.append(entries(6, 6, 3));
    store.sync();
    assertSame(entries(6, 6, 3), reopen().entries());
  }

  @Test
  void largeEntriesFit() {
    reopen();
    List<LogEntry> large = List.of(entry(1, 1, 100_000), entry(2, 1, 0), entry(3, 1, 70_000));
    store.append(large);
    store.sync();
    assertSame(large, reopen().entries());
  }

  @Test
  void anEmptyAppendAndASyncOfNothingDoNothing() {
    reopen();
    store.append(List.of());
    store.sync();
    store.sync();
    assertFalse(reopen().torn().isPresent());
  }

  @Test
  void nothingIsWrittenBeforeTheLogWasRead() {
    LogStore unread = reopened();
    assertThrows(Invariant.Violated.class, () -> unread.append(entries(1, 1, 1)));
    assertThrows(Invariant.Violated.class, () -> unread.write(HardState.INITIAL));
    unread.close();
  }
}
