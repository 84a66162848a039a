package io.dss.storage.journal;

import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.Entropy;
import io.dss.kernel.Invariant;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.spi.LogStore;
import io.dss.spi.SnapshotStore;
import io.dss.spi.StoreFailed;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All that a node keeps on its disk, and whose it is. One process has it at a time; the lock ends with the process. Every opening is a new
 * incarnation, durable before {@link #open} returns. Not thread-safe, bar the snapshot store; every method may block on the disk.
 */
public final class DataDirectory implements AutoCloseable {
  private final SealedFile file;
  private final Closeable lock;
  private final Journal log;
  private final SnapshotFiles snapshots;
  private final Fuse fuse = new Fuse();
  private Identity identity;

  private DataDirectory(SealedFile file, Closeable lock, Identity identity, Journal log, SnapshotFiles snapshots) {
    this.file = file;
    this.lock = lock;
    this.identity = identity;
    this.log = log;
    this.snapshots = snapshots;
  }

  /**
   * Opens {@code directory}, or makes it when it is not there or empty: then {@code entropy} gives it its disk id.
   *
   * @throws StoreFailed when another process has it, when it is another node's, when it or its newest snapshot is damaged
   */
  public static DataDirectory open(Path directory, NodeId node, Entropy entropy) {
    return open(new RealDisk(), directory, node, entropy, JournalSizes.DEFAULT);
  }

  /** As above, with other sizes than {@link JournalSizes#DEFAULT}. */
  public static DataDirectory open(Path directory, NodeId node, Entropy entropy, JournalSizes sizes) {
    return open(new RealDisk(), directory, node, entropy, sizes);
  }

  static DataDirectory open(Disk disk, Path directory, NodeId node, Entropy entropy, JournalSizes sizes) {
    return new Fuse().run("opening " + directory, () -> {
      disk.makeDirectory(directory);
      Closeable lock = disk.lock(directory.resolve("lock")).orElseThrow(() -> new StoreFailed(directory + " is in use by another process: each node"
          + " needs a data directory of its own"));
      try {
        return opened(disk, directory, node, entropy, sizes, lock);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    });
  }

  private static DataDirectory opened(Disk disk, Path directory, NodeId node, Entropy entropy, JournalSizes sizes, Closeable lock)
      throws IOException {
    SealedFile file = new SealedFile(disk, directory.resolve("identity"), Identity.MAGIC);
    Identity identity = file.exists() ? read(file, node) : fresh(disk, file, node, entropy);
    Journal log = new Journal(disk, directory.resolve("log"), identity.disk(), sizes);
    // Incarnation 0 says that it is being made: only then a log without a segment is a new one and not a lost one.
    if (identity.incarnation() == 0) log.begin();
    SnapshotFiles snapshots = new SnapshotFiles(disk, directory.resolve("snapshots"), identity.disk());
    Identity next = identity.withIncarnation(identity.incarnation() + 1);
    file.write(next.encoded());
    return new DataDirectory(file, lock, next, log, snapshots);
  }

  private static Identity read(SealedFile file, NodeId node) throws IOException {
    Identity identity;
    try {
      identity = Identity.decoded(file.read());
    } catch (MalformedBinary | IllegalArgumentException e) {
      throw Damage.at(file.path(), 0, e.getMessage());
    }
    if (!identity.node().equals(node)) {
      throw new StoreFailed(file.path().getParent() + " is the data directory of node " + identity.node() + ", this is node " + node
          + ": give this node its own directory, or its old name");
    }
    return identity;
  }

  private static Identity fresh(Disk disk, SealedFile file, NodeId node, Entropy entropy) throws IOException {
    Path directory = file.path().getParent();
    for (String part : List.of("log", "snapshots")) {
      boolean used = !disk.names(directory.resolve(part)).isEmpty();
      if (used) throw Damage.at(file.path(), 0, "it is missing, but there is a directory '" + part + "' with files");
    }
    Identity identity = new Identity(node, DiskId.draw(entropy), 0, Optional.empty());
    file.write(identity.encoded());
    return identity;
  }

  public NodeId node() {
    return identity.node();
  }

  public DiskId diskId() {
    return identity.disk();
  }

  /** From 1; higher than at any opening before. */
  public long incarnation() {
    return identity.incarnation();
  }

  /** Where this disk belongs, once it has joined. */
  public Optional<ClusterId> cluster() {
    return identity.cluster();
  }

  /** This disk belongs to {@code cluster} from now on and to no other ever. Durable on return. */
  public void joined(ClusterId cluster) {
    Invariant.check(identity.cluster().isEmpty() || identity.cluster().get().equals(cluster), "this disk belongs to cluster %s, not to %s",
        identity.cluster().orElse(null), cluster);
    if (identity.cluster().isEmpty()) replace(identity.in(cluster));
  }

  /** Makes this incarnation at least {@code atLeast}, when the cluster knows of a later one than the disk does. Durable on return. */
  public void raiseIncarnation(long atLeast) {
    if (identity.incarnation() < atLeast) replace(identity.withIncarnation(atLeast));
  }

  public LogStore log() {
    return log;
  }

  public SnapshotStore snapshots() {
    return snapshots;
  }

  /** Closes the log and lets another process have the directory; what was not synced is forgotten. Sinks and sources are to be closed before. */
  @Override
  public void close() {
    try {
      log.close();
    } finally {
      fuse.finish("giving up the lock on " + file.path().getParent(), lock::close);
    }
  }

  private void replace(Identity changed) {
    fuse.act("writing " + file.path(), () -> file.write(changed.encoded()));
    identity = changed;
  }
}
