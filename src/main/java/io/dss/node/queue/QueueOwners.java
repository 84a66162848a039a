package io.dss.node.queue;

import io.dss.kernel.NodeId;
import io.dss.node.queue.QueueListener.LetGo;
import io.dss.node.raft.EventLoop;
import io.dss.node.route.NotOwner;
import io.dss.node.route.OwnerHandler;
import io.dss.node.route.Placement;
import io.dss.node.route.Refusal;
import io.dss.queue.Fence;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueReply;
import io.dss.queue.TopicDescription;
import io.dss.spi.MessageStore;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The topics that this node owns. Takes calls of any thread, carries them out on the queue loop, and answers when they are durable. Thread-safe;
 * nothing
 * blocks; all state is confined to the loop, which must be this object's own.
 */
public final class QueueOwners implements OwnerHandler<QueueRequest, QueueAnswer> {
  /**
   * @param loop whose thread the wiring gives; made for the queues alone
   * @param listener told on the loop
   */
  public record Ports(NodeId self, EventLoop loop, MessageStore store, Placement placement, TimeSource time, Forwarder forwarder,
      QueueListener listener) {}

  /** How many later claims are remembered that a stale ring ran into. */
  private static final int BARRED = 10_000;

  private final Ports ports;
  private final Desk desk;
  private final TakeOver takeOver;
  private final Board board = new Board();
  private final TreeMap<String, OwnedTopic> topics = new TreeMap<>();
  /** Let go, with a batch on its way. */
  private final Set<OwnedTopic> departing = new LinkedHashSet<>();
  /** To be looked at when this turn of the loop is over. */
  private final Set<OwnedTopic> touched = new LinkedHashSet<>();
  /** Who has claimed a topic under a ring that this node has not heard of: it is not asked for again before it has. */
  private final Map<String, Fence> barred = new LinkedHashMap<>();
  private CompletableFuture<Void> left = new CompletableFuture<>();
  private final AtomicBoolean ticking = new AtomicBoolean();
  private final AtomicBoolean placing = new AtomicBoolean();
  private final Timers.Timer leaveEnds;
  private boolean leaving;
  private boolean acted;
  private long actedMillis;

  /** Before the loop runs: it takes over what runs after each of its batches. */
  public QueueOwners(Ports ports, OwnerLimits limits) {
    this.ports = ports;
    this.desk = new Desk(ports, limits);
    this.takeOver = new TakeOver(desk, new Background());
    this.leaveEnds = desk.timers().timer(this::leaveAnyway);
    ports.loop().around(() -> {}, this::afterBatch);
    ports.placement().onChange(this::placementChanged);
  }

  @Override
  public CompletionStage<QueueAnswer> handle(QueueRequest request, long deadlineNanos) {
    CompletableFuture<QueueAnswer> answer = new CompletableFuture<>();
    if (!ports.loop().offer(() -> take(request, deadlineNanos, answer))) answer.completeExceptionally(notTaken());
    boolean describes = request instanceof QueueRequest.OnTopic call && call.command() instanceof QueueCommand.Describe;
    return describes ? answer.thenApply(this::rated) : answer;
  }

  private QueueAnswer rated(QueueAnswer answer) {
    if (!(answer instanceof QueueAnswer.Decided decided) || !(decided.reply() instanceof QueueReply.Described described)) return answer;
    return new QueueAnswer.Decided(new QueueReply.Described(board.rated(described.topic())), decided.claim());
  }

  private Refusal notTaken() {
    boolean ending = ports.loop().ending();
    String why = ending ? "node " + ports.self() + " is stopping; ask another one"
        : EventLoop.MAX_QUEUED_EVENTS + " events wait on the queue loop, the most there may be";
    return new Refusal(ending ? Refusal.Code.STOPPING : Refusal.Code.OVERLOADED, why, Optional.empty(), 1_000);
  }

