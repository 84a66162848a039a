package io.dss.queue;

import io.dss.queue.TopicSettings.OnFull;
import io.dss.queue.TopicSettings.OnPoison;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The twin of a topic: one list of copies (message and group), looked through from front to back for everything. Slow, and as plain as the rules it states.
 * It has no receipts: who asks says which delivery is meant.
 */
final class NaiveTopic {
  enum In { READY, FLYING, RESTING, DELAYED, DEAD, DEAD_FLYING }

  static final class Copy {
    String id;
    String group;
    int lane;
    String key;
    int priority;
    long sequence;
    long order;
    long bytes;
    long published;
    Long ends;
    Long begins;
    In in;
    int attempts;
    int failures;
    int hops;
    boolean touched;
    long dueMonotonic;
    long dueWall;
    long length;
    String reason;
    String detail;

    boolean dead() {
      return in == In.DEAD || in == In.DEAD_FLYING;
    }

    boolean timed() {
      return in == In.FLYING || in == In.RESTING || in == In.DEAD_FLYING;
    }

    boolean holdsKey() {
      return in == In.FLYING || in == In.RESTING;
    }
  }

  record Wait(long call, QueueCommand.Consume consume, long until) {}

  record Given(String id, int attempts, int failures, long visibleUntil, String reason) {}

  private record Gone(String id, long wall, long monotonic) {}

  final List<Copy> copies = new ArrayList<>();
  private final List<Gone> gone = new ArrayList<>();
  private final List<String> lanes = new ArrayList<>(List.of(Group.DEFAULT));
  private boolean begun;
  private final List<Wait> waits = new ArrayList<>();
  private final TreeMap<String, Integer> deliveries = new TreeMap<>();
  /** By group and key: the consumer, and by group and consumer: when it was seen. */
  private final TreeMap<String, String> sticky = new TreeMap<>();
  private final TreeMap<String, Long> seen = new TreeMap<>();
  final TreeMap<String, Long> parked = new TreeMap<>();
  TopicSettings settings = TopicSettings.defaults("orders");
  private boolean configured;
  private boolean trimming;
  private long numbers;
  private Now now;
  final TreeMap<Long, List<Given>> given = new TreeMap<>();
  final List<String> forwarded = new ArrayList<>();

  boolean exists() {
    return configured || begun || lanes.size() > 1;
  }

  void at(Now time) {
    now = time;
  }

  // ---- time

  void run() {
    timed();
    instants();
    seen.entrySet().removeIf(each -> each.getValue() + QueueLimits.STICKY_MILLIS <= now.monotonicMillis() && !waiting(each.getKey()));
    sticky.entrySet().removeIf(each -> !seen.containsKey(group(each.getKey()) + "/" + each.getValue()));
    gone.removeIf(each -> each.monotonic() + QueueLimits.ID_WINDOW_MILLIS <= now.monotonicMillis());
    if (trimming) trim();
    serve();
    List<Wait> over = new ArrayList<>(waits);
    over.removeIf(wait -> wait.until() > now.monotonicMillis());
    over.sort(Comparator.comparingLong(Wait::until).thenComparingLong(Wait::call));
    for (Wait wait : over) answer(wait, List.of());
  }

  private static String group(String groupAndKey) {
    return groupAndKey.substring(0, groupAndKey.indexOf('/'));
  }

  private boolean waiting(String groupAndConsumer) {
    return waits.stream().anyMatch(wait -> !wait.consume().dead() && wait.consume().consumerId().isPresent()
        && groupAndConsumer.equals(wait.consume().group() + "/" + wait.consume().consumerId().get()));
  }

  private void timed() {
    List<Copy> ended = new ArrayList<>(copies);
    ended.removeIf(copy -> !copy.timed() || copy.dueMonotonic > now.monotonicMillis());
    ended.sort(Comparator.<Copy>comparingLong(copy -> copy.dueMonotonic).thenComparingLong(copy -> copy.sequence).thenComparingInt(copy -> copy.lane));
    for (Copy copy : ended) {
      if (copy.in == In.FLYING) fail(copy, OptionalLong.empty(), "");
      else copy.in = copy.in == In.RESTING ? In.READY : In.DEAD;
    }
  }

