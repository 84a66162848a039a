package io.dss.node.route;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport;
import io.dss.spi.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A transport whose requests the test answers. */
public final class ScriptedTransport implements PeerTransport {
  /** A request that was sent. */
  public record Sent(NodeId to, byte[] frame, long timeoutNanos, CompletableFuture<byte[]> answer) {
    public byte[] body() {
      return CallFrames.request(frame).body();
    }

    public long remainingMillis() {
      return CallFrames.request(frame).remainingMillis();
    }

    /** The other node answers. */
    public void answers(byte[] body) {
      answer.complete(CallFrames.answered(body));
    }

    /** The other node's handler fails with this. */
    public void says(Exception failure) {
      answer.complete(CallFrames.failed(failure));
    }

    /** It never left. */
    public void notSent() {
      answer.completeExceptionally(new Failure.NotSent("no connection"));
    }

    /** The connection is lost with it. */
    public void lost() {
      answer.completeExceptionally(new Failure.Unanswered("connection lost"));
    }
  }

  public final List<Sent> sent = new ArrayList<>();
  /** What the caller's thread is at: the name of it while a step of it runs, then and on whatever thread. */
  public String at = "";
  /** By request, what was followed as it was sent. */
  public final List<String> followed = new ArrayList<>();
  RuntimeException broken;
  Responder responder;

  public Sent last() {
    return sent.get(sent.size() - 1);
  }

  @Override
  public boolean send(NodeId to, Channel channel, byte[] frame) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<byte[]> request(NodeId to, Channel channel, byte[] request, long timeoutNanos) {
    if (broken != null) throw broken;
    followed.add(at);
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
  public Trail trail() {
    String began = at;
    return step -> {
      String before = at;
      at = began;
      step.run();
      at = before;
    };
  }

  @Override
  public Set<NodeId> unreachable() {
    return Set.of();
  }

  @Override
  public void close() {}
}
