package io.dss.coherence.link;

import java.util.List;

/**
 * What arrives at this end in one view. An acknowledgement goes with whatever is sent anyway; alone it goes when some time has passed, when much has
 * come, or at once when the peer shows that it missed one.
 */
final class Incoming {
  private final long delayMillis;
  private long deliveredThrough;
  private boolean heard;
  /** The peer waits to be told. */
  private boolean owed;
  private long owedSinceMillis;
  private long owedBytes;
  private boolean atOnce = true;

  /** It begins with a frame that says that this end has the view: what the peer sent before was dropped, and need not wait to be sent again. */
  Incoming(long delayMillis) {
    this.delayMillis = delayMillis;
  }

  long deliveredThrough() {
    return deliveredThrough;
  }

  /** Whether it is the first frame of the peer in this view. */
  boolean firstHeard() {
    boolean first = !heard;
    heard = true;
    return first;
  }

  /** Those that are new and next. After a gap there are none: the peer sends what is missing, and all after it, again. */
  List<PeerLink.Arrived> accept(LinkFrame frame, int bytes, long nowMillis) {
    int count = frame.messages().size();
    if (count == 0 || frame.firstNumber() > deliveredThrough + 1) return List.of();
    long lastNumber = frame.firstNumber() + count - 1;
    if (lastNumber <= deliveredThrough) {
      atOnce = true;
      return List.of();
    }
    int known = (int) (deliveredThrough + 1 - frame.firstNumber());
    deliveredThrough = lastNumber;
    owe(bytes, nowMillis);
    return known == 0 ? frame.messages() : frame.messages().subList(known, count);
  }

  private void owe(int bytes, long nowMillis) {
    if (!owed) owedSinceMillis = nowMillis;
    owed = true;
    owedBytes += bytes;
    if (owedBytes >= PeerLink.ACKNOWLEDGED_BYTES) atOnce = true;
  }

  boolean acknowledgementDue(long nowMillis) {
    return atOnce || owed && nowMillis - owedSinceMillis >= delayMillis;
  }

  /** A frame leaves. */
  void told() {
    owed = false;
    owedBytes = 0;
    atOnce = false;
  }
}
