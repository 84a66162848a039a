package io.dss.storage.journal;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.DiskId;
import io.dss.kernel.MalformedBinary;
import io.dss.raft.log.Configuration;
import io.dss.raft.log.SnapshotMeta;
import java.nio.file.Path;

/**
 * The form of one snapshot file: header with the meta data, body in blocks each with its checksum, trailer with the body's length.
 *
 * @param headerBytes where the body begins
 * @param seed the checksum of the header, which those of the blocks and of the trailer cover, so that nothing of another file passes
 */
record SnapshotForm(SnapshotMeta meta, int headerBytes, int seed) {
  static final int BLOCK_BYTES = 64 << 10;
  static final int SUM_BYTES = 4;
  static final int TRAILER_BYTES = 16;
  /** What is read at once to find the header in; a configuration is far smaller. */
  static final int MAX_HEADER_BYTES = 1 << 20;
  private static final int MAGIC = 0x44535353; // DSSS
  private static final int TRAILER_MAGIC = 0x44535354; // DSST
  private static final int VERSION = 1;
  private static final int FIXED_BYTES = 9;

  static byte[] header(DiskId disk, SnapshotMeta meta) {
    byte[] body = new BinaryWriter().string(disk.value()).count(meta.lastIndex()).count(meta.lastTerm()).count(meta.lastTimeMillis())
        .bytes(meta.configuration().encoded()).toBytes();
    if (body.length > MAX_HEADER_BYTES - FIXED_BYTES - SUM_BYTES) throw new IllegalArgumentException("meta data of " + body.length + " bytes");
    BinaryWriter out = new BinaryWriter(body.length + 16).i32(MAGIC).u8(VERSION).i32(body.length).raw(body, 0, body.length);
    byte[] checked = out.toBytes();
    return out.i32(new Checksum().of(checked, 0, checked.length).value()).toBytes();
  }

  static SnapshotForm of(SnapshotMeta meta, byte[] header) {
    return new SnapshotForm(meta, header.length, new BinaryReader(header, header.length - SUM_BYTES, SUM_BYTES).i32());
  }

  /** Reads the header of {@code file}, which begins with {@code bytes}. */
  static SnapshotForm read(Path file, byte[] bytes, DiskId disk) {
    try {
      BinaryReader in = new BinaryReader(bytes);
      if (in.i32() != MAGIC) throw new MalformedBinary("it begins with other letters than it should");
      in.version(VERSION, "snapshot");
      int bodyBytes = in.i32();
      BinaryReader body = new BinaryReader(in.raw(bodyBytes));
      int seed = in.i32();
      int checked = FIXED_BYTES + bodyBytes;
      if (seed != new Checksum().of(bytes, 0, checked).value()) throw new MalformedBinary("the checksum of its header does not match");
      DiskId of = new DiskId(body.string());
      if (!of.equals(disk)) throw new MalformedBinary("it belongs to disk " + of + ", this one is " + disk);
      SnapshotMeta meta = new SnapshotMeta(body.count(), body.count(), body.count(), Configuration.decoded(body.bytes()));
      body.end();
      return new SnapshotForm(meta, checked + SUM_BYTES, seed);
    } catch (MalformedBinary | IllegalArgumentException e) {
      throw Damage.at(file, 0, e.getMessage());
    }
  }

  /** Where block {@code number} begins, counted from 0. */
  long blockOffset(long number) {
    return headerBytes + number * (BLOCK_BYTES + SUM_BYTES);
  }

  int blockSum(long number, byte[] bytes, int count) {
    return new Checksum().of(seed).of(number).of(bytes, 0, count).value();
  }

  byte[] trailer(long bodyBytes) {
    return new BinaryWriter(TRAILER_BYTES).i32(TRAILER_MAGIC).i64(bodyBytes)
        .i32(new Checksum().of(seed).of(TRAILER_MAGIC).of(bodyBytes).value()).toBytes();
  }

  /** How long a file with that body is. */
  long fileBytes(long bodyBytes) {
    long blocks = (bodyBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    return headerBytes + bodyBytes + blocks * SUM_BYTES + TRAILER_BYTES;
  }
}
