package io.dss.launch;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The nodes of one run. Thread-safe: the shutdown hook may stop the fleet while the main thread still starts it, and a node that is not started by
 * then never is.
 */
final class Fleet {
  /** How long a node gets to stop in order before it is killed: it hands over what it owns, and Payara takes about 3 s. */
  static final Duration STOP_GRACE = Duration.ofSeconds(20);
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final Consumer<String> say;
  private final Duration grace;
  private boolean closed;

  Fleet(Consumer<String> say) {
    this(say, STOP_GRACE);
  }

  Fleet(Consumer<String> say, Duration grace) {
    this.say = say;
    this.grace = grace;
  }

  /** Starts one more node; {@code false} if the fleet has been stopped or let go. */
  synchronized boolean start(NodeSpec spec) throws IOException {
    if (!closed) {
      nodes.add(NodeProcess.start(spec));
    }
    return !closed;
  }

  /** The nodes started so far; none once the fleet is being stopped or was let go, so that nobody reports those ends as deaths. */
  synchronized List<NodeProcess> nodes() {
    return closed ? List.of() : List.copyOf(nodes);
  }

  /** From now on nothing is started, stopped or reported: the nodes live on by themselves. */
  synchronized void letGo() {
    closed = true;
    nodes.clear();
  }

  /** Stops every node, and those that were started again by hand. Returns when none is left. */
  void stop() throws InterruptedException {
    List<NodeProcess> running;
    synchronized (this) {
      closed = true;
      nodes.stream().filter(node -> !node.isAlive()).forEach(NodeProcess::adoptSuccessor);
      running = nodes.stream().filter(NodeProcess::isAlive).toList();
    }
    if (running.isEmpty()) {
      return;
    }
    say.accept("stopping " + String.join(", ", running.stream().map(NodeProcess::id).toList()));
    running.forEach(NodeProcess::terminate);
    long deadlineNanos = System.nanoTime() + grace.toNanos();
    for (NodeProcess node : running) {
      if (!node.awaitExit(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())))) {
        say.accept(node.id() + " (process " + node.pid() + ") did not stop within " + grace.toSeconds() + " s and is killed");
        node.kill();
        node.awaitExit(STOP_GRACE);
      }
    }
    say.accept("all stopped; the data stays");
  }
}
