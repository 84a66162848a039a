package io.dss.coherence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.cache.WriteSafety;
import io.dss.kernel.NodeId;
import io.dss.kernel.Utf8;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Buckets of some nodes, a queue of messages for each pair of them, and a main memory. The test says what is delivered next, or has everything delivered in the
 * order of the nodes. What cannot happen fails at once.
 */
final class BucketNetwork {
  record Pair(NodeId from, NodeId to) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      int byFrom = from.compareTo(other.from);
      return byFrom != 0 ? byFrom : to.compareTo(other.to);
    }
  }

  record Sent(ViewId view, Message message) {}

  /** @param effect a Fence, ReadStore or WriteStore that main memory has not answered */
  record Asked(NodeId node, ViewId view, Effect effect) {}

  /** Rows of both tables that were used, by any network of this run. */
  final Set<Row<?, ?, ?>> used;
  final List<NodeId> nodes = new ArrayList<>();
  final TreeMap<NodeId, Bucket> buckets = new TreeMap<>();
  final TreeMap<Pair, Queue<Sent>> channels = new TreeMap<>();
  final List<Asked> asked = new ArrayList<>();
  final TreeMap<String, Entry> store = new TreeMap<>();
  final TreeMap<Long, Effect.Answer> answers = new TreeMap<>();
  final List<Long> refused = new ArrayList<>();
  final TreeMap<NodeId, List<Effect>> log = new TreeMap<>();
  private final TreeMap<NodeId, TreeMap<String, Effect.Show>> shown = new TreeMap<>();
  private final TreeMap<NodeId, BucketView> views = new TreeMap<>();
  private final TreeMap<String, Version> newest = new TreeMap<>();
  private final WriteSafety safety;
  BucketView view;
  ViewId fence = ViewId.NONE;
  boolean full;
  long now = 1_000;
  long messages;
  private long calls;
  private long epoch;

  BucketNetwork(WriteSafety safety, int count) {
    this(safety, count, new LinkedHashSet<>());
  }

  BucketNetwork(WriteSafety safety, int count, Set<Row<?, ?, ?>> used) {
    this.safety = safety;
    this.used = used;
    for (int i = 1; i <= count; i++) join();
    changeView(nodes, 0);
    installEverywhere();
    drain();
  }

  NodeId join() {
    NodeId node = new NodeId("n" + (nodes.size() + 1));
    nodes.add(node);
    buckets.put(node, new Bucket(node, safety, used::add));
    log.put(node, new ArrayList<>());
    shown.put(node, new TreeMap<>());
    return node;
  }

  NodeId node(int number) {
    return nodes.get(number - 1);
  }

  Bucket bucket(int number) {
    return buckets.get(node(number));
  }

  /** A later view of these nodes; each has to {@link #install} it. */
  void changeView(List<NodeId> live, int home) {
    epoch++;
    List<NodeId> sorted = List.copyOf(new TreeSet<>(live));
    Optional<NodeId> next = sorted.size() == 1 ? Optional.empty() : Optional.of(sorted.get((home + 1) % sorted.size()));
    view = new BucketView(new ViewId(1, epoch), sorted.get(home), next, sorted);
  }

  void install(NodeId node) {
    if (!view.id().isAfter(buckets.get(node).view())) return;
    views.put(node, view);
    did(node, buckets.get(node).view(view, now));
  }

  void installEverywhere() {
    for (NodeId node : List.copyOf(buckets.keySet())) install(node);
  }

  /** The node is gone: what it sent may arrive still, what it asked of main memory too. */
  void crash(NodeId node) {
    buckets.remove(node);
    shown.remove(node);
  }

  /** Nothing is modified here or on its way to main memory, and no backup here may be the last copy. */
  boolean mayLeave(NodeId node) {
    Bucket bucket = buckets.get(node);
    boolean still = bucket.keys().stream().map(key -> bucket.line(key).orElseThrow().state()).allMatch(state -> state == LineState.S || state == LineState.E);
    boolean wrote = asked.stream().noneMatch(one -> one.node().equals(node) && one.effect() instanceof Effect.WriteStore);
    boolean reaches = bucket.backupBytes() == 0 || buckets.keySet().containsAll(views.get(node).nodes());
    return still && wrote && bucket.backupsClaimed() && reaches;
  }

  long call(NodeId node, String key, CacheCommand command) {
    long call = ++calls;
    did(node, buckets.get(node).call(call, key, command, Optional.empty(), now));
    return call;
  }

  long read(int number, String key) {
    return call(node(number), key, new CacheCommand.Read(OptionalLong.empty()));
  }

  long write(int number, String key, String json) {
    return call(node(number), key, write(json));
  }

  static CacheCommand write(String json) {
    return new CacheCommand.Write(new Content.Present(Utf8.bytes(json)), OptionalLong.empty(), Optional.empty(), Optional.empty());
  }

  static String json(CacheReply reply) {
    return Utf8.text(((Content.Present) ((CacheReply.Found) reply).entry().content()).json());
  }

  CacheReply reply(long call) {
    assertTrue(answers.containsKey(call), () -> "call " + call + " is not answered");
    return answers.get(call).reply();
  }

  void did(NodeId node, List<Effect> effects) {
    for (Effect effect : effects) {
      log.get(node).add(effect);
      if (effect instanceof Effect.Send send) {
        assertTrue(!send.to().equals(node), "a node sends to itself");
        messages++;
        channels.computeIfAbsent(new Pair(node, send.to()), none -> new ArrayDeque<>()).add(new Sent(buckets.get(node).view(), send.message()));
      } else if (effect instanceof Effect.Fence || effect instanceof Effect.ReadStore || effect instanceof Effect.WriteStore) {
        asked.add(new Asked(node, buckets.get(node).view(), effect));
      } else if (effect instanceof Effect.Answer answer) {
        assertTrue(answers.put(answer.call(), answer) == null, () -> "answered twice: " + answer);
      } else if (effect instanceof Effect.Refused undone) {
        refused.add(undone.call());
      } else if (effect instanceof Effect.Show show) {
        show(node, show);
      } else if (effect instanceof Effect.Changed changed) {
        changed(changed);
      } else if (effect instanceof Effect.Unlisted unlisted) {
        throw new AssertionError("at " + node + ": " + unlisted);
      }
    }
    check();
  }

  private void show(NodeId node, Effect.Show show) {
    TreeMap<String, Effect.Show> lines = shown.get(node);
    LineState before = lines.containsKey(show.key()) ? lines.get(show.key()).state() : LineState.I;
    assertEquals(before, show.before(), () -> "shown at " + node + ": " + show);
    if (show.state() == LineState.I) {
      lines.remove(show.key());
    } else {
      lines.put(show.key(), show);
    }
  }

  private void changed(Effect.Changed changed) {
    Version version = changed.entry().version();
    Version before = newest.getOrDefault(changed.key(), Version.NONE);
    assertTrue(version.isAfter(before), () -> changed + " after " + before);
    newest.put(changed.key(), version);
  }

  /** One writer or many readers; and what was shown is what is there. */
  void check() {
    TreeMap<String, NodeId> writers = new TreeMap<>();
    TreeMap<String, NodeId> readers = new TreeMap<>();
    buckets.forEach((node, bucket) -> {
      assertEquals(bucket.keys(), List.copyOf(shown.get(node).keySet()), () -> "shown at " + node);
      for (String key : bucket.keys()) {
        Bucket.Line line = bucket.line(key).orElseThrow();
        assertEquals(shown.get(node).get(key).state(), line.state());
        assertEquals(shown.get(node).get(key).entry(), line.entry());
        assertEquals(shown.get(node).get(key).dirty(), line.dirty());
        if (line.state().owns()) {
          NodeId other = writers.put(key, node);
          assertTrue(other == null, () -> other + " and " + node + " own " + key);
        } else if (line.state().readable()) {
          readers.put(key, node);
        }
      }
    });
    writers.forEach((key, writer) -> assertTrue(!readers.containsKey(key), () -> writer + " owns " + key + ", " + readers.get(key) + " reads it"));
  }

  List<Pair> deliverable() {
    List<Pair> all = new ArrayList<>();
    channels.forEach((pair, queue) -> {
      if (queue.isEmpty() || !buckets.containsKey(pair.to())) return;
      if (!queue.peek().view().isAfter(buckets.get(pair.to()).view())) all.add(pair);
    });
    return all;
  }

  void deliver(Pair pair) {
    Sent sent = channels.get(pair).remove();
    Bucket bucket = buckets.get(pair.to());
    if (sent.view().equals(bucket.view())) did(pair.to(), bucket.received(pair.from(), sent.message(), now));
  }

  /** Main memory does what it was asked, and answers unless the asker is gone. */
  void serve(Asked one) {
    asked.remove(one);
    Bucket bucket = buckets.get(one.node());
    if (one.effect() instanceof Effect.Fence fenced) {
      if (fenced.view().isAfter(fence)) fence = fenced.view();
      if (bucket != null) did(one.node(), bucket.fenced(fenced.view(), now));
    } else if (one.effect() instanceof Effect.ReadStore read) {
      if (bucket != null) did(one.node(), bucket.storeRead(one.view(), read.key(), store.getOrDefault(read.key(), Entry.NONE), now));
    } else if (!fence.isAfter(one.view())) {
      write(one, (Effect.WriteStore) one.effect(), bucket);
    }
  }

  private void write(Asked one, Effect.WriteStore write, Bucket bucket) {
    Version version = write.entry().version();
    boolean refuses = full && write.refusable();
    if (!refuses && version.isAfter(store.getOrDefault(write.key(), Entry.NONE).version())) store.put(write.key(), write.entry());
    if (bucket == null) return;
    did(one.node(), refuses ? bucket.storeRefused(one.view(), write.key(), version, now) : bucket.storeWritten(one.view(), write.key(), version, now));
  }

  /** Everything that is on its way arrives. */
  void drain() {
    for (boolean more = true; more;) {
      more = false;
      for (Pair pair : deliverable()) {
        deliver(pair);
        more = true;
      }
      if (!asked.isEmpty()) {
        serve(asked.get(0));
        more = true;
      }
    }
  }

  /** Messages between nodes until all is quiet. */
  long cost(Runnable step) {
    drain();
    long before = messages;
    step.run();
    drain();
    return messages - before;
  }

  static Optional<Message.Data> data(Effect effect) {
    boolean is = effect instanceof Effect.Send send && send.message() instanceof Message.Keyed keyed && keyed.about() instanceof Message.Data;
    return is ? Optional.of((Message.Data) ((Message.Keyed) ((Effect.Send) effect).message()).about()) : Optional.empty();
  }

  Map<NodeId, LineState> states(String key) {
    TreeMap<NodeId, LineState> states = new TreeMap<>();
    buckets.forEach((node, bucket) -> bucket.line(key).ifPresent(line -> states.put(node, line.state())));
    return states;
  }
}