  private void instants() {
    TreeSet<Long> begin = new TreeSet<>();
    List<Copy> come = new ArrayList<>(copies);
    for (Copy copy : come) {
      if (expired(copy) && !copy.dead() && copy.in != In.FLYING) expire(copy);
    }
    come.removeIf(copy -> copy.in != In.DELAYED || !copies.contains(copy) || copy.begins > now.wallMillis());
    come.sort(Comparator.<Copy>comparingLong(copy -> copy.begins).thenComparingLong(copy -> copy.sequence));
    for (Copy copy : come) {
      if (begin.add(copy.sequence)) numbers++;
      copy.order = numbers;
      copy.in = In.READY;
    }
  }

  private boolean expired(Copy copy) {
    return copy.ends != null && copy.ends <= now.wallMillis();
  }

  private void expire(Copy copy) {
    if (settings.deadLetterExpired()) die(copy, Death.EXPIRED, "");
    else remove(copy);
  }

  private void remove(Copy copy) {
    copies.remove(copy);
    if (copies.stream().noneMatch(other -> other.sequence == copy.sequence)) gone.add(new Gone(copy.id, now.wallMillis(), now.monotonicMillis()));
  }

  private void die(Copy copy, String reason, String detail) {
    copy.in = In.DEAD;
    copy.touched = true;
    copy.hops++;
    copy.reason = reason;
    copy.detail = detail;
    if (!reason.equals(Death.EXPIRED) && copy.key != null && settings.onPoison() == OnPoison.PARK_KEY) parked.put(copy.group + "/" + copy.key, copy.sequence);
    if (!keepsDead()) forwarded.add(copy.id + " " + copy.group);
  }

  private boolean keepsDead() {
    return settings.deadLetter().equals("orders.dead");
  }

  private void fail(Copy copy, OptionalLong delay, String why) {
    copy.failures++;
    boolean tooOften = copy.failures >= settings.maxAttempts();
    if (tooOften && (copy.key == null || settings.onPoison() != OnPoison.BLOCK)) {
      die(copy, Death.MAX_ATTEMPTS, why);
    } else if (expired(copy)) {
      expire(copy);
    } else {
      Backoff backoff = settings.backoff();
      long grown = (long) Math.min(backoff.initialMillis() * Math.pow(backoff.multiplier(), copy.failures - 1), backoff.maxMillis());
      long rest = delay.orElse(backoff.initialMillis() == 0 ? 0 : grown);
      if (tooOften) rest = Math.max(1_000, rest);
      copy.in = rest == 0 ? In.READY : In.RESTING;
      until(copy, rest);
    }
  }

  private void until(Copy copy, long millis) {
    copy.dueMonotonic = now.monotonicMillis() + millis;
    copy.dueWall = now.wallMillis() + millis;
    copy.length = millis;
  }

  // ---- publish

  List<Boolean> publish(List<NewMessage> messages) {
    List<Boolean> duplicates = new ArrayList<>();
    List<NewMessage> fresh = new ArrayList<>();
    for (NewMessage message : messages) {
      boolean known = copies.stream().anyMatch(copy -> copy.id.equals(message.messageId()))
          || gone.stream().anyMatch(each -> each.id().equals(message.messageId()))
          || fresh.stream().anyMatch(each -> each.messageId().equals(message.messageId()));
      duplicates.add(known);
      if (!known) fresh.add(message);
    }
    if (!room(fresh)) return null;
    begun = true;
    for (NewMessage message : fresh) add(message);
    return duplicates;
  }

  private boolean room(List<NewMessage> fresh) {
    long bytes = fresh.stream().mapToLong(message -> message.body().length).sum();
    if (fresh.isEmpty() || fits(fresh.size(), bytes, List.of())) return true;
    if (settings.onFull() == OnFull.REJECT) return false;
    List<Long> dropped = new ArrayList<>();
    for (long idle : idle()) {
      dropped.add(idle);
      if (!fits(fresh.size(), bytes, dropped)) continue;
      copies.stream().filter(copy -> dropped.contains(copy.sequence) && !copy.dead()).toList().forEach(this::remove);
      return true;
    }
    return false;
  }

  private void trim() {
    trimming = false;
    if (settings.onFull() == OnFull.REJECT) return;
    for (long idle : idle()) {
      if (fits(0, 0, List.of())) return;
      copies.stream().filter(copy -> copy.sequence == idle && !copy.dead()).toList().forEach(this::remove);
    }
  }

