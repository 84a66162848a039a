package io.dss.coherence.link;

import io.dss.coherence.Message;
import io.dss.coherence.ViewId;
import java.util.ArrayList;
import java.util.List;

/** Two ends of a channel, and a clock that the test moves. Frames are handed over by the test, or lost by it. */
final class TwoEnds {
  static final long RESEND_MILLIS = 100;
  static final int FRAME_BYTES = 1_000;

  final PeerLink here = new PeerLink(RESEND_MILLIS);
  final PeerLink there = new PeerLink(RESEND_MILLIS);
  /** Keys of the messages that arrived at {@link #there}. */
  final List<String> arrived = new ArrayList<>();
  long nowMillis = 5_000;

  static ViewId view(long epoch) {
    return new ViewId(1, epoch);
  }

  /** Both ends have it, and have told each other. */
  static TwoEnds inView(long epoch) {
    TwoEnds ends = new TwoEnds();
    ends.here.view(view(epoch), ends.nowMillis);
    ends.there.view(view(epoch), ends.nowMillis);
    ends.settle();
    return ends;
  }

  static Message message(String key) {
    return new Message.Keyed(key, new Message.GetS());
  }

  void send(String... keys) {
    for (String key : keys) here.send(3, message(key));
  }

  List<byte[]> take() {
    return here.take(nowMillis, FRAME_BYTES);
  }

  void deliver(List<byte[]> frames) {
    for (byte[] frame : frames) {
      for (PeerLink.Arrived one : there.received(frame, nowMillis)) arrived.add(((Message.Keyed) one.message()).key());
    }
  }

  List<byte[]> answer() {
    return there.take(nowMillis, FRAME_BYTES);
  }

  void deliverAnswer() {
    for (byte[] frame : answer()) here.received(frame, nowMillis);
  }

  /** Frames go to and fro until there are none. */
  void settle() {
    for (List<byte[]> frames = take(), back = answer(); !frames.isEmpty() || !back.isEmpty(); frames = take(), back = answer()) {
      deliver(frames);
      for (byte[] frame : back) here.received(frame, nowMillis);
    }
  }

  void pass(long millis) {
    nowMillis += millis;
  }
}
