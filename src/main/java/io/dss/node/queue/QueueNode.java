package io.dss.node.queue;

import io.dss.kernel.Incarnation;
import io.dss.node.raft.EventLoop;
import io.dss.node.route.OwnerCalls;
import io.dss.node.route.Placement;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueReply;
import io.dss.queue.TopicDescription;
import io.dss.spi.MessageStore;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** The queues of a node put together: the topics that it owns, and the part that takes calls everywhere. */
public final class QueueNode {
  /**
   * What it stands on.
   *
   * @param loop the queues' own; whoever makes this runs it
   * @param listener told on the loop
   */
  public record Ports(EventLoop loop, MessageStore store, Placement placement, PeerTransport transport, TimeSource time, ScheduledExecutorService timer,
      QueueListener listener) {}

  private final QueueOwners owners;
  private final OwnerCalls<QueueRequest, QueueAnswer> calls;
  private final QueueService service;

  public QueueNode(Incarnation self, Ports ports, OwnerLimits owner, QueueService.Limits limits) {
    owners = new QueueOwners(
        new QueueOwners.Ports(self.node(), ports.loop(), ports.store(), ports.placement(), ports.time(), this::forward, ports.listener()), owner);
    calls = new OwnerCalls<>(PeerTransport.Channel.QUEUE, ports.transport(), ports.placement(), self.node(), new QueueCallCodec(), "topic",
        request -> ((QueueRequest.OnTopic) request).topic(), owners, ports.time(), ports.timer());
    service = new QueueService(self, calls, ports.placement(), ports.time(), limits);
  }

  /** A dead letter that belongs into another topic; published under the id of its death, so that it is there once however often this is tried. */
  private CompletionStage<?> forward(String topic, NewMessage message) {
    return service.call(topic, new QueueCommand.Publish(List.of(message)), Optional.empty()).thenApply(QueueNode::published);
  }

  /** A topic that is full answers too; taken for done, the message would be forgotten where it is dead and be nowhere. */
  private static QueueReply.Published published(Queues.Answered answered) {
    if (answered.reply() instanceof QueueReply.Published published) return published;
    throw new CompletionException(new IllegalStateException("a dead letter was not taken: " + answered.reply()));
  }

  public Queues queues() {
    return service;
  }

  /** Every topic that this node owns, as it stood a moment ago. Any thread. */
  public List<TopicDescription> owned() {
    return owners.snapshot();
  }

  public OwnerGauges gauges() {
    return owners.gauges();
  }

  /** Calls under way on this node, waiting ones included. */
  public int callsUnderWay() {
    return calls.underWay();
  }

  /** Does what has come due in the topics of this node; called by a timer, every 25 ms or so. */
  public void tick() {
    owners.tick();
  }

  /** Ends the calls whose deadline is over; called by a timer. */
  public void endOverdue() {
    calls.endOverdue();
  }

  /** Ends the calls that this node took, parked ones too, and takes no new ones; what it owns it still serves. */
  public void refuseCalls() {
    calls.stop();
  }

  /** Lets all topics go; completes when what was carried out is durable and answered. */
  public CompletionStage<Void> leave() {
    return owners.leave();
  }

  /** After {@link #leave}: takes topics again, as far as the ring gives them to this node. */
  public void comeBack() {
    owners.comeBack();
  }
}