  private TreeSet<Long> live() {
    TreeSet<Long> live = new TreeSet<>();
    copies.stream().filter(copy -> !copy.dead()).forEach(copy -> live.add(copy.sequence));
    return live;
  }

  private TreeSet<Long> idle() {
    TreeSet<Long> idle = live();
    copies.stream().filter(copy -> copy.in == In.FLYING).forEach(copy -> idle.remove(copy.sequence));
    return idle;
  }

  private boolean fits(long moreMessages, long moreBytes, List<Long> without) {
    TreeMap<Long, Long> left = new TreeMap<>();
    copies.stream().filter(copy -> !copy.dead() && !without.contains(copy.sequence)).forEach(copy -> left.put(copy.sequence, copy.bytes));
    long bytes = left.values().stream().mapToLong(each -> each).sum();
    return (settings.maxLength() == 0 || left.size() + moreMessages <= settings.maxLength())
        && (settings.maxBytes() == 0 || bytes + moreBytes <= settings.maxBytes());
  }

  private void add(NewMessage message) {
    long number = ++numbers;
    for (int lane = 0; lane < lanes.size(); lane++) {
      Copy copy = new Copy();
      copy.id = message.messageId();
      copy.group = lanes.get(lane);
      copy.lane = lane;
      copy.key = message.key().orElse(null);
      copy.priority = message.priority();
      copy.sequence = number;
      copy.order = number;
      copy.bytes = message.body().length;
      copy.published = now.wallMillis();
      copy.ends = message.ttlMillis().map(ttl -> now.wallMillis() + ttl).orElse(null);
      copy.begins = message.delayMillis() == 0 ? null : (Long) (now.wallMillis() + message.delayMillis());
      copy.in = copy.begins == null ? In.READY : In.DELAYED;
      copies.add(copy);
    }
    copies.stream().filter(copy -> copy.sequence == number && expired(copy)).toList().forEach(this::expire);
  }

  // ---- consume

  /** Null: it waits. */
  List<Given> consume(long call, QueueCommand.Consume consume) {
    if (!consume.dead() && !lanes.contains(consume.group())) lanes.add(consume.group());
    if (!consume.dead()) seen(consume);
    List<Given> taken = take(consume);
    if (!taken.isEmpty() || consume.waitMillis() == 0) return taken;
    waits.add(new Wait(call, consume, now.monotonicMillis() + consume.waitMillis()));
    return null;
  }

  private void seen(QueueCommand.Consume consume) {
    consume.consumerId().ifPresent(id -> seen.computeIfPresent(consume.group() + "/" + id, (name, before) -> now.monotonicMillis()));
  }

  private List<Given> take(QueueCommand.Consume consume) {
    List<Given> taken = new ArrayList<>();
    while (taken.size() < consume.max()) {
      Optional<Copy> next = consume.dead() ? nextDead() : next(consume);
      if (next.isEmpty()) break;
      Copy copy = next.get();
      if (copy.key != null && !consume.dead()) stick(copy, consume);
      copy.in = consume.dead() ? In.DEAD_FLYING : In.FLYING;
      copy.touched = true;
      copy.attempts++;
      until(copy, consume.visibilityMillis().orElse(settings.visibilityMillis()));
      if (!consume.dead()) deliveries.merge(copy.group, 1, Integer::sum);
      taken.add(new Given(copy.id, copy.attempts, copy.failures, copy.dueWall, consume.dead() ? copy.reason + " " + copy.group + " " + copy.hops : ""));
    }
    return taken;
  }

  private void stick(Copy copy, QueueCommand.Consume consume) {
    sticky.remove(copy.group + "/" + copy.key);
    consume.consumerId().ifPresent(id -> {
      sticky.put(copy.group + "/" + copy.key, id);
      seen.put(copy.group + "/" + id, now.monotonicMillis());
    });
  }

  private Optional<Copy> nextDead() {
    if (settings.paused() || !keepsDead()) return Optional.empty();
    return copies.stream().filter(copy -> copy.in == In.DEAD)
        .min(Comparator.<Copy>comparingLong(copy -> copy.sequence).thenComparingInt(copy -> copy.lane));
  }

