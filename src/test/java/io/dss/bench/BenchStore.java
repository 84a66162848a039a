package io.dss.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where the measured nodes keep messages, and what can be asked of it. */
interface BenchStore extends AutoCloseable {
  /** The values of {@code dss.store.queue}, in upper case. */
  enum Kind {
    RAFT,
    REDIS;

    /** @param messages that will wait at most; 0 if they are few */
    BenchStore open(long messages) throws IOException {
      return this == RAFT ? embedded(messages) : RedisBenchStore.open();
    }

    static List<Kind> parse(String option, String text) {
      List<Kind> kinds = new ArrayList<>();
      for (String word : text.split(",", -1)) {
        if (!word.equals("raft") && !word.equals("redis")) throw new IllegalArgumentException("-D" + option + "=" + text + " is no list of raft, redis");
        kinds.add(valueOf(word.toUpperCase(Locale.ROOT)));
      }
      return List.copyOf(kinds);
    }
  }

  /** What the embedded table may hold of a round's messages. */
  long FEW_BYTES = 256L << 20;
  /** A message of the load, with what is kept beside it, generously. */
  long MESSAGE_BYTES = 2_048;

  String name();

  /** Variables of every node. */
  SortedMap<String, String> variables();

  /** Processes whose time counts beside the nodes'. */
  List<Long> processes();

  /** Bare XADDs of as many bytes as a message has, on the server that the nodes use. @param batch sent together */
  Optional<Work.Kind> xadd(int batch);

  /** What the messages take on disk at one node or at the server, after it has given back what it can. */
  long diskBytes(Nodes nodes) throws IOException, InterruptedException;

  /** What the server has in memory; empty where the nodes have it in theirs. */
  Optional<Long> serverBytes() throws IOException;

  /** Takes away what a load left that is no message. */
  default void betweenRounds() {}

  @Override
  void close() throws IOException;

  private static BenchStore embedded(long messages) {
    SortedMap<String, String> all = new TreeMap<>();
    all.put("DSS_STORE_QUEUE", "raft");
    all.put("DSS_QUEUE_TABLE_BYTES", Long.toString(Math.max(FEW_BYTES, messages * MESSAGE_BYTES)));
    return new BenchStore() {
      @Override
      public String name() {
        return "raft";
      }

      @Override
      public SortedMap<String, String> variables() {
        return all;
      }

      @Override
      public List<Long> processes() {
        return List.of();
      }

      @Override
      public Optional<Work.Kind> xadd(int batch) {
        return Optional.empty();
      }

      /** The first node's directory, when a snapshot that is being written is done and what it makes superfluous is gone. */
      @Override
      public long diskBytes(Nodes nodes) throws IOException, InterruptedException {
        return DiskUse.settled(nodes.cluster().data(0));
      }

      @Override
      public Optional<Long> serverBytes() {
        return Optional.empty();
      }

      @Override
      public void close() {
        // The nodes have it all.
      }
    };
  }
}
