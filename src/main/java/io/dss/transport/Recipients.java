package io.dss.transport;

import io.dss.spi.PeerTransport.Channel;
import io.dss.spi.PeerTransport.Peer;
import io.dss.spi.PeerTransport.Receiver;
import io.dss.spi.PeerTransport.Responder;
import io.dss.transport.TransportCounters.Count;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Who on this node takes what comes. Thread-safe; the last registration of a channel counts. */
final class Recipients {
  private static final Logger LOG = Logger.getLogger(Recipients.class.getName());
  private final TransportCounters counters;
  private final Map<Channel, Receiver> receivers = new ConcurrentHashMap<>();
  private final Map<Channel, Responder> responders = new ConcurrentHashMap<>();

  Recipients(TransportCounters counters) {
    this.counters = counters;
  }

  void receive(Channel channel, Receiver receiver) {
    receivers.put(channel, receiver);
  }

  void respond(Channel channel, Responder responder) {
    responders.put(channel, responder);
  }

  /** Hands a one-way frame over. A receiver that throws loses this frame only: the next may be of another channel. */
  void deliver(Peer from, Channel channel, byte[] body) {
    Optional<Receiver> receiver = Optional.ofNullable(receivers.get(channel));
    if (receiver.isEmpty()) counters.add(Count.DROPPED_NO_RECEIVER);
    try {
      receiver.ifPresent(there -> there.receive(from, body));
    } catch (RuntimeException e) {
      failed(from, channel, e);
    }
  }

  /** The answer to come, or exceptionally why there is none. */
  CompletionStage<byte[]> ask(Peer from, Channel channel, byte[] body) {
    Optional<Responder> responder = Optional.ofNullable(responders.get(channel));
    if (responder.isEmpty()) {
      counters.add(Count.DROPPED_NO_RECEIVER);
      return CompletableFuture.failedFuture(new IllegalStateException("nobody answers on channel " + channel));
    }
    try {
      CompletionStage<byte[]> answer = responder.get().respond(from, body);
      return answer != null ? answer : CompletableFuture.failedFuture(new IllegalStateException("the responder of " + channel + " gave no stage"));
    } catch (RuntimeException e) {
      failed(from, channel, e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private void failed(Peer from, Channel channel, RuntimeException e) {
    counters.add(Count.RECEIVER_FAILED);
    LOG.log(Level.WARNING, "a frame of " + from.incarnation() + " on channel " + channel + " made its receiver fail", e);
  }
}
