package io.dss.node.queue;

import io.dss.cluster.Epoch;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.raft.ManualTime;
import io.dss.node.raft.ManualTimer;
import io.dss.node.route.NotOwner;
import io.dss.node.route.OwnerCalls;
import io.dss.node.route.Refusal;
import io.dss.node.route.ScriptedPlacement;
import io.dss.node.route.ScriptedTransport;
import io.dss.queue.QueueReply;
import io.dss.queue.QueueValues;
import io.dss.spi.PeerTransport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/** A queue service whose owners say what the test wants. */
final class ScriptedOwners {
  static final NodeId SELF = new NodeId("self");
  static final NodeId A = new NodeId("a");
  static final NodeId B = new NodeId("b");
  static final long TIMEOUT_MILLIS = 4_000;

  final ManualTime time = new ManualTime();
  final ManualTimer timer = new ManualTimer(time);
  final ScriptedTransport transport = new ScriptedTransport();
  final ScriptedPlacement placement = new ScriptedPlacement();
  final QueueCallCodec codec = new QueueCallCodec();
  /** What this node answers as an owner; none at first. */
  Optional<Function<QueueRequest, QueueAnswer>> here = Optional.empty();
  final OwnerCalls<QueueRequest, QueueAnswer> calls = new OwnerCalls<>(PeerTransport.Channel.QUEUE, transport, placement, SELF, codec, "topic",
      request -> ((QueueRequest.OnTopic) request).topic(), (request, deadlineNanos) -> atHome(request), time, timer);
  final QueueService service;

  ScriptedOwners(int maxWaiting, int maxInflight) {
    service = new QueueService(new Incarnation(SELF, 3), calls, placement, time, new QueueService.Limits(TIMEOUT_MILLIS, maxWaiting, maxInflight));
  }

  private CompletionStage<QueueAnswer> atHome(QueueRequest request) {
    return here.<CompletionStage<QueueAnswer>>map(owner -> CompletableFuture.completedFuture(owner.apply(request)))
        .orElseGet(() -> CompletableFuture.failedFuture(new NotOwner(Epoch.NONE)));
  }

  void pass(long millis) {
    time.advanceMillis(millis);
    timer.runDue();
    calls.endOverdue();
  }

  /** What was asked last. */
  QueueRequest.OnTopic asked() {
    return (QueueRequest.OnTopic) codec.decodeRequest(transport.last().body());
  }

  List<Long> sequences() {
    return transport.sent.stream().map(sent -> ((QueueRequest.OnTopic) codec.decodeRequest(sent.body())).stamp().sequence()).toList();
  }

  void answers(QueueReply reply, String claim) {
    transport.last().answers(codec.encodeReply(new QueueAnswer.Decided(reply, claim)));
  }

  void refuses(Refusal.Code code) {
    transport.last().says(new Refusal(code, "because", Optional.empty(), 7));
  }

  /** The answer to the last request is lost, and it is sent again. */
  void lostAndRepeated() {
    transport.last().lost();
    pass(25);
  }

  /** Answers the open list request to {@code node}. */
  void lists(NodeId node, String... topics) {
    open(node).answers(codec.encodeReply(new QueueAnswer.Topics(Stream.of(topics).map(QueueValues::topic).toList())));
  }

  ScriptedTransport.Sent open(NodeId node) {
    return transport.sent.stream().filter(sent -> sent.to().equals(node) && !sent.answer().isDone()).findFirst().orElseThrow();
  }
}
