package io.dss.node.route;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A transport whose requests the test answers. */
final class ScriptedTransport implements PeerTransport {
  record Sent(NodeId to, byte[] frame, long timeoutNanos, CompletableFuture<byte[]> answer) {}

  final List<Sent> sent = new ArrayList<>();
  RuntimeException broken;
  Responder responder;

  Sent last() {
    return sent.get(sent.size() - 1);
  }

  @Override
  public boolean send(NodeId to, Channel channel, byte[] frame) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<byte[]> request(NodeId to, Channel channel, byte[] request, long timeoutNanos) {
    if (broken != null) throw broken;
    sent.add(new Sent(to, request, timeoutNanos, new CompletableFuture<>()));
    return last().answer();
  }

  @Override
  public void receive(Channel channel, Receiver receiver) {}

  @Override
  public void respond(Channel channel, Responder answering) {
    responder = answering;
  }

  @Override
  public Set<NodeId> unreachable() {
    return Set.of();
  }

  @Override
  public void close() {}
}
