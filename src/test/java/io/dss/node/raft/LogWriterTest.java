package io.dss.node.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.raft.Envelope;
import io.dss.raft.RaftMessage;
import io.dss.raft.Ready;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.spi.LogStore;
import io.dss.spi.StoreFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LogWriterTest {
  private final List<String> happened = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private Throwable failSync;

  private final LogWriter writer = new LogWriter(new Store(), new ManualTime(), new LogWriter.Listener() {
    @Override
    public void persisted(long readyNumber, List<Envelope> promises, long entries, long syncNanos) {
      happened.add("persisted " + readyNumber + " with " + promises.size() + " promises, " + entries + " entries");
    }

    @Override
    public void failed(Throwable failure) {
      failures.add(failure);
    }
  });

  private final class Store implements LogStore {
    @Override
    public Recovered recover() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void settled() {}

    @Override
    public void append(List<LogEntry> entries) {
      happened.add("append " + entries.get(0).index());
    }

    @Override
    public void write(HardState hardState) {
      happened.add("term " + hardState.currentTerm());
    }

    @Override
    public void sync() {
      if (failSync instanceof Error error) throw error;
      if (failSync instanceof RuntimeException failure) throw failure;
      happened.add("sync");
    }

    @Override
    public void discardThrough(long index) {}

    @Override
    public void restartAfter(long index, long term) {}

    @Override
    public long sizeBytes() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private static Ready ready(long number, long term, long entryIndex, int promises) {
    List<Envelope> messages = new ArrayList<>();
    for (int i = 0; i < promises; i++) messages.add(new Envelope(new NodeId("n2"), new RaftMessage.AppendAccepted(1, i)));
    return new Ready(number, term == 0 ? Optional.empty() : Optional.of(new HardState(term, Optional.empty())), Optional.empty(),
        entryIndex == 0 ? List.of() : List.of(new LogEntry(entryIndex, 1, 0, LogEntry.Kind.COMMAND, new byte[1])), List.of(), messages, Optional.empty(),
        List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  @Test
  void allThatWaitsIsMadeDurableByOneSyncAndThePromisesComeAfterIt() {
    writer.write(ready(1, 4, 0, 1));
    writer.write(ready(2, 0, 7, 2));
    assertTrue(writer.turn());
    assertEquals(List.of("term 4", "append 7", "sync", "persisted 2 with 3 promises, 1 entries"), happened);
    assertFalse(writer.turn());
  }

  @Test
  void promisesAloneNeedNoSyncButWaitForThoseBefore() {
    writer.write(ready(1, 0, 3, 0));
    writer.write(ready(2, 0, 0, 1));
    writer.turn();
    assertEquals(List.of("append 3", "sync", "persisted 1 with 1 promises, 1 entries"), happened);
    happened.clear();
    writer.write(ready(3, 0, 0, 1));
    writer.turn();
    assertEquals(List.of("persisted 0 with 1 promises, 0 entries"), happened);
  }

  @Test
  void aTaskRunsAfterWhatWasHandedInBeforeIsDurable() {
    writer.write(ready(1, 0, 3, 0));
    writer.task(() -> happened.add("restart"));
    writer.write(ready(2, 0, 9, 0));
    writer.turn();
    assertEquals(List.of("append 3", "sync", "persisted 1 with 0 promises, 1 entries", "restart", "append 9", "sync", "persisted 2 with 0 promises, 1 entries"), happened);
  }

  @Test
  void aFailedSyncPromisesNothingEndsTheThreadAndIsTold() throws Exception {
    failSync = new StoreFailed("disk gone");
    writer.write(ready(1, 2, 0, 1));
    Thread thread = new Thread(writer);
    thread.start();
    thread.join();
    assertEquals(List.of("term 2"), happened);
    assertEquals("disk gone", failures.get(0).getMessage());
  }

  /** A leader without its disk thread would go on leading, and apply and answer nothing for ever. */
  @Test
  void anErrorIsToldAsAFailureIs() throws Exception {
    failSync = new OutOfMemoryError("no heap");
    writer.write(ready(1, 2, 0, 0));
    Thread thread = new Thread(writer);
    thread.start();
    thread.join();
    assertInstanceOf(OutOfMemoryError.class, failures.get(0));
  }

  @Test
  void anInterruptIsToldAsAFailure() throws Exception {
    Thread thread = new Thread(writer);
    thread.start();
    thread.interrupt();
    thread.join();
    assertEquals(1, failures.size());
    assertTrue(writer.stop(0), "it has ended");
  }

  @Test
  void aStopLetsWhatWasHandedInReachTheDisk() throws Exception {
    writer.write(ready(1, 0, 3, 0));
    Thread thread = new Thread(writer);
    thread.start();
    assertTrue(writer.stop(10_000));
    thread.join();
    assertEquals(List.of("append 3", "sync", "persisted 1 with 0 promises, 1 entries"), happened);
    assertEquals(List.of(), failures);
  }
}
