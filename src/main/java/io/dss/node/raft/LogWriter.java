package io.dss.node.raft;

import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.spi.LogStore;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The thread that waits for the disk. Everything that has been handed in when it comes round is written together and made durable by one fsync
 * (group commit); then the loop is told. The order in which jobs are handed in is the order in which they reach the disk.
 *
 * <p>The queue needs no limit of its own: on a leader it holds at most the uncommitted bytes that the core admits, on a follower the window that
 * its leader keeps in flight.
 */
final class LogWriter implements Runnable {
  /** What to do, and in what order: all but {@link Write} are carried out alone. */
  private sealed interface Job {}

  private record Write(long readyNumber, Optional<HardState> hardState, List<LogEntry> entries) implements Job {}

  private record Task(Runnable work) implements Job {}

  private record End() implements Job {}

  /** Told on this thread. */
  interface Listener {
    /** Everything up to this Ready is durable. */
    void persisted(long readyNumber, long entries, long syncNanos);

    /** The disk failed; the thread has ended and nothing more will become durable. */
    void failed(RuntimeException failure);
  }

  private final LogStore store;
  private final TimeSource time;
  private final Listener listener;
  private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  LogWriter(LogStore store, TimeSource time, Listener listener) {
    this.store = store;
    this.time = time;
    this.listener = listener;
  }

  void write(long readyNumber, Optional<HardState> hardState, List<LogEntry> entries) {
    jobs.add(new Write(readyNumber, hardState, entries));
  }

  /** Runs something else that needs the disk, after what was handed in before. */
  void task(Runnable work) {
    jobs.add(new Task(work));
  }

  /** Ends the thread after what was handed in; waits for it, at most so long. */
  boolean stop(long waitMillis) {
    jobs.add(new End());
    try {
      return ended.await(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void run() {
    List<Job> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(jobs.take());
        jobs.drainTo(batch);
        if (carryOut(batch)) return;
        batch.clear();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      listener.failed(failure);
    } finally {
      ended.countDown();
    }
  }

  private boolean carryOut(List<Job> batch) {
    long unsynced = 0;
    long entries = 0;
    for (Job job : batch) {
      if (job instanceof Write write) {
        write.hardState().ifPresent(store::write);
        if (!write.entries().isEmpty()) store.append(write.entries());
        unsynced = write.readyNumber();
        entries += write.entries().size();
        continue;
      }
      sync(unsynced, entries);
      unsynced = 0;
      entries = 0;
      if (job instanceof Task task) task.work().run();
      if (job instanceof End) return true;
    }
    sync(unsynced, entries);
    return false;
  }

  private void sync(long readyNumber, long entries) {
    if (readyNumber == 0) return;
    long began = time.monotonicNanos();
    store.sync();
    listener.persisted(readyNumber, entries, time.monotonicNanos() - began);
  }
}
