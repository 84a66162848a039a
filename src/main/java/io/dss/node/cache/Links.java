package io.dss.node.cache;

import io.dss.coherence.Message;
import io.dss.coherence.ViewId;
import io.dss.coherence.link.PeerLink;
import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The channels to the other cache nodes of the view. Confined to the loop, but for {@link #full} and {@link #pendingBytes}. */
final class Links {
  private final NodeId self;
  private final PeerTransport transport;
  private final TimeSource time;
  private final TreeMap<NodeId, PeerLink> links = new TreeMap<>();
  private volatile boolean full;
  private volatile long pendingBytes;

  Links(NodeId self, PeerTransport transport, TimeSource time) {
    this.self = self;
    this.transport = transport;
    this.time = time;
  }

  /** A later view: what was not delivered in the one before is void. */
  void view(ViewId view, List<NodeId> nodes) {
    links.keySet().removeIf(node -> !nodes.contains(node));
    for (NodeId node : nodes) {
      if (!node.equals(self)) links.computeIfAbsent(node, none -> new PeerLink(NodeLimits.RESEND_MILLIS)).view(view, nowMillis());
    }
  }

  /** This node is in no view. */
  void close() {
    links.clear();
    full = false;
    pendingBytes = 0;
  }

  void send(NodeId to, int bucket, Message message) {
    links.get(to).send(bucket, message);
  }

  /** Empty for a peer that is not in the view this node has. */
  Optional<List<PeerLink.Arrived>> received(NodeId from, byte[] frame) {
    return Optional.ofNullable(links.get(from)).map(link -> link.received(frame, nowMillis()));
  }

  /** Sends what is to be sent now. What the transport drops is sent again. */
  void flush() {
    boolean anyFull = false;
    long bytes = 0;
    for (NodeId node : links.keySet()) {
      PeerLink link = links.get(node);
      for (byte[] frame : link.take(nowMillis(), NodeLimits.FRAME_BYTES)) transport.send(node, PeerTransport.Channel.CACHE, frame);
      anyFull |= link.full();
      bytes += link.pendingBytes();
    }
    full = anyFull;
    pendingBytes = bytes;
  }

  /** A peer takes less than this node has for it. Any thread. */
  boolean full() {
    return full;
  }

  /** Any thread. */
  long pendingBytes() {
    return pendingBytes;
  }

  private long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(time.monotonicNanos());
  }
}
