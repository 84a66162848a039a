package io.dss.storage.journal;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import java.nio.charset.StandardCharsets;

/**
 * The form of the batches of one segment. A batch is what one sync made durable, and the journal's record: it is there as a whole or not at all.
 * As the next one is only written when the sync of this one has returned, a batch on the disk proves that all before it were on the disk.
 *
 * <p>Both checksums cover the disk, the segment and the offset: a copy of a batch at another place (in an entry's payload, left over from an older
 * use of the space) is none. The last byte is never zero, so a batch that was cut short always ends in zeros where space was made ahead.
 */
final class Batches {
  static final int HEADER_BYTES = 20;
  static final int AROUND_BYTES = HEADER_BYTES + 5;
  private static final int MAGIC = 0x44535342; // DSSB
  private static final int CHECKED_HEADER_BYTES = 16;
  private static final int END = 0xe5;

  private final byte[] place;

  Batches(SegmentHeader header) {
    byte[] disk = header.disk().value().getBytes(StandardCharsets.US_ASCII);
    place = new BinaryWriter().raw(disk, 0, disk.length).i64(header.firstBatch()).toBytes();
  }

  /** {@code items} as batch {@code number} at {@code offset}. */
  byte[] framed(long number, long offset, BinaryWriter items) {
    byte[] payload = items.toBytes();
    BinaryWriter out = new BinaryWriter(payload.length + AROUND_BYTES);
    byte[] head = beginning(number).i32(payload.length).toBytes();
    out.raw(head, 0, head.length).i32(sum(offset, head, 0, head.length)).raw(payload, 0, payload.length);
    byte[] checked = out.toBytes();
    return out.i32(sum(offset, checked, 0, checked.length)).u8(END).toBytes();
  }

  /** The bytes that any batch of that number begins with, whatever is in it. */
  static BinaryWriter beginning(long number) {
    return new BinaryWriter(HEADER_BYTES).i32(MAGIC).i64(number);
  }

  /** Whether the header of a batch is at {@code at}. */
  boolean headerAt(byte[] segment, int at) {
    if (at < 0 || segment.length - at < HEADER_BYTES || segment[at] != (byte) (MAGIC >>> 24)) return false;
    BinaryReader in = new BinaryReader(segment, at, HEADER_BYTES);
    if (in.i32() != MAGIC || in.i64() < 1 || in.i32() < 0) return false;
    return in.i32() == sum(at, segment, at, CHECKED_HEADER_BYTES);
  }

  /** Whether a whole batch is at {@code at}. */
  boolean wholeAt(byte[] segment, int at) {
    if (!headerAt(segment, at)) return false;
    long end = endAt(segment, at);
    if (end > segment.length || (segment[(int) end - 1] & 0xff) != END) return false;
    int checked = (int) end - 5 - at;
    return new BinaryReader(segment, (int) end - 5, 4).i32() == sum(at, segment, at, checked);
  }

  /** The number of the batch whose header is at {@code at}. */
  long numberAt(byte[] segment, int at) {
    return new BinaryReader(segment, at + 4, 8).i64();
  }

  /** Where the batch ends whose header is at {@code at}. */
  long endAt(byte[] segment, int at) {
    return (long) at + AROUND_BYTES + new BinaryReader(segment, at + 12, 4).i32();
  }

  /** The items of the whole batch at {@code at}. */
  BinaryReader itemsAt(byte[] segment, int at) {
    return new BinaryReader(segment, at + HEADER_BYTES, (int) endAt(segment, at) - 5 - at - HEADER_BYTES);
  }

  private int sum(long offset, byte[] bytes, int from, int count) {
    return new Checksum().of(place, 0, place.length).of(offset).of(bytes, from, count).value();
  }
}
