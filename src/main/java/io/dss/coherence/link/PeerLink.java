package io.dss.coherence.link;

import io.dss.coherence.Message;
import io.dss.coherence.ViewId;
import io.dss.kernel.Invariant;
import java.util.ArrayList;
import java.util.List;

/**
 * This node's end of the channel to one peer. Values in, values out; not thread-safe. What is to leave is fetched with {@link #take} after each batch
 * of events, so that many messages go in one frame, and may be lost. It must also be called as time passes, several times within {@code
 * resendMillis}. Instants are of one monotonic clock, in milliseconds.
 *
 * <p>Both ends must have begun a view with nothing sent: an incarnation that lost its link is not in the view any more, and comes back in a later
 * one.
 */
public final class PeerLink {
  /**
   * Messages that were sent or wait to be, as they take bytes; beyond it this node takes no new calls ({@link #full}), so that what others ask is
   * still answered.
   */
  public static final long WINDOW_BYTES = 8 << 20;
  /** Messages that were sent and not acknowledged: as long as they are fewer, one more is sent. */
  static final long IN_FLIGHT_BYTES = 1 << 20;
  /** As many of them as are sent again at first. */
  static final long PROBE_BYTES = 64 << 10;
  /**
   * With as many an acknowledgement does not wait any longer. Less than what may be in flight at least, so that no sender stands still for one that
   * waits.
   */
  static final long ACKNOWLEDGED_BYTES = 32 << 10;

  /** Of the time to resend: how long an acknowledgement waits for a message that takes it along. */
  private static final int ACKNOWLEDGED_WITHIN = 4;

  private final long resendMillis;
  private ViewId view = ViewId.NONE;
  private Outgoing outgoing;
  private Incoming incoming;

  /** @param resendMillis after which what was sent and not acknowledged is sent again */
  public PeerLink(long resendMillis) {
    Invariant.check(resendMillis > 0, "sent again after %d ms", resendMillis);
    this.resendMillis = resendMillis;
    begin();
  }

  /** Both ends begin anew; what was not delivered is forgotten. @param next later than the one before */
  public void view(ViewId next, long nowMillis) {
    Invariant.check(next.isAfter(view), "view %s after %s", next, view);
    view = next;
    begin();
  }

  private void begin() {
    outgoing = new Outgoing(resendMillis);
    incoming = new Incoming(resendMillis / ACKNOWLEDGED_WITHIN);
  }

  /** Needs a view. Never refused: {@link #full} is for those who cause messages. */
  public void send(int bucket, Message message) {
    Invariant.check(view.isAfter(ViewId.NONE), "a message before there is a view: %s", message);
    outgoing.add(LinkFrame.encoded(bucket, message));
  }

  public record Arrived(int bucket, Message message) {}

  /**
   * A frame of the peer: the messages of it that are new. One of a later view than this end's brings nothing and is not acknowledged, so that the
   * peer sends it again when this end has that view; one of an earlier view brings nothing.
   *
   * @throws io.dss.kernel.MalformedBinary if it is none; then nothing has changed. Of a frame of another view only the head is looked at
   */
  public List<Arrived> received(byte[] frame, long nowMillis) {
    LinkFrame said = LinkFrame.decoded(frame, view);
    if (!said.view().equals(view)) return List.of();
    outgoing.acknowledged(said.acknowledged(), nowMillis);
    // It has the view from now on, and had it not when what is in flight came to it.
    if (incoming.firstHeard() && said.acknowledged() == 0) outgoing.goBack();
    return incoming.accept(said, frame.length, nowMillis);
  }

  /** Frames to be sent now, first ones and repeated ones and acknowledgements, each at most {@code maxBytes} unless it is a single message. */
  public List<byte[]> take(long nowMillis, int maxBytes) {
    if (view.equals(ViewId.NONE)) return List.of();
    outgoing.goBackIfDue(nowMillis);
    List<byte[]> frames = new ArrayList<>();
    int mostBytes = maxBytes - LinkFrame.HEAD_BYTES;
    List<Numbered> next = outgoing.next(nowMillis, mostBytes);
    while (!next.isEmpty()) {
      frames.add(frame(next));
      next = outgoing.next(nowMillis, mostBytes);
    }
    if (frames.isEmpty() && incoming.acknowledgementDue(nowMillis)) frames.add(frame(List.of()));
    return frames;
  }

  private byte[] frame(List<Numbered> messages) {
    incoming.told();
    return LinkFrame.encoded(view, incoming.deliveredThrough(), messages);
  }

  public boolean full() {
    return pendingBytes() >= WINDOW_BYTES;
  }

  public long pendingBytes() {
    return outgoing.pendingBytes();
  }
}
