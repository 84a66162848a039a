package io.dss.coherence.link;

import io.dss.kernel.MalformedBinary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What this end sends in one view: kept until acknowledged. When nothing was acknowledged for {@code resendMillis}, all that is in flight goes again
 * from the first (go-back-N), little at first and twice as much with every acknowledgement that brings something: a peer that is paused, or gone and
 * not yet out of the view, is not sent megabytes over and over.
 */
final class Outgoing {
  private final long resendMillis;
  private final ArrayDeque<Numbered> inFlight = new ArrayDeque<>();
  private final ArrayDeque<Numbered> waiting = new ArrayDeque<>();
  private long lastNumber;
  private long pendingBytes;
  private long inFlightBytes;
  private long allowedBytes = PeerLink.IN_FLIGHT_BYTES;
  /** When the flight last began, or last got shorter. */
  private long progressMillis;

  Outgoing(long resendMillis) {
    this.resendMillis = resendMillis;
  }

  long pendingBytes() {
    return pendingBytes;
  }

  void add(byte[] message) {
    waiting.add(new Numbered(++lastNumber, message));
    pendingBytes += message.length;
  }

  /** @throws MalformedBinary if as many were never sent */
  void acknowledged(long number, long nowMillis) {
    if (number > lastNumber) throw new MalformedBinary("message " + number + " acknowledged where " + lastNumber + " were sent");
    boolean any = forget(inFlight, number, true);
    // After going back, what waits again may have arrived all the same.
    any |= forget(waiting, number, false);
    if (!any) return;
    progressMillis = nowMillis;
    allowedBytes = Math.min(PeerLink.IN_FLIGHT_BYTES, 2 * allowedBytes);
  }

  private boolean forget(ArrayDeque<Numbered> messages, long through, boolean wereInFlight) {
    boolean any = false;
    while (!messages.isEmpty() && messages.peek().number() <= through) {
      int bytes = messages.poll().bytes().length;
      pendingBytes -= bytes;
      if (wereInFlight) inFlightBytes -= bytes;
      any = true;
    }
    return any;
  }

  void goBackIfDue(long nowMillis) {
    if (inFlight.isEmpty() || nowMillis - progressMillis < resendMillis) return;
    goBack();
    allowedBytes = PeerLink.PROBE_BYTES;
  }

  /** What was sent may not have arrived: it waits again, before what waits. */
  void goBack() {
    while (!inFlight.isEmpty()) waiting.addFirst(inFlight.pollLast());
    inFlightBytes = 0;
  }

  /** What the next frame brings, in order; at most {@code maxBytes} unless it is one message. Empty: nothing may be sent now. */
  List<Numbered> next(long nowMillis, int maxBytes) {
    List<Numbered> next = new ArrayList<>();
    int bytes = 0;
    while (!waiting.isEmpty() && inFlightBytes < allowedBytes && (next.isEmpty() || bytes + waiting.peek().bytes().length <= maxBytes)) {
      Numbered message = waiting.poll();
      if (inFlight.isEmpty()) progressMillis = nowMillis;
      inFlight.add(message);
      inFlightBytes += message.bytes().length;
      bytes += message.bytes().length;
      next.add(message);
    }
    return next;
  }
}
