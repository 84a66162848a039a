package io.dss.coherence.model;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.EntryCodec;
import io.dss.cache.Version;
import io.dss.cache.WriteSafety;
import io.dss.coherence.Bucket;
import io.dss.coherence.BucketView;
import io.dss.coherence.Effect;
import io.dss.coherence.LineState;
import io.dss.coherence.Message;
import io.dss.coherence.MessageCodec;
import io.dss.coherence.ViewId;
import io.dss.kernel.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One state of a small cluster with one key: the buckets, what is on its way between them and to main memory, and what callers were told. Steps change it; a copy
 * of it is another branch. A step that breaks a rule throws {@link Broken}.
 */
final class World {
  static final String KEY = "k";
  private static final long NOW_MILLIS = 1_000_000;

  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String what) {
      super(what);
    }
  }

  /** On its way from one node to another. */
  private record Letter(ViewId view, Message message) {}

  /** On its way to main memory: a fence, a read or a write. @param applied main memory has it, and the node does not know */
  private record Order(int node, ViewId view, Effect what, boolean applied) {}

  /** @param floor the newest version that any caller had been told of when it began */
  private record Call(int node, boolean writes, Version floor) {}

  private final Bounds bounds;
  private final Fault fault;
  private final Bucket[] buckets;
  private final boolean[] alive;
  private final TreeMap<Integer, Deque<Letter>> letters = new TreeMap<>();
  private final List<Order> orders = new ArrayList<>();
  private final TreeMap<Long, Call> calls = new TreeMap<>();
  private Entry stored = Entry.NONE;
  private ViewId fenced = ViewId.NONE;
  private BucketView view;
  private int home;
  private Version floor = Version.NONE;
  private long calledSoFar;
  private int writes;
  private int reads;
  private int evicts;
  private int crashes;
  private int moves;
  private int joins;

  World(Bounds bounds, Fault fault) {
    this.bounds = bounds;
    this.fault = fault;
    buckets = new Bucket[bounds.nodes()];
    alive = new boolean[bounds.nodes()];
    for (int node = 0; node < buckets.length; node++) {
      buckets[node] = new Bucket(id(node), bounds.safety());
      alive[node] = true;
    }
    newView(0);
    // The first view is not what is explored.
    for (int node = 0; node < buckets.length; node++) enter(node);
    settle();
  }

  private World(World of) {
    bounds = of.bounds;
    fault = of.fault;
    buckets = new Bucket[of.buckets.length];
    for (int node = 0; node < buckets.length; node++) buckets[node] = of.buckets[node].copy();
    alive = of.alive.clone();
    of.letters.forEach((pair, queue) -> letters.put(pair, new ArrayDeque<>(queue)));
    orders.addAll(of.orders);
    calls.putAll(of.calls);
    stored = of.stored;
    fenced = of.fenced;
    view = of.view;
    home = of.home;
    floor = of.floor;
    calledSoFar = of.calledSoFar;
    writes = of.writes;
    reads = of.reads;
    evicts = of.evicts;
    crashes = of.crashes;
    moves = of.moves;
    joins = of.joins;
  }

  World copy() {
    return new World(this);
  }

  private static NodeId id(int node) {
    return new NodeId("n" + (node + 1));
  }

  private static int number(NodeId node) {
    return node.value().charAt(1) - '1';
  }

  // --- steps

  /** Everything that may happen next, as text that {@link #step} takes. */
  List<String> steps() {
    List<String> steps = new ArrayList<>();
    for (int node = 0; node < buckets.length; node++) if (alive[node]) callers(node, steps);
    letters.forEach((pair, queue) -> {
      if (!queue.isEmpty() && queue.peek().view().equals(buckets[pair % 8].view())) steps.add("deliver " + pair);
    });
    for (int i = 0; i < orders.size(); i++) steps.add("store " + i);
    for (int node = 0; node < buckets.length; node++) if (behind(node)) steps.add("enter " + node);
    if (mayChangeView()) changes(steps);
    return steps;
  }

  private void callers(int node, List<String> steps) {
    Optional<Bucket.Line> line = buckets[node].line(KEY);
    LineState state = line.map(Bucket.Line::state).orElse(LineState.I);
    boolean asks = calls.values().stream().anyMatch(call -> call.node() == node);
    if (asks) return;
    if (writes < bounds.writes()) steps.add("write " + node);
    if (reads < bounds.reads() && !state.readable()) steps.add("read " + node);
    if (evicts < bounds.evicts() && (state == LineState.S || state.writable())) steps.add("evict " + node);
    if (evicts < bounds.evicts() && state == LineState.M) steps.add("flush " + node);
  }

  private boolean behind(int node) {
    return alive[node] && view.id().isAfter(buckets[node].view());
  }

  /** One failure at a time: the next change comes when the last is over. With writes that are in main memory it may come at any moment. */
  private boolean mayChangeView() {
    if (bounds.safety() == WriteSafety.STORE) return true;
    boolean settled = true;
    for (int node = 0; node < buckets.length; node++) settled &= !alive[node] || !behind(node) && buckets[node].open();
    return settled && (view.id().ringEpoch() == 1 || quiet());
  }

  private boolean quiet() {
    return letters.values().stream().allMatch(Deque::isEmpty) && orders.isEmpty();
  }

  private void changes(List<String> steps) {
    int up = 0;
    for (boolean one : alive) up += one ? 1 : 0;
    for (int node = 0; node < buckets.length; node++) {
      if (alive[node] && up > 1 && crashes < bounds.crashes()) steps.add("crash " + node);
      if (!alive[node] && joins < bounds.joins()) steps.add("join " + node);
      if (alive[node] && node != home && moves < bounds.moves()) steps.add("move " + node);
    }
  }

  void step(String step) {
    int space = step.indexOf(' ');
    int of = Integer.parseInt(step.substring(space + 1));
    switch (step.substring(0, space)) {
      case "write" -> call(of, new CacheCommand.Write(new Content.Present(text(++writes)), OptionalLong.empty(), Optional.empty(), Optional.empty()), true);
      case "read" -> {
        reads++;
        call(of, new CacheCommand.Read(OptionalLong.empty()), false);
      }
      case "evict" -> {
        evicts++;
        carryOut(of, buckets[of].evict(KEY, NOW_MILLIS));
      }
      case "flush" -> {
        evicts++;
        carryOut(of, buckets[of].flush(KEY, NOW_MILLIS));
      }
      case "deliver" -> deliver(of);
      case "store" -> store(of);
      case "enter" -> enter(of);
      case "crash" -> {
        crashes++;
        crash(of);
      }
      case "join" -> {
        joins++;
        alive[of] = true;
        newView(home);
      }
      case "move" -> {
        moves++;
        newView(of);
      }
      default -> throw new IllegalArgumentException(step);
    }
    check();
  }

  private static byte[] text(int value) {
    return Integer.toString(value).getBytes(StandardCharsets.UTF_8);
  }

  private void call(int node, CacheCommand command, boolean isWrite) {
    long call = ++calledSoFar;
    calls.put(call, new Call(node, isWrite, floor));
    carryOut(node, buckets[node].call(call, KEY, command, Optional.empty(), NOW_MILLIS));
  }

  private void deliver(int pair) {
    int from = pair / 8;
    int to = pair % 8;
    Message message = letters.get(pair).poll().message();
    if (fault == Fault.BACKUP_FORGOTTEN && isBackup(message)) {
      Message.Backup backup = (Message.Backup) ((Message.Keyed) message).about();
      send(to, from, new Message.Keyed(KEY, new Message.BackupAck(backup.entry().version(), Message.Safe.KEPT)));
      return;
    }
    carryOut(to, buckets[to].received(id(from), message, NOW_MILLIS));
  }

  private static boolean isBackup(Message message) {
    return message instanceof Message.Keyed keyed && keyed.about() instanceof Message.Backup backup && !backup.through();
  }

  /** Main memory does what was asked, or the node hears that it did. */
  private void store(int index) {
    Order order = orders.remove(index);
    boolean there = alive[order.node()] && buckets[order.node()].view().equals(order.view());
    Bucket bucket = buckets[order.node()];
    if (order.what() instanceof Effect.Fence) {
      if (order.view().isAfter(fenced)) fenced = order.view();
      if (there && fenced.equals(order.view())) carryOut(order.node(), bucket.fenced(order.view(), NOW_MILLIS));
    } else if (order.what() instanceof Effect.ReadStore) {
      if (there) carryOut(order.node(), bucket.storeRead(order.view(), KEY, stored, NOW_MILLIS));
    } else {
      write(order, (Effect.WriteStore) order.what(), there, bucket);
    }
  }

  private void write(Order order, Effect.WriteStore write, boolean there, Bucket bucket) {
    Version version = write.entry().version();
    if (order.applied()) {
      if (there) carryOut(order.node(), bucket.storeWritten(order.view(), KEY, version, NOW_MILLIS));
      return;
    }
    if (fenced.isAfter(order.view()) && fault != Fault.NO_FENCE) return;
    if (version.isAfter(stored.version())) stored = write.entry();
    orders.add(new Order(order.node(), order.view(), write, true));
  }

  private void crash(int node) {
    alive[node] = false;
    if (fault != Fault.KEPT_OVER_REMOVAL) buckets[node] = new Bucket(id(node), bounds.safety());
    calls.values().removeIf(call -> call.node() == node);
    letters.forEach((pair, queue) -> {
      if (pair % 8 == node) queue.clear();
    });
    int next = home;
    while (!alive[next]) next = (next + 1) % alive.length;
    newView(next);
  }

  private void newView(int newHome) {
    home = newHome;
    List<NodeId> nodes = new ArrayList<>();
    for (int node = 0; node < alive.length; node++) if (alive[node]) nodes.add(id(node));
    Optional<NodeId> next = Optional.empty();
    for (int off = 1; off < alive.length && next.isEmpty(); off++) {
      int node = (home + off) % alive.length;
      if (alive[node]) next = Optional.of(id(node));
    }
    view = new BucketView(new ViewId(1, view == null ? 1 : view.id().ringEpoch() + 1), id(home), next, nodes);
  }

  private void enter(int node) {
    // Links begin anew: what was sent to it before is lost.
    letters.forEach((pair, queue) -> {
      if (pair % 8 == node) queue.removeIf(letter -> view.id().isAfter(letter.view()));
    });
    carryOut(node, buckets[node].view(view, NOW_MILLIS));
  }

  private void settle() {
    while (true) {
      Optional<String> next = steps().stream().filter(step -> step.startsWith("deliver") || step.startsWith("store")).findFirst();
      if (next.isEmpty()) return;
      step(next.get());
    }
  }

  // --- effects

  private void carryOut(int node, List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Send send) send(node, number(send.to()), send.message());
      else if (effect instanceof Effect.Answer answer) answered(answer);
      else if (effect instanceof Effect.Unlisted unlisted) throw new Broken("unlisted: " + unlisted);
      else if (effect instanceof Effect.Fence || effect instanceof Effect.ReadStore || effect instanceof Effect.WriteStore) {
        orders.add(new Order(node, buckets[node].view(), effect, false));
      }
    }
  }

  private void send(int from, int to, Message message) {
    if (!alive[to]) return;
    if (buckets[to].view().isAfter(buckets[from].view())) return;
    if (fault == Fault.EARLY_INV_ACK && message instanceof Message.Keyed keyed && keyed.about() instanceof Message.Inv) {
      letters.computeIfAbsent(to * 8 + from, none -> new ArrayDeque<>()).add(new Letter(buckets[from].view(), new Message.Keyed(KEY, new Message.InvAck())));
      return;
    }
    letters.computeIfAbsent(from * 8 + to, none -> new ArrayDeque<>()).add(new Letter(buckets[from].view(), message));
  }

  private void answered(Effect.Answer answer) {
    Call call = calls.remove(answer.call());
    if (call == null && fault == Fault.KEPT_OVER_REMOVAL) return;
    if (call == null) throw new Broken("answered twice: " + answer);
    Version version = version(answer.reply());
    boolean late = call.writes() ? version.isAfter(call.floor()) : !call.floor().isAfter(version);
    if (!late) throw new Broken((call.writes() ? "a write is at " : "a read sees ") + version + ", and " + call.floor() + " was known before it began");
    if (version.isAfter(floor)) floor = version;
  }

  private static Version version(CacheReply reply) {
    if (reply instanceof CacheReply.Written written) return written.entry().version();
    if (reply instanceof CacheReply.Found found) return found.entry().version();
    return ((CacheReply.Missing) reply).version();
  }

  // --- rules

  /** Of every state: whoever may read at this moment reads what is newest, and whoever may write is alone. */
  private void check() {
    int readers = 0;
    int writers = 0;
    for (int node = 0; node < buckets.length; node++) {
      Optional<Bucket.Line> line = alive[node] ? buckets[node].line(KEY) : Optional.empty();
      if (line.isEmpty()) continue;
      LineState state = line.get().state();
      if (state.writable() || state == LineState.MB) writers++;
      else if (state.readable()) readers++;
      if (state.readable() && floor.isAfter(line.get().entry().version())) {
        throw new Broken("node " + (node + 1) + " reads " + line.get().entry().version() + " in " + state + ", and " + floor + " is acknowledged");
      }
    }
    if (writers > 1 || writers == 1 && readers > 0) throw new Broken(writers + " may write, and " + readers + " read");
  }

  /** Of a state in which nothing is on its way any more. */
  void checkEnd() {
    if (!calls.isEmpty()) throw new Broken("calls wait for ever: " + calls);
    boolean lines = false;
    boolean dirty = false;
    Version newest = stored.version();
    for (int node = 0; node < buckets.length; node++) {
      if (!alive[node]) continue;
      if (!buckets[node].open()) throw new Broken("node " + (node + 1) + " never opens");
      Optional<Bucket.Line> line = buckets[node].line(KEY);
      lines |= line.isPresent();
      dirty |= line.isPresent() && line.get().dirty();
      if (line.isPresent() && line.get().entry().version().isAfter(newest)) newest = line.get().entry().version();
    }
    if (floor.isAfter(newest)) throw new Broken(floor + " is acknowledged, and " + newest + " is all that is left");
    for (int node = 0; node < buckets.length; node++) {
      if (!alive[node]) continue;
      if (!lines && !buckets[node].directoryKeys().isEmpty()) throw new Broken("nobody has the key, and the directory of node " + (node + 1) + " names it");
      if (!dirty && buckets[node].backupBytes() > 0) throw new Broken("main memory has it all, and node " + (node + 1) + " keeps a backup");
    }
  }

  /** Two worlds with the same text go on in the same ways. */
  String text() {
    StringBuilder text = new StringBuilder(1_024);
    for (int node = 0; node < buckets.length; node++) text.append(alive[node]).append(' ').append(alive[node] ? buckets[node].describe() : "").append('\n');
    for (Map.Entry<Integer, Deque<Letter>> queue : letters.entrySet()) {
      if (queue.getValue().isEmpty()) continue;
      text.append(queue.getKey()).append(':');
      for (Letter letter : queue.getValue()) text.append(letter.view()).append(HexFormat.of().formatHex(MessageCodec.encoded(letter.message()))).append(',');
    }
    for (Order order : orders) {
      text.append('o').append(order.node()).append(order.view()).append(order.applied()).append(order.what().getClass().getSimpleName());
      if (order.what() instanceof Effect.WriteStore write) text.append(HexFormat.of().formatHex(EntryCodec.encoded(write.entry()))).append(write.refusable());
    }
    text.append(HexFormat.of().formatHex(EntryCodec.encoded(stored))).append(fenced).append(view.id()).append(home).append(floor).append(calls);
    return text.append(writes).append(' ').append(reads).append(' ').append(evicts).append(' ').append(crashes).append(' ').append(moves).append(' ').append(joins).toString();
  }
}
