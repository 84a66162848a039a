package io.dss.node.raft;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.spi.SnapshotStore;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The body of a snapshot: {@code (tag u8, length i32, bytes)} frames, all of one table together, the tables in the order of their tags, and a frame
 * with tag 0 and length 0 at the end, so that a snapshot cut short is never taken for a whole one.
 */
final class SnapshotFrames {
  private static final int HEADER_BYTES = 5;
  /** A frame longer than this is damage: tables hand over chunks of about a megabyte. */
  private static final int MAX_FRAME_BYTES = 16 << 20;
  private static final int END = 0;

  private SnapshotFrames() {}

  static void write(SnapshotStore.Sink sink, int tag, byte[] bytes) {
    byte[] header = new BinaryWriter(HEADER_BYTES).u8(tag).i32(bytes.length).toBytes();
    sink.write(header, 0, header.length);
    sink.write(bytes, 0, bytes.length);
  }

  static void end(SnapshotStore.Sink sink) {
    write(sink, END, new byte[0]);
  }

  /** Reads a body from front to back. */
  static final class Reader {
    private final SnapshotStore.Source source;
    private long at;
    private int tag;
    private int length;

    Reader(SnapshotStore.Source source) {
      this.source = source;
      header();
    }

    /** The tag of the next frame; {@link #END} when there is none. */
    int tag() {
      return tag;
    }

    boolean atEnd() {
      return tag == END;
    }

    /** The frames that follow, as long as they are of the present tag. */
    Iterator<byte[]> table() {
      int table = tag;
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return tag == table && table != END;
        }

        @Override
        public byte[] next() {
          if (!hasNext()) throw new NoSuchElementException();
          byte[] bytes = exactly(length);
          header();
          return bytes;
        }
      };
    }

    private void header() {
      BinaryReader in = new BinaryReader(exactly(HEADER_BYTES));
      tag = in.u8();
      length = in.i32();
      if (length < 0 || length > MAX_FRAME_BYTES || tag == END && length != 0) {
        throw new MalformedBinary("snapshot " + source.meta().lastIndex() + ": frame of " + length + " bytes at offset " + (at - HEADER_BYTES));
      }
    }

    private byte[] exactly(int count) {
      byte[] bytes = source.read(at, count);
      if (bytes.length != count) {
        throw new MalformedBinary("snapshot " + source.meta().lastIndex() + " ends at " + (at + bytes.length) + ", in the middle of a frame");
      }
      at += count;
      return bytes;
    }
  }
}
