package io.dss.node.cache;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Content;
import io.dss.cache.WriteSafety;
import io.dss.coherence.Buckets;
import io.dss.kernel.DiskId;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches.Answered;
import io.dss.node.cache.Caches.Consistency;
import io.dss.node.raft.EventLoop;
import io.dss.node.raft.ManualTime;
import io.dss.node.raft.ManualTimer;
import io.dss.node.raft.MemoryNetwork;
import io.dss.node.route.Refusal;
import io.dss.node.route.ScriptedPlacement;
import io.dss.node.route.TracedTransport;
import io.dss.ring.HashRing;
import io.dss.spi.PeerTransport.Peer;
import io.dss.spi.memory.MemoryBackingStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Whole cache nodes in one thread, with a network, a main memory, a clock and views that the test moves. What a loop does not survive fails the test. */
final class CacheGroup {
  static final NodeId A = new NodeId("a");
  static final NodeId B = new NodeId("b");
  static final NodeId C = new NodeId("c");
  /** Has no lines. */
  static final NodeId X = new NodeId("x");

  /** Much room, and the deadlines of the product. */
  static final NodeLimits ROOMY = new NodeLimits(WriteSafety.BACKUP, 1_000_000, 256L << 20, 64L << 20, 10_000, 4_000, 10_000, 10_000, 5_000);

  static final long TICK_MILLIS = 25;
  static final DiskId DISK = new DiskId("0123456789abcdef0123456789abcdef");
  /** Far more turns than anything takes that ends. */
  private static final int MOST_TURNS = 20_000;

  final ManualTime time = new ManualTime();
  final ManualTimer timer = new ManualTimer(time);
  final MemoryNetwork network = new MemoryNetwork();
  final MemoryBackingStore store = new MemoryBackingStore();
  final FollowedCalls followed = new FollowedCalls();
  final TreeMap<NodeId, Node> nodes = new TreeMap<>();
  private final NodeLimits limits;
  private Optional<Throwable> broken = Optional.empty();
  private long epoch;
  private List<NodeId> members = List.of();

  CacheGroup(NodeLimits limits, NodeId... ids) {
    this.limits = limits;
    for (NodeId id : ids) start(id, 1);
  }

  /** Three nodes in a view. */
  static CacheGroup three(NodeLimits limits) {
    return new CacheGroup(limits, A, B, C).view(A, B, C);
  }

  static CacheGroup three() {
    return three(ROOMY);
  }

  static NodeLimits limits(WriteSafety safety) {
    return new NodeLimits(safety, 1_000_000, 256L << 20, 64L << 20, 10_000, 4_000, 10_000, 10_000, 5_000);
  }

  static NodeLimits holding(int entries, long bytes, long dirtyBytes) {
    return new NodeLimits(WriteSafety.BACKUP, entries, bytes, dirtyBytes, 100, 4_000, 10_000, 10_000, 5_000);
  }

  /** One life of a node. */
  final class Node {
    final Incarnation life;
    final EventLoop loop = new EventLoop();
    final Queue<Runnable> walks = new ArrayDeque<>();
    final ScriptedPlacement placement = new ScriptedPlacement();
    final List<String> heard = new ArrayList<>();
    final CacheNode node;
    final Caches caches;

    Node(Incarnation life) {
      this.life = life;
      loop.onFailure(bug -> broken = broken.isPresent() ? broken : Optional.of(bug));
      CacheListener listener = new CacheListener() {
        @Override
        public void invalidated(String key) {
          heard.add("inval " + key);
        }

        @Override
        public void storeFailed(int bucket, String what) {
          heard.add("failed " + what);
        }

        @Override
        public void storeFull(int bucket, String limit) {
          heard.add("full " + limit);
        }

        @Override
        public void open(String view, long millis) {
          heard.add("open " + view);
        }

        @Override
        public void discarded(int lines, int dirty) {
          heard.add("discarded " + lines + " " + dirty);
        }

        @Override
        public void unlisted(String from, String what) {
          throw new AssertionError("unlisted of " + from + ": " + what);
        }
      };
      Peer peer = new Peer(life, DISK, Optional.of(ScriptedPlacement.CLUSTER));
      node = new CacheNode(life, new CacheNode.Ports(loop, store, placement, new TracedTransport(network.port(peer), followed), time, timer, walks::add, listener), limits);
      caches = node.caches();
    }

    /** @return whether there was any */
    boolean walk() {
      boolean any = !walks.isEmpty();
      for (int left = walks.size(); left > 0; left--) walks.remove().run();
      return any;
    }

    private void told(boolean leased) {
      boolean in = members.contains(life.node());
      placement.self(in ? Optional.of(life) : Optional.empty());
      placement.ring(epoch, members.toArray(NodeId[]::new));
      placement.lease(in && leased);
    }

    CompletableFuture<Answered> ask(Caches.Asked asked) {
      return caches.call(asked).toCompletableFuture();
    }

