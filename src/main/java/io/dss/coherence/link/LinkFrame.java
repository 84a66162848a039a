package io.dss.coherence.link;

import io.dss.coherence.Buckets;
import io.dss.coherence.Message;
import io.dss.coherence.MessageCodec;
import io.dss.coherence.ViewId;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import java.util.ArrayList;
import java.util.List;

/**
 * What a frame says: its view, how many messages of the peer have arrived in that view, and messages that follow one another. Its form: version,
 * generation, ring epoch, {@code acknowledged}, how many messages, the number of the first (only if there is one), and of each its bucket and the
 * message.
 */
record LinkFrame(ViewId view, long acknowledged, long firstNumber, List<PeerLink.Arrived> messages) {
  /** All of a frame but its messages, at most. */
  static final int HEAD_BYTES = 1 + 5 * 9;

  private static final int VERSION = 1;
  /** Bucket, kind, and a key of one character or an empty part of a report. */
  private static final int LEAST_MESSAGE_BYTES = 4;
  private static final int EXPECTED_MESSAGE_BYTES = 128;

  /** As it is in a frame: made once, however often it is sent. */
  static byte[] encoded(int bucket, Message message) {
    BinaryWriter out = new BinaryWriter(EXPECTED_MESSAGE_BYTES).count(bucket);
    MessageCodec.write(out, message);
    return out.toBytes();
  }

  static byte[] encoded(ViewId view, long acknowledged, List<Numbered> messages) {
    int bytes = HEAD_BYTES;
    for (Numbered message : messages) bytes += message.bytes().length;
    BinaryWriter out = new BinaryWriter(bytes).u8(VERSION).count(view.generation()).count(view.ringEpoch());
    out.count(acknowledged).count(messages.size());
    if (!messages.isEmpty()) out.count(messages.get(0).number());
    for (Numbered message : messages) out.raw(message.bytes(), 0, message.bytes().length);
    return out.toBytes();
  }

  /** @param here the view of this end: of a frame of another one nothing is read but its view, as nothing in it counts */
  static LinkFrame decoded(byte[] frame, ViewId here) {
    BinaryReader in = new BinaryReader(frame);
    in.version(VERSION, "frame of a coherence link");
    ViewId view = new ViewId(in.count(), in.count());
    if (view.equals(ViewId.NONE)) throw new MalformedBinary("a frame of no view");
    if (!view.equals(here)) return new LinkFrame(view, 0, 0, List.of());
    long acknowledged = in.count();
    int count = in.size(LEAST_MESSAGE_BYTES);
    long firstNumber = count == 0 ? 0 : firstNumber(in, count);
    List<PeerLink.Arrived> messages = new ArrayList<>(count);
    for (int left = count; left > 0; left--) messages.add(new PeerLink.Arrived(bucket(in), MessageCodec.read(in)));
    in.end();
    return new LinkFrame(view, acknowledged, firstNumber, messages);
  }

  private static long firstNumber(BinaryReader in, int count) {
    long first = in.count();
    if (first < 1 || first > Long.MAX_VALUE - count) throw new MalformedBinary(count + " messages from number " + first);
    return first;
  }

  private static int bucket(BinaryReader in) {
    long bucket = in.count();
    if (bucket >= Buckets.COUNT) throw new MalformedBinary("bucket " + bucket);
    return (int) bucket;
  }
}
