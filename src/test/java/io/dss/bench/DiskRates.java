package io.dss.bench;

import io.dss.kernel.NodeId;
import io.dss.launch.ClusterDirectory;
import io.dss.raft.log.LogEntry;
import io.dss.spi.LogStore;
import io.dss.storage.journal.DataDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How often a second one record can be made durable on the disk that the nodes write to, by one thread: bare, and through the journal. */
final class DiskRates implements AutoCloseable {
  static final int RECORD_BYTES = 200;
  private static final int FILE_BYTES = 64 << 20;
  private static final int STEP_BYTES = 1 << 20;

  private final Path directory;
  private final FileChannel file;
  private final DataDirectory journalDirectory;
  private final LogStore journal;
  private long position;
  private long index;

  /** @param parent on the disk in question; a directory is made there, and deleted at the end */
  DiskRates(Path parent) throws IOException {
    directory = Files.createTempDirectory(parent, "disk-");
    file = FileChannel.open(directory.resolve("bare"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    for (int at = 0; at < FILE_BYTES; at += STEP_BYTES) file.write(ByteBuffer.allocate(STEP_BYTES), at);
    file.force(true);
    journalDirectory = DataDirectory.open(directory.resolve("journal"), new NodeId("bench:1"), () -> 1L);
    journal = journalDirectory.log();
    journal.recover();
  }

  /** Writes of one record each into a file that has its size already, each followed by an fsync. */
  double bare(long millis) throws IOException {
    return perSecond(millis, () -> {
      file.write(ByteBuffer.allocate(RECORD_BYTES), position);
      file.force(false);
      position = (position + RECORD_BYTES) % (FILE_BYTES - RECORD_BYTES);
    });
  }

  /** Appends of one entry each to the journal, each followed by its sync. */
  double journal(long millis) throws IOException {
    byte[] payload = new byte[RECORD_BYTES - LogEntry.OVERHEAD_BYTES];
    return perSecond(millis, () -> {
      journal.append(List.of(new LogEntry(++index, 1, index, LogEntry.Kind.COMMAND, payload)));
      journal.sync();
    });
  }

  private interface Step {
    void run() throws IOException;
  }

  private static double perSecond(long millis, Step step) throws IOException {
    long began = System.nanoTime();
    long count = 0;
    while (System.nanoTime() - began < TimeUnit.MILLISECONDS.toNanos(millis)) {
      step.run();
      count++;
    }
    return count * 1e9 / (System.nanoTime() - began);
  }

  @Override
  public void close() throws IOException {
    file.close();
    journalDirectory.close();
    ClusterDirectory.delete(directory);
  }
}
