package io.dss.spi.memory;

import io.dss.kernel.Entropy;
import io.dss.spi.LogStore;
import io.dss.spi.SnapshotStore;

/**
 * The trivial twin of a data directory: what is synced survives {@link #crash}, of what is not a beginning drawn from the entropy does. Stores that
 * were handed out before a crash are dead. Not thread-safe.
 */
public final class MemoryDisk {
  private MemoryLogStore.Content log = new MemoryLogStore.Content();
  private MemorySnapshotStore.Content snapshots = new MemorySnapshotStore.Content();
  private MemoryLogStore openLog;

  /** The log, once per life of a node; one that was open is closed, which forgets what was not synced. */
  public LogStore log() {
    if (openLog != null) openLog.close();
    openLog = new MemoryLogStore(log);
    return openLog;
  }

  public SnapshotStore snapshots() {
    return new MemorySnapshotStore(snapshots);
  }

  public void crash(Entropy entropy) {
    if (openLog != null) openLog.crash(entropy);
    openLog = null;
    log = log.copy();
    snapshots = snapshots.copy();
  }

  /** The next sync of the log fails, and with it every later call, until the log is opened again. */
  public void failNextSync() {
    openLog.failNextSync();
  }
}
