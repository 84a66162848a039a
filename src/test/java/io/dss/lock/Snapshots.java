package io.dss.lock;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** A table as bytes and back, for tests. */
final class Snapshots {
  private Snapshots() {}

  static byte[] bytes(LockTable table) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    table.writeTo(all::writeBytes);
    return all.toByteArray();
  }

  static LockTable table(byte[] bytes, int pieceBytes) {
    LockTableReader reader = new LockTableReader();
    for (int at = 0; at < bytes.length; at += pieceBytes) reader.accept(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceBytes)));
    return reader.finish();
  }

  static LockTable restarted(LockTable table) {
    return table(bytes(table), 1 << 16);
  }
}
