package io.dss.storage.journal;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.DiskId;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.raft.log.HardState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first 512 bytes of a segment. It repeats all that is needed of the segments before it, so that these can be dropped.
 *
 * @param firstBatch the number of its first batch; also its name
 * @param restart whether the log was restarted here: nothing before counts
 * @param baseIndex the index of the last entry before it
 * @param baseTerm that entry's term
 * @param hardState the one that held when it began
 */
record SegmentHeader(DiskId disk, long firstBatch, boolean restart, long baseIndex, long baseTerm, HardState hardState) {
  static final int BYTES = 512;
  static final String SUFFIX = ".seg";
  private static final int CHECKED_BYTES = BYTES - 4;
  private static final int MAGIC = 0x4453534c; // DSSL
  private static final int VERSION = 1;

  String fileName() {
    return String.format("%020d%s", firstBatch, SUFFIX);
  }

  byte[] encoded() {
    BinaryWriter out = new BinaryWriter(BYTES).i32(MAGIC).u8(VERSION).string(disk.value()).i64(firstBatch).bool(restart).i64(baseIndex).i64(baseTerm)
        .i64(hardState.currentTerm()).string(hardState.votedFor().map(NodeId::value).orElse(""));
    byte[] checked = Arrays.copyOf(out.toBytes(), CHECKED_BYTES);
    return new BinaryWriter(BYTES).raw(checked, 0, CHECKED_BYTES).i32(new Checksum().of(checked, 0, CHECKED_BYTES).value()).toBytes();
  }

  /** The header of {@code file}, whose content begins with {@code bytes}; refused when it is damaged, of another disk or under another name. */
  static SegmentHeader read(Path file, byte[] bytes, DiskId disk) {
    if (bytes.length < BYTES) throw Damage.at(file, bytes.length, "it ends within its header of " + BYTES + " bytes");
    int expected = new BinaryReader(bytes, CHECKED_BYTES, 4).i32();
    if (new Checksum().of(bytes, 0, CHECKED_BYTES).value() != expected) throw Damage.at(file, 0, "the checksum of its header does not match");
    SegmentHeader header;
    try {
      header = decoded(new BinaryReader(bytes, 0, CHECKED_BYTES));
    } catch (MalformedBinary | IllegalArgumentException e) {
      throw Damage.at(file, 0, "its header is not one this build can read: " + e.getMessage());
    }
    if (!header.disk.equals(disk)) throw Damage.at(file, 0, "it belongs to disk " + header.disk + ", this one is " + disk);
    if (!header.fileName().equals(file.getFileName().toString())) throw Damage.at(file, 0, "by its header its name is " + header.fileName());
    return header;
  }

  private static SegmentHeader decoded(BinaryReader in) {
    if (in.i32() != MAGIC) throw new MalformedBinary("it begins with other letters");
    in.version(VERSION, "segment");
    DiskId disk = new DiskId(in.string());
    long firstBatch = in.i64();
    boolean restart = in.bool();
    long baseIndex = in.i64();
    long baseTerm = in.i64();
    long currentTerm = in.i64();
    String votedFor = in.string();
    return new SegmentHeader(disk, firstBatch, restart, baseIndex, baseTerm,
        new HardState(currentTerm, votedFor.isEmpty() ? Optional.empty() : Optional.of(new NodeId(votedFor))));
  }
}
