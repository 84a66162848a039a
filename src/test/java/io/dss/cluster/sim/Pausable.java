package io.dss.cluster.sim;

import java.util.ArrayList;
import java.util.List;

/** Something that may stand still, and does what came meanwhile when it goes on. */
final class Pausable {
  private boolean paused;
  private List<Runnable> waiting = new ArrayList<>();

  boolean paused() {
    return paused;
  }

  void run(Runnable action) {
    if (paused) waiting.add(action);
    else action.run();
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    List<Runnable> due = waiting;
    waiting = new ArrayList<>();
    due.forEach(this::run);
  }
}
