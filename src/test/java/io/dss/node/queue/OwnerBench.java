package io.dss.node.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import io.dss.node.raft.EventLoop;
import io.dss.node.route.NotOwner;
import io.dss.node.route.Refusal;
import io.dss.node.route.ScriptedPlacement;
import io.dss.queue.DeliveredMessage;
import io.dss.queue.ItemRef;
import io.dss.queue.MessageBody;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueCommand.Ack;
import io.dss.queue.QueueCommand.Consume;
import io.dss.queue.QueueCommand.Publish;
import io.dss.queue.QueueEvent;
import io.dss.queue.QueueReply;
import io.dss.queue.TopicDescription;
import io.dss.spi.TimeSource;
import io.dss.spi.memory.MemoryMessageStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** One owner on a loop that is turned by hand, with a clock that is set by hand. Several may share a store and a clock. */
final class OwnerBench {
  static final NodeId A = new NodeId("a");
  static final NodeId B = new NodeId("b");
  static final String GROUP = "default";

  /** The clock of all owners of a test. */
  static final class HandTime implements TimeSource {
    private long millis = 1_000;
    private boolean breaks;

    void advance(long by) {
      millis += by;
    }

    /** Whoever looks at it next fails over it. */
    void breakOnce() {
      breaks = true;
    }

    @Override
    public long monotonicNanos() {
      boolean broken = breaks;
      breaks = false;
      if (broken) throw new IllegalStateException("told to fail");
      return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public long wallMillis() {
      return 1_700_000_000_000L + millis;
    }
  }

  /** A dead letter on its way. */
  record Forwarded(String topic, NewMessage message, CompletableFuture<Void> done) {}

  final MemoryMessageStore store;
  final HandTime time;
  final ScriptedPlacement placement = new ScriptedPlacement();
  final EventLoop loop = new EventLoop();
  final List<Forwarded> forwards = new ArrayList<>();
  final List<String> told = new ArrayList<>();
  final QueueOwners owners;
  private final List<Throwable> failures = new ArrayList<>();
  private final Incarnation origin = new Incarnation(new NodeId("origin"), 1);
  private long stamps;

  OwnerBench(NodeId self, MemoryMessageStore store, HandTime time, OwnerLimits limits) {
    this.store = store;
    this.time = time;
    loop.onFailure(failures::add);
    owners = new QueueOwners(new QueueOwners.Ports(self, loop, store, placement, time, this::forward, new Telling()), limits);
  }

  /** Alone on its ring, and allowed to act. */
  static OwnerBench alone() {
    return alone(OwnerLimits.DEFAULTS);
  }

  static OwnerBench alone(OwnerLimits limits) {
    OwnerBench bench = new OwnerBench(A, new MemoryMessageStore(), new HandTime(), limits);
    bench.placement.ring(1, A);
    bench.turn();
    return bench;
  }

  private CompletionStage<?> forward(String topic, NewMessage message) {
    Forwarded forwarded = new Forwarded(topic, message, new CompletableFuture<>());
    forwards.add(forwarded);
    return forwarded.done();
  }

  /** Everything that can happen without the clock and without the store happens. */
  void turn() {
    // A completion that comes during the events of a turn is done in the next, whether or not an event is left.
    for (int quiet = 0; quiet < 2; quiet = loop.queued() > 0 ? 0 : quiet + 1) loop.turn();
    assertEquals(List.of(), failures, "an event of the loop failed");
  }

  /** Lets time go by in ticks of 25 ms. */
  void pass(long millis) {
    for (long left = millis; left > 0; left -= 25) {
      time.advance(Math.min(25, left));
      owners.tick();
      turn();
    }
  }

  RequestStamp stamp() {
    return new RequestStamp(origin, ++stamps, 1);
  }

  RequestStamp stampThatSettlesAllBefore() {
    stamps++;
    return new RequestStamp(origin, stamps, stamps);
  }

  CompletableFuture<QueueAnswer> ask(String topic, QueueCommand command) {
    return ask(topic, command, stamp(), 10_000);
  }

  CompletableFuture<QueueAnswer> ask(String topic, QueueCommand command, RequestStamp stamp, long waitMillis) {
    return ask(new QueueRequest.OnTopic(topic, stamp, Optional.empty(), command), waitMillis);
  }

