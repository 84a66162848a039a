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
  private Runnable atEnd = () -> {};
  private Consumer<Throwable> broken = failure -> LOG.log(System.Logger.Level.ERROR, "an event of the loop failed", failure);
  private volatile boolean stopping;
  /** From here on nobody takes events out of the queue but who put them in. */
  private volatile boolean over;
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

  /** What runs last on the loop, before the events that came too late: they run too, so that whoever waits for what they complete hears of it. Set once, before {@link #run}. */
  public void atEnd(Runnable last) {
    atEnd = last;
  }

  /** Hands in an event from outside; true: it has run or will run, maybe after {@link #atEnd}. False if the queue is full or the loop ends: it never will. */
  public boolean offer(Runnable event) {
    if (stopping || !outside.offer(event)) return false;
    // The loop may have ended in between: then the event has run at its end, or is still there and is taken back.
    return !over || !outside.remove(event);
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

  /** Whether it takes nothing in any more. */
  public boolean ending() {
    return stopping;
  }

  public boolean onLoop() {
    return Thread.currentThread() == thread;
  }

  /** Runs until {@link #stop}; then runs what had been taken in, and ends. An interrupt ends it too, as a failure. */
  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      while (!stopping || !outside.isEmpty() || !inside.isEmpty()) {
        // The wake-up of a completion that came during the events of the last batch was taken out with them.
        batch(inside.isEmpty() ? outside.poll(100, TimeUnit.MILLISECONDS) : outside.poll());
      }
    } catch (InterruptedException interrupted) {
      if (!stopping) failed(new IllegalStateException("the thread of the loop was interrupted"));
      stopping = true;
      thread.interrupt();
    } finally {
      end();
    }
  }

  /** Runs one batch of what is there, on the calling thread, without waiting for more: for who keeps no thread for it instead of {@link #run}, as the simulator. */
  public void turn() {
    thread = Thread.currentThread();
    batch(outside.poll());
    thread = null;
  }

  private void end() {
    guarded(atEnd);
    over = true;
    for (Runnable late = outside.poll(); late != null; late = outside.poll()) guarded(late);
    thread = null;
    ended.countDown();
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
      failed(failure);
    }
  }

  private void failed(Throwable failure) {
    try {
      broken.accept(failure);
    } catch (RuntimeException | Error worse) {
      LOG.log(System.Logger.Level.ERROR, "who was told of a failure on the loop failed too", worse);
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
