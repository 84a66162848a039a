package io.dss.node.raft;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A network in one thread: frames fly in the order they were sent, and arrive when {@link #deliver} is called. Who is cut off hears and says nothing. */
public final class MemoryNetwork {
  /** No frame is longer, as between nodes. */
  private static final int MAX_FRAME_BYTES = 4 << 20;

  private final Map<NodeId, Port> ports = new TreeMap<>();
  private final Set<NodeId> cut = new TreeSet<>();
  private Queue<Runnable> flying = new ArrayDeque<>();

  public PeerTransport port(PeerTransport.Peer self) {
    Port port = new Port(self);
    ports.put(self.node(), port);
    return port;
  }

  public void cutOff(NodeId node) {
    cut.add(node);
  }

  public void heal() {
    cut.clear();
  }

  /** What flies by now arrives, and not what that makes others send. @return whether anything did */
  public boolean deliver() {
    Queue<Runnable> arriving = flying;
    flying = new ArrayDeque<>();
    arriving.forEach(Runnable::run);
    return !arriving.isEmpty();
  }

  private boolean apart(NodeId one, NodeId other) {
    return !one.equals(other) && (cut.contains(one) || cut.contains(other)) || !ports.containsKey(other);
  }

  private final class Port implements PeerTransport {
    private final Peer self;
    private final Map<Channel, Receiver> receivers = new EnumMap<>(Channel.class);
    private final Map<Channel, Responder> responders = new EnumMap<>(Channel.class);

    Port(Peer self) {
      this.self = self;
    }

    @Override
    public boolean send(NodeId to, Channel channel, byte[] frame) {
      if (apart(self.node(), to) || frame.length > MAX_FRAME_BYTES) return false;
      flying.add(() -> {
        Port there = ports.get(to);
        if (!apart(self.node(), to) && there.receivers.containsKey(channel)) there.receivers.get(channel).receive(self, frame);
      });
      return true;
    }

    @Override
    public CompletionStage<byte[]> request(NodeId to, Channel channel, byte[] request, long timeoutNanos) {
      if (apart(self.node(), to)) return CompletableFuture.failedFuture(new Failure.NotSent("cut off"));
      if (request.length > MAX_FRAME_BYTES) return CompletableFuture.failedFuture(new Failure.NotSent("a frame of " + request.length + " bytes"));
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      flying.add(() -> arrive(to, channel, request, answer));
      return answer;
    }

    private void arrive(NodeId to, Channel channel, byte[] request, CompletableFuture<byte[]> answer) {
      Responder responder = ports.get(to).responders.get(channel);
      if (apart(self.node(), to)) {
        answer.completeExceptionally(new Failure.Unanswered("cut off"));
      } else if (responder == null) {
        answer.completeExceptionally(new Failure.Refused("nobody answers"));
      } else {
        responder.respond(self, request).whenComplete((bytes, failure) -> flying.add(() -> {
          if (apart(self.node(), to)) answer.completeExceptionally(new Failure.Unanswered("cut off"));
          else if (failure == null && bytes.length > MAX_FRAME_BYTES) answer.completeExceptionally(new Failure.Refused("an answer of " + bytes.length + " bytes"));
          else if (failure != null) answer.completeExceptionally(new Failure.Refused(String.valueOf(failure.getMessage())));
          else answer.complete(bytes);
        }));
      }
    }

    @Override
    public void receive(Channel channel, Receiver receiver) {
      receivers.put(channel, receiver);
    }

    @Override
    public void respond(Channel channel, Responder responder) {
      responders.put(channel, responder);
    }

    @Override
    public Set<NodeId> unreachable() {
      Set<NodeId> unreachable = new TreeSet<>();
      ports.keySet().stream().filter(node -> apart(self.node(), node)).forEach(unreachable::add);
      return unreachable;
    }

    @Override
    public void close() {}
  }
}