  private void take(QueueRequest request, long deadlineNanos, CompletableFuture<QueueAnswer> answer) {
    if (desk.ownership().outdated()) ringChanged();
    if (request instanceof QueueRequest.ListTopics list) list(list, answer);
    else call((QueueRequest.OnTopic) request, deadlineNanos, answer);
  }

  private void call(QueueRequest.OnTopic request, long deadlineNanos, CompletableFuture<QueueAnswer> answer) {
    if (leaving || barred.containsKey(request.topic()) || desk.ownership().mayServe(request.topic()).isEmpty()) {
      answer.completeExceptionally(desk.ownership().notOwner());
    } else if (deadlineNanos - ports.time().monotonicNanos() <= 0) {
      answer.completeExceptionally(new Refusal(Refusal.Code.OVERLOADED, "the call reached the owner after its deadline and was not carried out",
          Optional.empty(), 1_000));
    } else {
      OwnedTopic topic = topics.get(request.topic());
      if (topic == null && topics.size() >= desk.limits().topics()) {
        answer.completeExceptionally(new Refusal(Refusal.Code.OVERLOADED,
            desk.limits().topics() + " topics are in the memory of node " + ports.self() + ", the most there may be", Optional.empty(), 1_000));
        return;
      }
      if (topic == null) topic = begin(request.topic(), true);
      topic.call(request, Math.floorDiv(deadlineNanos, TimeUnit.MILLISECONDS.toNanos(1)), answer);
    }
  }

  private OwnedTopic begin(String name, boolean hurry) {
    OwnedTopic topic = new OwnedTopic(desk, name, new Home());
    topics.put(name, topic);
    topic.take(hurry);
    touched.add(topic);
    return topic;
  }

  /** Counts may be ahead of the store by the batch on its way: they are for people to look at. */
  private void list(QueueRequest.ListTopics list, CompletableFuture<QueueAnswer> answer) {
    if (leaving || desk.ownership().acting().isEmpty()) {
      answer.completeExceptionally(desk.ownership().notOwner());
      return;
    }
    List<TopicDescription> found = new ArrayList<>();
    String from = list.after().filter(after -> after.compareTo(list.prefix()) >= 0).map(after -> after + '\0').orElse(list.prefix());
    for (Map.Entry<String, OwnedTopic> topic : topics.tailMap(from, true).entrySet()) {
      if (!topic.getKey().startsWith(list.prefix()) || found.size() >= list.limit()) break;
      topic.getValue().describe().map(board::rated).ifPresent(found::add);
    }
    answer.complete(new QueueAnswer.Topics(found));
  }

  /** Does what has come due. To be called every 25 ms or so, by any thread; cheap when nothing is. */
  public void tick() {
    if (!ticking.compareAndSet(false, true)) return;
    if (!ports.loop().offer(this::ticked)) ticking.set(false);
  }

  private void ticked() {
    ticking.set(false);
    if (desk.ownership().outdated()) ringChanged();
    lookAtLease();
    takeOver.refresh();
    desk.timers().run(desk.nowMillis());
    board.refresh(desk, topics.values(), departing.size());
    dropIdle();
  }

  /** Calls that wait for a message learn of nothing while this node may not act; who else may is found by their origins. */
  private void lookAtLease() {
    long now = desk.nowMillis();
    if (desk.ownership().acting().isPresent()) {
      acted = true;
      actedMillis = now;
    } else if (acted && now - actedMillis >= OwnerLimits.LEASE_GRACE_MILLIS) {
      acted = false;
      topics.values().forEach(OwnedTopic::sendParkedElsewhere);
    }
  }

  private void dropIdle() {
    for (OwnedTopic topic : board.idle()) topic.letGo(LetGo.IDLE, true);
  }

  private void placementChanged() {
    if (placing.compareAndSet(false, true)) {
      ports.loop().complete(() -> {
        placing.set(false);
        ringChanged();
        takeOver.refresh();
      });
    }
  }

