package io.dss.node.raft;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which everything of a node that is not thread-safe runs: the Raft core, the replicated tables, the leases. Events come in from
 * any thread and run in turn; after each batch {@code afterBatch} runs once, so that what many events asked for goes to disk and peers together.
 *
 * <p>The thread itself is made by whoever calls {@link #run} on it (a managed thread factory in the server; the simulator runs batches by hand).
 */
public final class EventLoop implements Runnable {
  /** How many events from outside may wait; more are refused. */
  public static final int MAX_QUEUED_EVENTS = 65_536;
  /** How many events make a batch at the most, so that ticks and disk completions are not starved by requests. */
  static final int MAX_BATCH_EVENTS = 1_024;

  private static final Runnable WAKE = () -> {};

  private final BlockingQueue<Runnable> outside = new ArrayBlockingQueue<>(MAX_QUEUED_EVENTS);
  /** Completions of work that the loop itself began: as many as there is work, so bounded by what began it. */
  private final Queue<Runnable> inside = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final java.util.function.Consumer<Throwable> broken;
  private Runnable afterBatch = () -> {};
  private volatile boolean stopping;
  private volatile Thread thread;

  /** @param broken told once, on the loop's thread, when an event or {@code afterBatch} throws; the loop has ended then */
  public EventLoop(java.util.function.Consumer<Throwable> broken) {
    this.broken = broken;
  }

  /** What runs after each batch. Set once, before {@link #run}. */
  public void afterBatch(Runnable work) {
    afterBatch = work;
  }

  /** Hands in an event from outside; false if the queue is full or the loop has ended: then it will never run. */
  public boolean offer(Runnable event) {
    return !stopping && outside.offer(event);
  }

  /** Hands in the completion of work that the loop began. Never refused; not run after the loop has ended. */
  public void complete(Runnable event) {
    inside.add(event);
    outside.offer(WAKE);
  }

  /** How many events from outside wait. */
  public int queued() {
    return outside.size();
  }

  public boolean onLoop() {
    return Thread.currentThread() == thread;
  }

  /** Runs until {@link #stop}; then runs what had been taken in, and ends. */
  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      while (!stopping || !outside.isEmpty() || !inside.isEmpty()) {
        batch(outside.poll(100, TimeUnit.MILLISECONDS));
      }
    } catch (InterruptedException interrupted) {
      stopping = true;
      thread.interrupt();
    } catch (RuntimeException | Error failure) {
      stopping = true;
      broken.accept(failure);
    } finally {
      thread = null;
      ended.countDown();
    }
  }

  private void batch(Runnable first) {
    for (Runnable done = inside.poll(); done != null; done = inside.poll()) done.run();
    Runnable event = first;
    for (int taken = 0; event != null; event = ++taken < MAX_BATCH_EVENTS ? outside.poll() : null) event.run();
    afterBatch.run();
  }

  /** Lets the loop end after what it has taken in; waits for it, at most so long. @return whether it has ended */
  public boolean stop(long waitMillis) {
    stopping = true;
    outside.offer(WAKE);
    try {
      return ended.await(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
