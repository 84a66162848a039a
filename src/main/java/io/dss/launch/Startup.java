package io.dss.launch;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Starts the nodes and waits until each is ready and a leader is known; says so, one line a change. */
final class Startup {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration REMINDER = Duration.ofSeconds(10);
  private final Fleet fleet;
  private final Consumer<String> say;
  private final long beganNanos = System.nanoTime();
  private final Map<String, Stage> stages = new TreeMap<>();
  private Duration nextReminder = REMINDER;

  private enum Stage { STARTING, ANSWERING, READY }

  Startup(Fleet fleet, Consumer<String> say) {
    this.fleet = fleet;
    this.say = say;
  }

  /** All at once: measured on two cores, staggering them made the first node earlier and the last one no earlier. */
  void start(List<NodeSpec> specs) throws IOException {
    for (NodeSpec spec : specs) {
      stages.put(spec.id(), Stage.STARTING);
      if (!fleet.start(spec)) {
        return;
      }
    }
    for (NodeProcess node : fleet.nodes()) {
      say.accept(node.id() + " starts: process " + node.pid() + ", log " + node.spec().home().log());
    }
  }

  /** The leader's id, once every node is ready. */
  String awaitReady(Duration limit) throws LaunchRefused, InterruptedException {
    while (true) {
      for (NodeProcess node : fleet.nodes()) {
        refuseDead(node);
        advance(node);
      }
      Optional<String> leader = stages.values().stream().allMatch(stage -> stage == Stage.READY) ? leader() : Optional.empty();
      if (leader.isPresent()) {
        return leader.get();
      }
      refuseLate(limit);
      remind();
      Thread.sleep(POLL.toMillis());
    }
  }

  private void advance(NodeProcess node) {
    Stage before = stages.get(node.id());
    if (before == Stage.STARTING && NodeProbe.status(node.url() + "/health/live").isPresent()) {
      stages.put(node.id(), Stage.ANSWERING);
      say.accept(node.id() + " answers on " + node.url() + " after " + seconds() + " s, and looks for its peers");
    } else if (before == Stage.ANSWERING && NodeProbe.isReady(node.url())) {
      stages.put(node.id(), Stage.READY);
      say.accept(node.id() + " is ready after " + seconds() + " s");
    }
  }

  private Optional<String> leader() {
    return fleet.nodes().stream().map(node -> NodeProbe.leader(node.url())).flatMap(Optional::stream).findFirst();
  }

  private void refuseDead(NodeProcess node) throws LaunchRefused {
    if (!node.isAlive()) {
      throw refusal(node, "died while starting, " + Exit.of(node));
    }
    if (stages.get(node.id()) == Stage.ANSWERING && node.isWithoutApplication()) {
      throw refusal(node, "could not start the application");
    }
  }

  private static LaunchRefused refusal(NodeProcess node, String what) {
    NodeHome home = node.spec().home();
    String words = node.lastWords();
    return new LaunchRefused(node.id() + " " + what + ": " + (words.isEmpty() ? "it left no word" : words)
        + " (logs: " + home.log() + " " + home.console() + ")");
  }

  private void refuseLate(Duration limit) throws LaunchRefused {
    if (elapsed().compareTo(limit) > 0 && !fleet.nodes().isEmpty()) {
      throw new LaunchRefused("not ready within " + limit.toSeconds() + " s: " + progress() + "; -Ddss.run.timeout=SECONDS gives more time; logs: "
          + String.join(" ", fleet.nodes().stream().map(node -> node.spec().home().log().toString()).toList()));
    }
  }

  private void remind() {
    if (elapsed().compareTo(nextReminder) > 0 && !fleet.nodes().isEmpty()) {
      nextReminder = elapsed().plus(REMINDER);
      say.accept("waiting, " + seconds() + " s so far: " + progress());
    }
  }

  private String progress() {
    List<String> starting = in(Stage.STARTING);
    List<String> answering = in(Stage.ANSWERING);
    if (starting.isEmpty() && answering.isEmpty()) {
      return "all nodes are ready, but know no leader";
    }
    return in(Stage.READY).size() + " of " + stages.size() + " ready"
        + (starting.isEmpty() ? "" : "; starting: " + String.join(" ", starting))
        + (answering.isEmpty() ? "" : "; up but not ready: " + String.join(" ", answering));
  }

  private List<String> in(Stage stage) {
    return stages.entrySet().stream().filter(entry -> entry.getValue() == stage).map(Map.Entry::getKey).toList();
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }

  private long seconds() {
    return elapsed().toSeconds();
  }
}