  private Optional<Copy> next(QueueCommand.Consume consume) {
    if (settings.paused()) return Optional.empty();
    Comparator<Copy> oldest = Comparator.comparingLong(copy -> copy.order);
    Comparator<Copy> best = Comparator.<Copy>comparingInt(copy -> -copy.priority).thenComparing(copy -> !copy.touched).thenComparing(oldest);
    boolean turn = deliveries.getOrDefault(consume.group(), 0) % 10 == 9;
    return copies.stream().filter(copy -> copy.group.equals(consume.group()) && available(copy, consume)).min(turn ? oldest : best);
  }

  private boolean available(Copy copy, QueueCommand.Consume consume) {
    if (copy.in != In.READY) return false;
    if (copy.key == null) return true;
    String key = copy.group + "/" + copy.key;
    boolean first = copies.stream().filter(other -> other.group.equals(copy.group) && copy.key.equals(other.key))
        .noneMatch(other -> other.holdsKey() || other.in == In.READY && other.order < copy.order);
    String owner = sticky.get(key);
    return first && !parked.containsKey(key) && (owner == null || consume.consumerId().equals(Optional.of(owner)));
  }

  void serve() {
    List<String> lines = new ArrayList<>(lanes);
    for (String group : lines) {
      while (serve(group, false)) continue;
    }
    while (serve("", true)) continue;
  }

  private boolean serve(String group, boolean dead) {
    for (Wait wait : waits) {
      if (wait.consume().dead() != dead || !dead && !wait.consume().group().equals(group)) continue;
      List<Given> taken = take(wait.consume());
      if (taken.isEmpty()) continue;
      answer(wait, taken);
      return true;
    }
    return false;
  }

  private void answer(Wait wait, List<Given> taken) {
    waits.remove(wait);
    if (!wait.consume().dead()) seen(wait.consume());
    given.put(wait.call(), taken);
  }

  void cancel(long call) {
    for (Wait wait : List.copyOf(waits)) {
      if (wait.call() != call) continue;
      waits.remove(wait);
      if (!wait.consume().dead()) seen(wait.consume());
    }
  }

  // ---- settle

  /** @param attempt the delivery that is meant, or empty: the current one @param fromLane whether that delivery was one from the lane */
  private Optional<Copy> find(boolean dead, String group, String id) {
    Comparator<Copy> flying = Comparator.comparing(copy -> copy.in != In.DEAD_FLYING);
    return copies.stream().filter(copy -> copy.id.equals(id) && copy.dead() == dead && (dead || copy.group.equals(group)))
        .min(flying.thenComparing(copy -> !copy.group.equals(group)).thenComparingInt(copy -> copy.lane));
  }

  /** Which delivery a receipt names. */
  record Named(String group, boolean dead, int attempts, long sequence) {}

  String settle(QueueCommand command, boolean dead, String group, String id, Optional<Named> named) {
    Optional<Copy> found = find(dead, group, id);
    if (dead && named.isPresent()) {
      Optional<Copy> meant = copies.stream().filter(copy -> copy.id.equals(id) && copy.dead() && copy.group.equals(named.get().group())).findFirst();
      if (meant.isPresent()) found = meant;
    }
    if (found.isEmpty()) return "not found";
    Copy copy = found.get();
    boolean current = named.isEmpty() || named.get().equals(new Named(copy.group, copy.dead(), copy.attempts, copy.sequence));
    if (!current) return "stale " + copy.attempts;
    if (command instanceof QueueCommand.Ack) {
      if (copy.attempts == 0 && !dead) return "not found";
      remove(copy);
      return "done";
    }
    if (copy.in != In.FLYING && copy.in != In.DEAD_FLYING) return "not found";
    if (command instanceof QueueCommand.Extend extend) {
      until(copy, extend.visibilityMillis().orElse(settings.visibilityMillis()));
      return "done " + copy.dueWall;
    }
    QueueCommand.Nack nack = (QueueCommand.Nack) command;
    if (dead) {
      copy.in = In.DEAD;
    } else if (nack.terminal()) {
      copy.failures++;
      die(copy, Death.REJECTED, nack.reason().orElse(""));
    } else {
      fail(copy, nack.delayMillis(), nack.reason().orElse(""));
    }
    return "done";
  }

  // ---- operators

  long purge(boolean dead) {
    List<Copy> meant = copies.stream().filter(copy -> copy.dead() == dead).toList();
    long messages = meant.stream().mapToLong(copy -> copy.sequence).distinct().count();
    meant.forEach(this::remove);
    return messages;
  }

