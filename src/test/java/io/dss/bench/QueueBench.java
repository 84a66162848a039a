package io.dss.bench;

import java.io.IOException;
import java.nio.file.Path;

/** Queues on each store, a cluster of its own for each. */
final class QueueBench {
  private QueueBench() {}

  /** @param war with {@link EmptyPost} in it */
  static String loads(Path war, BenchOptions options) throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    for (BenchStore.Kind kind : options.stores()) {
      System.out.println("bench: queues on the store " + kind);
      try (BenchStore store = kind.open(0); Nodes nodes = Nodes.start(war, options.queueHeapMegabytes(), store.variables())) {
        text.append(QueueReport.text(store.name(), QueueContest.run(nodes, store, options)));
      }
    }
    return text.toString();
  }

  static String scale(Path war, BenchOptions options) throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    for (BenchStore.Kind kind : options.stores()) {
      long messages = kind == BenchStore.Kind.RAFT ? options.raftMessages() : options.redisMessages();
      System.out.println("bench: " + messages + " messages on the store " + kind);
      try (BenchStore store = kind.open(messages); Nodes nodes = Nodes.start(war, options.scaleHeapMegabytes(), store.variables())) {
        text.append(QueueScale.run(nodes, store, options, messages).text());
      }
    }
    return text.toString();
  }
}
