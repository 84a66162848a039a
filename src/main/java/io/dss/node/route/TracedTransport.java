package io.dss.node.route;

import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport;
import io.dss.spi.Trail;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A transport on which requests that carry clients' calls begin with the trace they belong to: one byte of length, 0 where there is none, and so many of ASCII. Whether a node
 * traces is its own affair, so the byte is always there. All other channels are as they were.
 */
public final class TracedTransport implements PeerTransport {
  private static final Set<Channel> CALLS = EnumSet.of(Channel.LOCK, Channel.QUEUE, Channel.CACHE_CALL);
  private static final int MAX_CONTEXT_BYTES = 255;

  private final PeerTransport transport;
  private final CallTracing tracing;

  public TracedTransport(PeerTransport transport, CallTracing tracing) {
    this.transport = transport;
    this.tracing = tracing;
  }

  @Override
  public boolean send(NodeId to, Channel channel, byte[] frame) {
    return transport.send(to, channel, frame);
  }

  @Override
  public CompletionStage<byte[]> request(NodeId to, Channel channel, byte[] request, long timeoutNanos) {
    if (!CALLS.contains(channel)) return transport.request(to, channel, request, timeoutNanos);
    return tracing.leaving(name(channel), to, context -> transport.request(to, channel, framed(context, request), timeoutNanos));
  }

  @Override
  public void receive(Channel channel, Receiver receiver) {
    transport.receive(channel, receiver);
  }

  @Override
  public void respond(Channel channel, Responder responder) {
    transport.respond(channel, CALLS.contains(channel) ? (from, frame) -> arrived(channel, responder, from, frame) : responder);
  }

  @Override
  public Trail trail() {
    return tracing.trail();
  }

  private CompletionStage<byte[]> arrived(Channel channel, Responder responder, Peer from, byte[] frame) {
    int length = frame.length == 0 ? Integer.MAX_VALUE : frame[0] & 0xff;
    if (length >= frame.length) return CompletableFuture.failedFuture(new MalformedBinary("a call of " + frame.length + " bytes that begins with no trace, nor with none"));
    String context = new String(frame, 1, length, StandardCharsets.US_ASCII);
    byte[] request = Arrays.copyOfRange(frame, 1 + length, frame.length);
    return tracing.arriving(name(channel), from.node(), context, () -> responder.respond(from, request));
  }

  private static byte[] framed(String context, byte[] request) {
    byte[] told = context.getBytes(StandardCharsets.US_ASCII);
    if (told.length > MAX_CONTEXT_BYTES) throw new IllegalArgumentException("a trace of " + told.length + " bytes: " + MAX_CONTEXT_BYTES + " are allowed");
    byte[] frame = new byte[1 + told.length + request.length];
    frame[0] = (byte) told.length;
    System.arraycopy(told, 0, frame, 1, told.length);
    System.arraycopy(request, 0, frame, 1 + told.length, request.length);
    return frame;
  }

  private static String name(Channel channel) {
    return channel.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Set<NodeId> unreachable() {
    return transport.unreachable();
  }

  @Override
  public void close() {
    transport.close();
  }
}