  /** -1: full. */
  long redrive(QueueCommand.Redrive redrive) {
    List<Copy> meant = new ArrayList<>(copies);
    meant.removeIf(copy -> !copy.dead() || redrive.reason().isPresent() && !redrive.reason().get().equals(copy.reason)
        || !redrive.messageIds().isEmpty() && !redrive.messageIds().contains(copy.id));
    Comparator<Copy> order = Comparator.comparingLong(copy -> redrive.messageIds().isEmpty() ? copy.sequence : redrive.messageIds().indexOf(copy.id));
    meant.sort(order.thenComparingInt(copy -> copy.lane));
    long total = 0;
    for (Copy copy : meant) {
      if (total >= redrive.limit()) return total;
      if (!live().contains(copy.sequence) && !fits(1, copy.bytes, List.of())) return total == 0 ? -1 : total;
      copy.failures = 0;
      copy.in = In.READY;
      if (expired(copy)) copies.stream().filter(other -> other.sequence == copy.sequence).forEach(other -> other.ends = null);
      if (copy.key != null && parked.getOrDefault(copy.group + "/" + copy.key, 0L) == copy.sequence) parked.remove(copy.group + "/" + copy.key);
      total++;
    }
    return total;
  }

  void configure(TopicSettings to) {
    boolean elsewhere = !settings.deadLetter().equals(to.deadLetter());
    settings = to;
    configured = true;
    trimming = to.onFull() == OnFull.DROP_OLDEST;
    if (elsewhere && !keepsDead()) forwardAll();
  }

  void paused(TopicSettings to) {
    settings = to;
    configured = true;
  }

  void forwardAll() {
    copies.stream().filter(Copy::dead).forEach(copy -> forwarded.add(copy.id + " " + copy.group));
  }

  void resume(String key) {
    parked.keySet().removeIf(each -> each.substring(each.indexOf('/') + 1).equals(key));
  }

  void forwarded(String id, String group) {
    copies.stream().filter(copy -> copy.dead() && copy.id.equals(id) && copy.group.equals(group)).toList().forEach(this::remove);
  }

  // ---- change of owner

  void reload(Now to) {
    now = to;
    waits.clear();
    sticky.clear();
    seen.clear();
    deliveries.clear();
    trimming = settings.onFull() == OnFull.DROP_OLDEST;
    for (Copy copy : copies) {
      if (!copy.timed()) continue;
      long left = Math.max(0, Math.min(copy.dueWall - to.wallMillis(), copy.length));
      copy.dueMonotonic = to.monotonicMillis() + left;
      if (left == 0) copy.in = copy.in == In.DEAD_FLYING ? In.DEAD : In.READY;
    }
    gone.replaceAll(each -> new Gone(each.id(), each.wall(),
        to.monotonicMillis() - Math.max(0, Math.min(to.wallMillis() - each.wall(), QueueLimits.ID_WINDOW_MILLIS))));
    if (!keepsDead()) forwardAll();
  }

  // ---- what is to be seen

  List<String> shown() {
    List<Copy> sorted = new ArrayList<>(copies);
    sorted.sort(Comparator.<Copy>comparingLong(copy -> copy.sequence).thenComparingInt(copy -> copy.lane));
    return sorted.stream().map(copy -> copy.id + " " + copy.group + " " + state(copy) + " " + copy.attempts + " " + copy.failures + " " + copy.priority + " "
        + copy.key + " " + copy.published).toList();
  }

  static MessageState state(Copy copy) {
    return switch (copy.in) {
      case READY -> MessageState.READY;
      case FLYING -> MessageState.IN_FLIGHT;
      case RESTING, DELAYED -> MessageState.DELAYED;
      case DEAD, DEAD_FLYING -> MessageState.DEAD;
    };
  }

  Map<String, List<Long>> counts() {
    Map<String, List<Long>> counts = new TreeMap<>();
    for (String group : lanes) {
      if (group.equals(Group.DEFAULT) && !begun) continue;
      List<Long> of = new ArrayList<>();
      for (MessageState state : MessageState.values()) of.add(copies.stream().filter(copy -> copy.group.equals(group) && state(copy) == state).count());
      of.add(parked.keySet().stream().filter(each -> group(each).equals(group)).count());
      of.add(waits.stream().filter(wait -> !wait.consume().dead() && wait.consume().group().equals(group)).count());
      counts.put(group, of);
    }
    return counts;
  }
}
