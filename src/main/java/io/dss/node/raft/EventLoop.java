package io.dss.node.raft;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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

  private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());
  private static final Runnable WAKE = () -> {};

  private final BlockingQueue<Runnable> outside = new ArrayBlockingQueue<>(MAX_QUEUED_EVENTS);
  /** Completions of work that the loop itself began: as many as there is work, so bounded by what began it. */
  private final Queue<Runnable> inside = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private Runnable beforeBatch = () -> {};
  private Runnable afterBatch = () -> {};
  private Consumer<Throwable> broken = failure -> LOG.log(System.Logger.Level.ERROR, "an event of the loop failed", failure);
  private volatile boolean stopping;
  private volatile Thread thread;

  /** Who is told, on the loop, when an event throws: a bug, as events handle what may go wrong. The loop goes on; who is told decides what still may run. Set once, before {@link #run}. */
  public void onFailure(Consumer<Throwable> told) {
    broken = told;
  }

  /** What runs around each batch, at least ten times a second. Set once, before {@link #run}. */
  public void around(Runnable before, Runnable after) {
    beforeBatch = before;
    afterBatch = after;
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
    } finally {
      thread = null;
      ended.countDown();
    }
  }

  /** Runs one batch of what waits, on the calling thread, and does not wait for more: for who keeps no thread for it, as the simulator. */
  public void turn() {
    batch(outside.poll());
  }

  private void batch(Runnable first) {
    guarded(beforeBatch);
    for (Runnable done = inside.poll(); done != null; done = inside.poll()) guarded(done);
    Runnable event = first;
    for (int taken = 0; event != null; event = ++taken < MAX_BATCH_EVENTS ? outside.poll() : null) guarded(event);
    guarded(afterBatch);
  }

  private void guarded(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException | Error failure) {
      broken.accept(failure);
    }
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
