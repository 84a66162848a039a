package io.dss.lock;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;

/**
 * Reads what {@link LockTable#writeTo} wrote, in pieces of any size as they come. Whatever the bytes are, the only outcome besides a table is
 * {@link MalformedBinary}; it holds one frame in memory besides the table that it builds. Not thread-safe.
 */
public final class LockTableReader {
  private static final int LENGTH_BYTES = 4;

  private final LockTableRecords records = new LockTableRecords();
  private BinaryWriter rest = new BinaryWriter();
  /** How many bytes {@code rest} must have before there is anything to read from it. */
  private int wantedBytes = LENGTH_BYTES;

  /** @throws MalformedBinary if this cannot be the next piece of a table */
  public void accept(byte[] piece) {
    rest.raw(piece, 0, piece.length);
    if (rest.length() < wantedBytes) return;
    byte[] bytes = rest.toBytes();
    int at = 0;
    wantedBytes = LENGTH_BYTES;
    while (bytes.length - at >= LENGTH_BYTES) {
      int length = new BinaryReader(bytes, at, LENGTH_BYTES).i32();
      if (length < 1 || length > LockTableWriter.MAX_FRAME_BYTES) throw new MalformedBinary("a frame of " + length + " bytes in a lock table");
      wantedBytes = LENGTH_BYTES + length;
      if (bytes.length - at < wantedBytes) break;
      records.read(new BinaryReader(bytes, at + LENGTH_BYTES, length));
      at += wantedBytes;
      wantedBytes = LENGTH_BYTES;
    }
    rest = new BinaryWriter().raw(bytes, at, bytes.length - at);
  }

  /** @throws MalformedBinary if the table is not whole */
  public LockTable finish() {
    if (rest.length() > 0) throw new MalformedBinary("a lock table that ends within a frame");
    return records.table();
  }
}
