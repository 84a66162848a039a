package io.dss.launch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Watches the nodes of a fleet that is up: tells of each that dies, how to start it again, and when it is back. */
final class Supervision {
  private static final long POLL_MILLIS = 500;
  private final Fleet fleet;
  private final Consumer<String> say;
  private final Map<String, State> states = new LinkedHashMap<>();

  private enum State { UP, DOWN, COMING_BACK }

  Supervision(Fleet fleet, Consumer<String> say) {
    this.fleet = fleet;
    this.say = say;
  }

  /** Watches until the thread is interrupted or the process ends. */
  void watch() throws InterruptedException {
    while (true) {
      look();
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** One look at every node. */
  void look() {
    for (NodeProcess node : fleet.nodes()) {
      State state = states.getOrDefault(node.id(), State.UP);
      if (state == State.DOWN) {
        lookForSuccessor(node);
      } else if (!node.isAlive()) {
        states.put(node.id(), State.DOWN);
        say.accept(node.id() + " died, " + Exit.of(node) + "; its log is " + node.spec().home().log() + "; this starts it again: sh "
            + node.spec().home().startScript());
      } else if (state == State.COMING_BACK && NodeProbe.isReady(node.url())) {
        states.put(node.id(), State.UP);
        say.accept(node.id() + " is ready again");
      }
    }
  }

  private void lookForSuccessor(NodeProcess node) {
    if (node.adoptSuccessor()) {
      states.put(node.id(), State.COMING_BACK);
      say.accept(node.id() + " was started again: process " + node.pid());
    }
  }
}
