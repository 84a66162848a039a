package io.dss.node.route;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.node.raft.SteppedNode;
import io.dss.spi.PeerTransport;
import io.dss.spi.Trail;
import io.dss.spi.PeerTransport.Channel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TracedTransportTest {
  private static final NodeId OTHER = new NodeId("b");
  private static final PeerTransport.Peer PEER = SteppedNode.peer(new NodeId("a"));

  /** Answers its own requests. */
  private static final class Loopback implements PeerTransport {
    final Map<Channel, Responder> responders = new HashMap<>();
    final List<byte[]> frames = new ArrayList<>();

    @Override
    public boolean send(NodeId to, Channel channel, byte[] frame) {
      frames.add(frame);
      return true;
    }

    @Override
    public CompletionStage<byte[]> request(NodeId to, Channel channel, byte[] request, long timeoutNanos) {
      frames.add(request);
      return responders.get(channel).respond(PEER, request);
    }

    @Override
    public void receive(Channel channel, Receiver receiver) {}

    @Override
    public void respond(Channel channel, Responder responder) {
      responders.put(channel, responder);
    }

    @Override
    public Set<NodeId> unreachable() {
      return Set.of(OTHER);
    }

    @Override
    public void close() {}
  }

  /** Tells {@code context}, and writes down what it hears. */
  private record Told(String context, List<String> heard) implements CallTracing {
    @Override
    public Trail trail() {
      return step -> {
        heard.add("on the trail of " + context);
        step.run();
      };
    }

    @Override
    public CompletionStage<byte[]> leaving(String what, NodeId to, Function<String, CompletionStage<byte[]>> send) {
      return send.apply(context);
    }

    @Override
    public CompletionStage<byte[]> arriving(String what, NodeId from, String told, Supplier<CompletionStage<byte[]>> work) {
      heard.add(what + " of " + from + ": " + told);
      return work.get();
    }
  }

  private final Loopback loopback = new Loopback();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] answer(CompletionStage<byte[]> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void aCallBringsItsTraceAndItsBytes() {
    List<String> heard = new ArrayList<>();
    PeerTransport traced = new TracedTransport(loopback, new Told("00-1-2-01", heard));
    traced.respond(Channel.QUEUE, (from, request) -> CompletableFuture.completedFuture(request));
    assertArrayEquals(bytes("published"), answer(traced.request(OTHER, Channel.QUEUE, bytes("published"), 1)));
    assertArrayEquals(new byte[0], answer(traced.request(OTHER, Channel.QUEUE, new byte[0], 1)));
    assertEquals(List.of("queue of a: 00-1-2-01", "queue of a: 00-1-2-01"), heard);
  }

  @Test
  void whatIsDoneLaterIsDoneOnTheTrailOfTheCall() {
    List<String> heard = new ArrayList<>();
    Trail trail = new TracedTransport(loopback, new Told("00-1-2-01", heard)).trail();
    trail.on(() -> heard.add("done"));
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletableFuture<String> carried = trail.carry(answer).toCompletableFuture();
    carried.thenAccept(heard::add);
    answer.complete("answered");
    CompletableFuture<String> broken = trail.carry(CompletableFuture.<String>failedFuture(new IllegalStateException("broken"))).toCompletableFuture();
    assertEquals("broken", assertThrows(CompletionException.class, broken::join).getCause().getMessage());
    String on = "on the trail of 00-1-2-01";
    assertEquals(List.of(on, "done", on, "answered", on), heard);
    assertSame(answer, Trail.NONE.carry(answer), "what is not followed costs nothing");
  }

  @Test
  void whetherOneOfTwoNodesTracesIsItsOwnAffair() {
    List<String> heard = new ArrayList<>();
    PeerTransport silent = new TracedTransport(loopback, CallTracing.NONE);
    PeerTransport traced = new TracedTransport(loopback, new Told("00-1-2-01", heard));
    traced.respond(Channel.LOCK, (from, request) -> CompletableFuture.completedFuture(request));
    assertArrayEquals(bytes("x"), answer(silent.request(OTHER, Channel.LOCK, bytes("x"), 1)));
    silent.respond(Channel.LOCK, (from, request) -> CompletableFuture.completedFuture(request));
    assertArrayEquals(bytes("x"), answer(traced.request(OTHER, Channel.LOCK, bytes("x"), 1)));
    assertEquals(List.of("lock of a: "), heard);
  }

  @Test
  void otherChannelsAreAsTheyWere() {
    PeerTransport traced = new TracedTransport(loopback, new Told("00-1-2-01", new ArrayList<>()));
    traced.respond(Channel.RAFT, (from, request) -> CompletableFuture.completedFuture(request));
    traced.request(OTHER, Channel.RAFT, bytes("x"), 1);
    traced.send(OTHER, Channel.CACHE, bytes("y"));
    assertArrayEquals(bytes("x"), loopback.frames.get(0));
    assertArrayEquals(bytes("y"), loopback.frames.get(1));
    assertEquals(Set.of(OTHER), traced.unreachable());
  }

  @Test
  void whatIsNoCallIsRefused() {
    new TracedTransport(loopback, CallTracing.NONE).respond(Channel.CACHE_CALL, (from, request) -> CompletableFuture.completedFuture(request));
    for (byte[] frame : List.of(new byte[0], new byte[] {1}, new byte[] {(byte) 200, 1, 2})) {
      CompletableFuture<byte[]> refused = loopback.responders.get(Channel.CACHE_CALL).respond(PEER, frame).toCompletableFuture();
      assertEquals(MalformedBinary.class, assertThrows(CompletionException.class, refused::join).getCause().getClass());
    }
  }
}
