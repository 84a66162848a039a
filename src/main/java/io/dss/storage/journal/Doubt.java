package io.dss.storage.journal;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.spi.LogStore.TornTail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Remembers over restarts that a tail was cut which may have been acknowledged, until the node has asked its peers. */
final class Doubt {
  private static final int MAGIC = 0x44535344; // DSSD
  private static final int VERSION = 1;

  private final SealedFile file;

  Doubt(Disk disk, Path directory) {
    file = new SealedFile(disk, directory.resolve("doubt"), MAGIC);
  }

  /** Durable on return. */
  void raise(TornTail tail) throws IOException {
    file.write(new BinaryWriter().u8(VERSION).string(tail.file()).count(tail.offset()).count(tail.bytesCut()).toBytes());
  }

  Optional<TornTail> raised() throws IOException {
    if (!file.exists()) return Optional.empty();
    BinaryReader in = new BinaryReader(file.read());
    try {
      in.version(VERSION, "doubt");
      TornTail tail = new TornTail(in.string(), in.count(), in.count(), true);
      in.end();
      return Optional.of(tail);
    } catch (MalformedBinary e) {
      throw Damage.at(file.path(), 0, e.getMessage());
    }
  }

  /** Durable on return. */
  void settle() throws IOException {
    if (file.exists()) file.delete();
  }
}