  private void ringChanged() {
    Ownership.Change change = desk.ownership().refresh();
    if (change == Ownership.Change.NONE) return;
    barred.values().removeIf(by -> desk.ownership().reaches(by));
    for (OwnedTopic topic : List.copyOf(topics.values())) {
      if (change == Ownership.Change.MISSED || !desk.ownership().owns(topic.name())) topic.letGo(LetGo.MOVED, false);
    }
  }

  private void afterBatch() {
    desk.turns().next();
    // A flush may touch others, by a forwarded message of its own.
    while (!touched.isEmpty()) {
      OwnedTopic topic = touched.iterator().next();
      touched.remove(topic);
      try {
        topic.flush();
      } catch (RuntimeException bug) {
        topic.broken("what it led to could not be sent: " + bug, Optional.of(bug));
      }
    }
  }

  /**
   * Lets every topic go, for an orderly stop or a rest: calls that wait are sent elsewhere, what was carried out is made durable and answered. The loop must
   * go on
   * running, and {@link #tick} be called.
   *
   * @return completes when nothing is open any more, or after {@link OwnerLimits#leaveMillis}
   */
  public CompletionStage<Void> leave() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    boolean taken = ports.loop().offer(() -> {
      left.thenAccept(done::complete);
      leaveNow();
    });
    if (!taken) done.complete(null);
    return done;
  }

  /** After {@link #leave}: takes topics again, as far as the ring gives them to this node. Any thread. */
  public void comeBack() {
    ports.loop().complete(() -> {
      leaving = false;
      left.complete(null);
      left = new CompletableFuture<>();
      takeOver.refresh();
    });
  }

  private void leaveNow() {
    if (leaving) return;
    leaving = true;
    leaveEnds.at(desk.nowMillis() + desk.limits().leaveMillis());
    for (OwnedTopic topic : List.copyOf(topics.values())) topic.letGo(LetGo.STOPPING, true);
    leftWhenSettled();
  }

  private void leaveAnyway() {
    List.copyOf(departing).forEach(OwnedTopic::endDeparture);
    leftWhenSettled();
  }

  private void leftWhenSettled() {
    if (!leaving || !departing.isEmpty()) return;
    leaveEnds.cancel();
    left.complete(null);
  }

  /** Every topic served here as it stood within the last second or two, sorted by name. Any thread. */
  public List<TopicDescription> snapshot() {
    return board.topics();
  }

  /** Any thread; as of the last tick. */
  public OwnerGauges gauges() {
    return board.gauges();
  }

  private final class Home implements OwnedTopic.Home {
    @Override
    public void served(OwnedTopic topic) {
      takeOver.settled(topic.name());
    }

    @Override
    public void gone(OwnedTopic topic, LetGo why, Optional<Fence> by) {
      topics.remove(topic.name(), topic);
      if (topic.departing()) departing.add(topic);
      takeOver.settled(topic.name());
      if (leaving) return;
      Optional<Fence> beyond = by.filter(fence -> !desk.ownership().reaches(fence));
      if (beyond.isPresent() && barred.size() < BARRED) barred.put(topic.name(), beyond.get());
      if (why == LetGo.FENCED && beyond.isEmpty()) takeOver.also(topic.name());
      // What broke it may break it again.
      else if (why == LetGo.BROKEN) desk.timers().timer(() -> takeOver.also(topic.name())).at(desk.nowMillis() + OwnerLimits.REFUSED_MILLIS);
    }

    @Override
    public void departed(OwnedTopic topic) {
      departing.remove(topic);
      leftWhenSettled();
    }

    @Override
    public void touched(OwnedTopic topic) {
      touched.add(topic);
    }
  }

  private final class Background implements TakeOver.Topics {
    @Override
    public boolean holds(String topic) {
      return leaving || topics.containsKey(topic) || topics.size() >= desk.limits().topics();
    }

    @Override
    public void take(String topic) {
      begin(topic, false);
    }
  }
}
