package io.dss.server.wiring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of an engine, all from the factory it is given: the loop, the disk writer, one worker for snapshots and identity (in order), a few that
 * complete answers, and those that wait for a store over the network. The queues need no limit of their own: what is in them is bounded by calls under way and by snapshots in progress.
 */
final class EngineThreads {
  /** As many as keep two cores busy with answers while one of them waits. */
  private static final int ANSWER_THREADS = 4;

  private final ThreadFactory factory;
  private final ScheduledExecutorService timer;
  private final ExecutorService worker;
  private final ExecutorService answers;
  private final List<ExecutorService> blocking = new ArrayList<>();

  EngineThreads(ThreadFactory factory, ScheduledExecutorService timer) {
    this.factory = factory;
    this.timer = timer;
    this.worker = pool(1, "dss-worker");
    this.answers = pool(ANSWER_THREADS, "dss-answers");
  }

  private ExecutorService pool(int threads, String name) {
    return new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> named(work, name));
  }

  Thread named(Runnable work, String name) {
    Thread thread = factory.newThread(work);
    thread.setName(name);
    return thread;
  }

  void start(Runnable work, String name) {
    named(work, name).start();
  }

  ThreadFactory factory() {
    return factory;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  ExecutorService worker() {
    return worker;
  }

  ExecutorService answers() {
    return answers;
  }

  /** A pool for what waits for others, such as a store over the network; whoever uses it bounds what waits for a thread. */
  synchronized ExecutorService blocking(String name, int threads) {
    ExecutorService made = pool(threads, name);
    blocking.add(made);
    return made;
  }

  /** Ends the pools after what they were given; waits, at most so long for each. */
  synchronized void stop(long waitMillis) {
    List<ExecutorService> pools = new ArrayList<>(blocking);
    pools.addAll(List.of(worker, answers));
    pools.forEach(ExecutorService::shutdown);
    try {
      for (ExecutorService pool : pools) pool.awaitTermination(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
