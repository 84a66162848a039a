package io.dss.transport;

import io.dss.spi.PeerTransport.Channel;
import io.dss.spi.TimeSource;
import io.dss.transport.TransportCounters.Count;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Takes frames off a stream and remembers when bytes last came. One thread reads; {@link #lastHeardNanos} is for any. */
final class FrameReader {
  static final int BUFFER_BYTES = 64 << 10;
  private static final Channel[] CHANNELS = Channel.values();
  private final Ear ear;
  private final DataInputStream in;
  private final TransportCounters counters;

  FrameReader(InputStream in, TimeSource time, TransportCounters counters) {
    this.ear = new Ear(in, time);
    this.in = new DataInputStream(new BufferedInputStream(ear, BUFFER_BYTES));
    this.counters = counters;
  }

  /**
   * The next frame. No memory is taken for a length before it was held against {@code maxBytes}.
   *
   * @throws BrokenFrame when what comes is none
   * @throws java.io.EOFException at the end of the stream
   */
  Frame read(int maxBytes) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > maxBytes) throw new BrokenFrame(RefusalCause.FRAME_TOO_LONG, "a frame of " + (length & 0xffffffffL) + " bytes");
    if (length < Frame.HEAD_BYTES) throw new BrokenFrame(RefusalCause.MALFORMED_FRAME, "a frame of " + length + " bytes");
    Frame.Kind kind = Frame.Kind.of(in.readUnsignedByte()).orElseThrow(() -> new BrokenFrame(RefusalCause.MALFORMED_FRAME, "an unknown kind"));
    Optional<Channel> channel = channel(kind, in.readUnsignedByte());
    int bodyBytes = length - Frame.HEAD_BYTES - (kind.hasRequest ? Frame.REQUEST_BYTES : 0);
    if (bodyBytes < 0) throw new BrokenFrame(RefusalCause.MALFORMED_FRAME, kind + " of " + length + " bytes");
    long request = kind.hasRequest ? in.readLong() : 0;
    byte[] body = new byte[bodyBytes];
    in.readFully(body);
    counters.add(Count.FRAMES_IN);
    counters.add(Count.BYTES_IN, Frame.LENGTH_BYTES + length);
    return new Frame(kind, channel, request, body);
  }

  /** On the monotonic clock; when the reader was made, if nothing has come. Bytes count, not frames: a long frame may take its time. */
  long lastHeardNanos() {
    return ear.lastHeardNanos;
  }

  private static Optional<Channel> channel(Frame.Kind kind, int number) throws BrokenFrame {
    if (!kind.hasChannel && number == 0) return Optional.empty();
    for (Channel channel : CHANNELS) {
      if (kind.hasChannel && channel.number() == number) return Optional.of(channel);
    }
    throw new BrokenFrame(RefusalCause.MALFORMED_FRAME, kind + " of channel " + number);
  }

  private static final class Ear extends FilterInputStream {
    private final TimeSource time;
    private volatile long lastHeardNanos;

    Ear(InputStream in, TimeSource time) {
      super(in);
      this.time = time;
      this.lastHeardNanos = time.monotonicNanos();
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      int got = super.read(into, from, count);
      lastHeardNanos = time.monotonicNanos();
      return got;
    }
  }
}
