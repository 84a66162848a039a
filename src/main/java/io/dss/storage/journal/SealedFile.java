package io.dss.storage.journal;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A small file that is replaced as a whole: four letters, the body, CRC-32C. After a crash it is the old one or the new one. */
record SealedFile(Disk disk, Path path, int magic) {
  static final String UNFINISHED = ".tmp";
  private static final int MAX_BYTES = 64 * 1024;
  private static final int AROUND_BYTES = 8;

  boolean exists() throws IOException {
    return disk.exists(path);
  }

  /** Durable on return. */
  void write(byte[] body) throws IOException {
    BinaryWriter out = new BinaryWriter(body.length + AROUND_BYTES).i32(magic).raw(body, 0, body.length);
    byte[] sealed = out.toBytes();
    out.i32(new Checksum().of(sealed, 0, sealed.length).value());
    Path unfinished = path.resolveSibling(path.getFileName() + UNFINISHED);
    if (disk.exists(unfinished)) disk.delete(unfinished);
    try (Disk.DiskFile file = disk.create(unfinished)) {
      file.write(0, ByteBuffer.wrap(out.toBytes()));
      file.sync(true);
    }
    disk.rename(unfinished, path);
    disk.syncDirectory(path.getParent());
  }

  byte[] read() throws IOException {
    byte[] all;
    try (Disk.DiskFile file = disk.open(path)) {
      if (file.sizeBytes() > MAX_BYTES || file.sizeBytes() < AROUND_BYTES) throw Damage.at(path, 0, "it cannot have " + file.sizeBytes() + " bytes");
      all = file.bytes(0, MAX_BYTES);
    }
    BinaryReader in = new BinaryReader(all);
    if (in.i32() != magic) throw Damage.at(path, 0, "it begins with other letters than it should");
    byte[] body = in.raw(all.length - AROUND_BYTES);
    if (in.i32() != new Checksum().of(all, 0, all.length - 4).value()) throw Damage.at(path, 0, "its checksum does not match");
    return body;
  }

  void delete() throws IOException {
    disk.delete(path);
    disk.syncDirectory(path.getParent());
  }
}