    CompletableFuture<Answered> ask(String key, CacheCommand command) {
      return ask(new Caches.Asked(key, command, Consistency.LINEARIZABLE, Optional.empty(), 0));
    }
  }

  /** A life of a node that is in no view yet; one before it is gone without a word. */
  Node start(NodeId id, long incarnation) {
    Node node = new Node(new Incarnation(id, incarnation));
    nodes.put(id, node);
    return node;
  }

  void kill(NodeId id) {
    nodes.remove(id);
    network.cutOff(id);
  }

  Node node(NodeId id) {
    return nodes.get(id);
  }

  /** The next view, known to all that live, with a lease; and all that follows from it. */
  CacheGroup view(NodeId... next) {
    announce(next);
    return run();
  }

  /** As {@link #view}; nothing has followed yet. */
  void announce(NodeId... next) {
    epoch++;
    members = List.of(next);
    nodes.values().forEach(node -> node.told(true));
  }

  void lease(NodeId id, boolean held) {
    node(id).placement.lease(held);
  }

  NodeId home(String key) {
    return HashRing.of(members).owner(Buckets.ringName(Buckets.of(key))).orElseThrow();
  }

  /** A key that this node is home of. */
  String keyOf(NodeId home, String prefix) {
    for (int i = 0; ; i++) if (home(prefix + i).equals(home)) return prefix + i;
  }

  /** Until nobody has anything to do before time passes. */
  CacheGroup run() {
    for (int turns = 0; turns < MOST_TURNS; turns++) {
      boolean any = network.deliver();
      for (Node node : List.copyOf(nodes.values())) {
        any |= node.loop.queued() > 0;
        if (node.loop.queued() > 0) node.loop.turn();
        any |= node.walk();
      }
      timer.runDue();
      broken.ifPresent(bug -> fail("a loop did not survive it", bug));
      if (!any) return this;
    }
    return fail("it goes on for ever");
  }

  /** Time passes, in steps of a tick, with all that follows. */
  CacheGroup pass(long millis) {
    for (long left = millis; left > 0; left -= TICK_MILLIS) {
      time.advanceMillis(Math.min(left, TICK_MILLIS));
      nodes.values().forEach(node -> node.node.tick());
      nodes.values().forEach(node -> node.node.endOverdue());
      run();
    }
    return this;
  }

  Answered done(CompletionStage<Answered> stage) {
    return value(stage);
  }

  <T> T value(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    for (int ticks = 0; !future.isDone() && ticks < 400; ticks++) {
      run();
      if (!future.isDone()) pass(TICK_MILLIS);
    }
    assertTrue(future.isDone(), "no answer in ten seconds");
    return future.join();
  }

  Refusal refused(CompletionStage<?> stage) {
    try {
      return fail("not refused: " + value(stage));
    } catch (CompletionException failure) {
      Throwable cause = failure.getCause();
      while (cause instanceof CompletionException) cause = cause.getCause();
      return assertInstanceOf(Refusal.class, cause);
    }
  }

  Answered write(NodeId id, String key, String json) {
    return done(node(id).ask(key, written(json)));
  }

  Answered read(NodeId id, String key) {
    return done(node(id).ask(key, READ));
  }

  /** The value that a node reads, or "none". */
  String text(NodeId id, String key) {
    return text(read(id, key));
  }

  Answered delete(NodeId id, String key) {
    return done(node(id).ask(key, DELETE));
  }

  static final CacheCommand READ = new CacheCommand.Read(OptionalLong.empty());
  static final CacheCommand DELETE = new CacheCommand.Delete(Optional.empty(), Optional.empty());

  static CacheCommand load(long millis) {
    return new CacheCommand.Read(OptionalLong.of(millis));
  }

  static Caches.Asked asked(String key, CacheCommand command, Consistency consistency) {
    return new Caches.Asked(key, command, consistency, Optional.empty(), 0);
  }

  static Caches.Asked keyed(String key, CacheCommand command, String idempotency) {
    return new Caches.Asked(key, command, Consistency.LINEARIZABLE, Optional.of(new IdempotencyKey(idempotency, "f")), 0);
  }

  static CacheCommand written(String json) {
    return new CacheCommand.Write(new Content.Present(json.getBytes(StandardCharsets.UTF_8)), OptionalLong.empty(), Optional.empty(), Optional.empty());
  }

  static String text(Answered answered) {
    if (!(answered.reply() instanceof CacheReply.Found found)) return "none";
    return new String(((Content.Present) found.entry().content()).json(), StandardCharsets.UTF_8);
  }

  /** What main memory has of a key, or "none". */
  String stored(String key) {
    return store.stored(Buckets.of(key), key).content() instanceof Content.Present present ? new String(present.json(), StandardCharsets.UTF_8) : "none";
  }

  CacheGauges gauges(NodeId id) {
    pass(TICK_MILLIS);
    return node(id).node.gauges();
  }

  static String filled(int bytes) {
    char[] fill = new char[bytes];
    Arrays.fill(fill, 'v');
    return new String(fill);
  }
}
