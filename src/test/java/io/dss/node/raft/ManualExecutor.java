package io.dss.node.raft;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Keeps what it is given until it is told to run it. */
public final class ManualExecutor implements Executor {
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  @Override
  public void execute(Runnable work) {
    waiting.add(work);
  }

  /** Runs all that is there, and what that adds. @return whether there was anything */
  public boolean runAll() {
    boolean any = !waiting.isEmpty();
    while (!waiting.isEmpty()) waiting.remove().run();
    return any;
  }

  public int waiting() {
    return waiting.size();
  }
}
