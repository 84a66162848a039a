package io.dss.coherence.link;

import io.dss.coherence.Message;
import io.dss.coherence.ViewId;
import java.util.List;

/**
 * This node's end of the channel to one peer. Values in, values out; not thread-safe. What is to leave is fetched with {@link #take} after each batch of events,
 * so that many messages go in one frame, and may be lost.
 */
public final class PeerLink {
  /** Messages that were sent or wait to be, as they take bytes; beyond it this node takes no new calls ({@link #full}), so that what others ask is still answered. */
  public static final long WINDOW_BYTES = 8 << 20;

  /** @param resendMillis after which what was sent and not acknowledged is sent again */
  public PeerLink(long resendMillis) {
    throw new UnsupportedOperationException();
  }

  /** Both ends begin anew; what was not delivered is forgotten. */
  public void view(ViewId view, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  public void send(int bucket, Message message) {
    throw new UnsupportedOperationException();
  }

  public record Arrived(int bucket, Message message) {}

  /**
   * A frame of the peer: the messages of it that are new. One of a later view than this end's brings nothing and is not acknowledged, so that the peer sends it
   * again when this end has that view; one of an earlier view brings nothing.
   *
   * @throws io.dss.kernel.MalformedBinary if it is none
   */
  public List<Arrived> received(byte[] frame, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** Frames to be sent now, first ones and repeated ones and acknowledgements, each at most {@code maxBytes} unless it is a single message. */
  public List<byte[]> take(long nowMillis, int maxBytes) {
    throw new UnsupportedOperationException();
  }

  public boolean full() {
    throw new UnsupportedOperationException();
  }

  public long pendingBytes() {
    throw new UnsupportedOperationException();
  }
}
