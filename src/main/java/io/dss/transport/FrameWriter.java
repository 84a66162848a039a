package io.dss.transport;

import io.dss.transport.TransportCounters.Count;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Puts frames on a stream, many with one write: 64 KiB are gathered until somebody says {@link #flush}. One thread at a time. */
final class FrameWriter {
  private final DataOutputStream out;
  private final TransportCounters counters;
  private boolean unflushed;

  FrameWriter(OutputStream out, TransportCounters counters) {
    this.out = new DataOutputStream(new BufferedOutputStream(out, FrameReader.BUFFER_BYTES));
    this.counters = counters;
  }

  void write(Frame frame) throws IOException {
    unflushed = true;
    out.writeInt(frame.lengthBytes());
    out.writeByte(frame.kind().number);
    out.writeByte(frame.channel().map(channel -> channel.number()).orElse(0));
    if (frame.kind().hasRequest) out.writeLong(frame.request());
    out.write(frame.body());
    counters.add(Count.FRAMES_OUT);
    counters.add(Count.BYTES_OUT, Frame.LENGTH_BYTES + frame.lengthBytes());
  }

  void flush() throws IOException {
    if (unflushed) out.flush();
    unflushed = false;
  }
}