  CompletableFuture<QueueAnswer> ask(QueueRequest request, long waitMillis) {
    CompletableFuture<QueueAnswer> answer = begin(request, waitMillis);
    turn();
    return answer;
  }

  /** Asks, and lets nothing happen yet. */
  CompletableFuture<QueueAnswer> begin(String topic, QueueCommand command) {
    return begin(new QueueRequest.OnTopic(topic, stamp(), Optional.empty(), command), 10_000);
  }

  private CompletableFuture<QueueAnswer> begin(QueueRequest request, long waitMillis) {
    return owners.handle(request, time.monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(waitMillis)).toCompletableFuture();
  }

  <T extends QueueReply> T done(String topic, QueueCommand command, Class<T> type) {
    return reply(ask(topic, command), type);
  }

  static <T extends QueueReply> T reply(CompletableFuture<QueueAnswer> answer, Class<T> type) {
    assertTrue(answer.isDone(), "there is no answer yet");
    return assertInstanceOf(type, ((QueueAnswer.Decided) answer.join()).reply());
  }

  static String claim(CompletableFuture<QueueAnswer> answer) {
    return ((QueueAnswer.Decided) answer.join()).claim();
  }

  static void open(CompletableFuture<QueueAnswer> answer) {
    assertFalse(answer.isDone(), () -> "answered already: " + (answer.isCompletedExceptionally() ? failure(answer) : answer.join()));
  }

  static Throwable failure(CompletableFuture<QueueAnswer> answer) {
    assertTrue(answer.isDone(), "there is no answer yet");
    try {
      throw new AssertionError("no failure but " + answer.join());
    } catch (CompletionException failed) {
      return failed.getCause();
    }
  }

  static Refusal refused(Refusal.Code code, CompletableFuture<QueueAnswer> answer) {
    Refusal refusal = assertInstanceOf(Refusal.class, failure(answer));
    assertEquals(code, refusal.code(), refusal.getMessage());
    return refusal;
  }

  static void notOwner(CompletableFuture<QueueAnswer> answer) {
    assertInstanceOf(NotOwner.class, failure(answer));
  }

  static byte[] body(String text) {
    return MessageBody.of(Map.of(), text.getBytes(StandardCharsets.UTF_8)).encoded();
  }

  static String text(byte[] body) {
    return new String(MessageBody.decoded(body).json(), StandardCharsets.UTF_8);
  }

  static NewMessage message(String id) {
    return new NewMessage(id, Optional.empty(), NewMessage.DEFAULT_PRIORITY, 0, Optional.empty(), body("body of " + id));
  }

  static Publish publish(String... ids) {
    return new Publish(Arrays.stream(ids).map(OwnerBench::message).toList());
  }

  static Consume consume(int max, long waitMillis) {
    return new Consume(false, GROUP, Optional.empty(), max, waitMillis, OptionalLong.empty());
  }

  static Ack ack(String... ids) {
    return new Ack(false, GROUP, Arrays.stream(ids).map(id -> new ItemRef(id, Optional.empty())).toList());
  }

  static List<String> ids(QueueReply.Delivered delivered) {
    return delivered.messages().stream().map(DeliveredMessage::messageId).toList();
  }

  List<String> consumed(String topic, int max) {
    return ids(done(topic, consume(max, 0), QueueReply.Delivered.class));
  }

  TopicDescription describe(String topic) {
    return done(topic, new QueueCommand.Describe(), QueueReply.Described.class).topic();
  }

  private final class Telling implements QueueListener {
    @Override
    public void happened(String topic, QueueEvent event) {
      told.add(event.getClass().getSimpleName() + " " + topic);
    }

    @Override
    public void storeFailed(String topic, String what) {
      told.add("store failed " + topic);
    }

    @Override
    public void taken(String topic, long millis) {
      told.add("taken " + topic);
    }

    @Override
    public void letGo(String topic, LetGo why) {
      told.add("let go " + topic + " " + why);
    }

    @Override
    public void tookOver(int topics, long millis) {
      told.add("took over " + topics);
    }

    @Override
    public void storeWentBack(String topic, long restored, long lost) {
      told.add("store went back " + topic + ", lost " + lost);
    }
  }
}
