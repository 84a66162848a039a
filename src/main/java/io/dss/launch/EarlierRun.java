package io.dss.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Nodes that live on from a run whose launcher has gone (terminal closed, killed), found by their pid files. */
final class EarlierRun {
  private final TreeMap<Path, ProcessHandle> processes = new TreeMap<>();

  /** Looks through every topology under {@code data}. */
  EarlierRun(Path data) throws IOException {
    for (Path cluster : directories(data)) {
      for (Path node : directories(cluster)) {
        PidFile.live(new NodeHome(node)).ifPresent(process -> processes.put(node, process));
      }
    }
  }

  void refuse() throws LaunchRefused {
    if (!processes.isEmpty()) {
      throw new LaunchRefused("nodes of an earlier run are still up (" + names() + "): mvn -Prun -Dstop stops them");
    }
  }

  /** Stops them: in order first, and after the grace by force. */
  void stop(Consumer<String> say) throws InterruptedException {
    if (processes.isEmpty()) {
      say.accept("no node of an earlier run is up");
      return;
    }
    say.accept("stopping " + names());
    processes.values().forEach(ProcessHandle::destroy);
    long deadlineNanos = System.nanoTime() + Fleet.STOP_GRACE.toNanos();
    for (Map.Entry<Path, ProcessHandle> entry : processes.entrySet()) {
      if (!awaitEnd(entry, Duration.ofNanos(deadlineNanos - System.nanoTime()))) {
        say.accept(entry.getKey().getFileName() + " did not stop within " + Fleet.STOP_GRACE.toSeconds() + " s and is killed");
        entry.getValue().destroyForcibly();
        awaitEnd(entry, Fleet.STOP_GRACE);
      }
    }
    say.accept("all stopped; the data stays");
  }

  private String names() {
    List<String> names = processes.entrySet().stream().map(e -> e.getKey().getFileName() + " process " + e.getValue().pid()).toList();
    return String.join(", ", names);
  }

  private static boolean awaitEnd(Map.Entry<Path, ProcessHandle> node, Duration limit) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (node.getValue().isAlive() && PidFile.belongsTo(node.getValue(), new NodeHome(node.getKey()))) {
      if (System.nanoTime() - deadlineNanos > 0) {
        return false;
      }
      Thread.sleep(50);
    }
    return true;
  }

  private static List<Path> directories(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }
}
