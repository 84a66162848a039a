package io.dss.node.raft;

import io.dss.raft.Envelope;
import io.dss.raft.Ready;
import io.dss.spi.LogStore;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
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

  private record Write(Ready ready) implements Job {}

  private record Task(Runnable work) implements Job {}

  private record End() implements Job {}

  /** Told on this thread. */
  interface Listener {
    /**
     * Everything that was handed in before is durable.
     *
     * @param readyNumber of the last Ready among it that had anything for the disk; 0 if none had
     * @param promises what may be sent now
     */
    void persisted(long readyNumber, List<Envelope> promises, long entries, long syncNanos);

    /** The disk failed, or the thread cannot go on for another reason: it has ended, and nothing more will become durable. */
    void failed(Throwable failure);
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

  /** What {@code ready} has for the disk, and then its promises. What it restarts the log with was handed in as a task before. */
  void write(Ready ready) {
    jobs.add(new Write(ready));
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
    try {
      boolean over = false;
      while (!over) over = carryOut(handedInSince(jobs.take()));
    } catch (InterruptedException interrupted) {
      listener.failed(new IllegalStateException("the thread that writes the log was interrupted", interrupted));
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error failure) {
      listener.failed(failure);
    } finally {
      ended.countDown();
    }
  }

  /** Nothing that was handed in waits. */
  boolean isIdle() {
    return jobs.isEmpty();
  }

  /**
   * Carries out what is there, as one batch, on the calling thread, without waiting for more: for who keeps no thread for it, as the simulator.
   *
   * @return whether there was anything
   */
  boolean turn() {
    Job first = jobs.poll();
    if (first == null) return false;
    try {
      carryOut(handedInSince(first));
    } catch (RuntimeException | Error failure) {
      listener.failed(failure);
    }
    return true;
  }

  private List<Job> handedInSince(Job first) {
    List<Job> batch = new ArrayList<>();
    batch.add(first);
    jobs.drainTo(batch);
    return batch;
  }

  private boolean carryOut(List<Job> batch) {
    List<Ready> written = new ArrayList<>();
    for (Job job : batch) {
      if (job instanceof Write write) {
        write.ready().hardState().ifPresent(store::write);
        if (!write.ready().entries().isEmpty()) store.append(write.ready().entries());
        written.add(write.ready());
        continue;
      }
      sync(written);
      written.clear();
      if (job instanceof Task task) task.work().run();
      if (job instanceof End) return true;
    }
    sync(written);
    return false;
  }

  private void sync(List<Ready> written) {
    if (written.isEmpty()) return;
    long readyNumber = 0;
    long entries = 0;
    List<Envelope> promises = new ArrayList<>();
    for (Ready ready : written) {
      if (ready.mustPersist()) readyNumber = ready.number();
      entries += ready.entries().size();
      promises.addAll(ready.messagesAfterPersist());
    }
    long began = time.monotonicNanos();
    if (readyNumber > 0) store.sync();
    listener.persisted(readyNumber, promises, entries, time.monotonicNanos() - began);
  }
}
