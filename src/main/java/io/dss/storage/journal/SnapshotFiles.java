package io.dss.storage.journal;

import io.dss.kernel.DiskId;
import io.dss.kernel.Invariant;
import io.dss.raft.log.SnapshotMeta;
import io.dss.spi.SnapshotStore;
import io.dss.spi.StoreFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One file per snapshot, called by index and term. A file under such a name is whole; it got the name after it was synced. The newest is the one
 * with the highest index: a sink that commits what is not newer than that one leaves nothing. Thread-safe.
 */
final class SnapshotFiles implements SnapshotStore {
  private static final String SUFFIX = ".snap";

  private final Disk disk;
  private final Path directory;
  private final DiskId id;
  private final Fuse fuse = new Fuse();
  /** How many sources read a file; one that is not the newest is deleted with its last reader. */
  private final TreeMap<Path, Integer> readers = new TreeMap<>();
  private Optional<SnapshotMeta> newest = Optional.empty();
  private long unfinished;

  /** Reads the newest one through: damage is better found now than when a peer needs it. */
  SnapshotFiles(Disk disk, Path directory, DiskId id) throws IOException {
    this.disk = disk;
    this.directory = directory;
    this.id = id;
    disk.makeDirectory(directory);
    List<String> names = disk.names(directory).stream().filter(name -> name.endsWith(SUFFIX)).toList();
    if (!names.isEmpty()) newest = Optional.of(verified(directory.resolve(names.get(names.size() - 1))));
    dropOthers();
  }

  @Override
  public synchronized Optional<SnapshotMeta> newest() {
    return fuse.run("looking for the newest snapshot", () -> newest);
  }

  @Override
  public synchronized Source open() {
    SnapshotMeta meta = newest.orElseThrow(() -> new StoreFailed("there is no snapshot in " + directory));
    Path path = path(meta);
    return fuse.run("opening " + path, () -> {
      Source source = SnapshotSource.open(disk, path, id, fuse, () -> release(path));
      readers.merge(path, 1, Integer::sum);
      return source;
    });
  }

  @Override
  public synchronized Sink begin(SnapshotMeta meta) {
    Path path = directory.resolve(path(meta).getFileName() + "." + ++unfinished + SealedFile.UNFINISHED);
    return fuse.run("beginning " + path, () -> new SnapshotSink(disk, path, SnapshotForm.header(id, meta), meta, fuse, this::publish));
  }

  /** Gives the finished and synced file its name, or deletes it when it is not newer than what is there. */
  private synchronized void publish(SnapshotMeta meta, Path finished) throws IOException {
    if (newest.isPresent() && newest.get().lastIndex() >= meta.lastIndex()) {
      disk.delete(finished);
      return;
    }
    disk.rename(finished, path(meta));
    disk.syncDirectory(directory);
    Optional<SnapshotMeta> before = newest;
    newest = Optional.of(meta);
    if (before.isPresent()) dropUnread(path(before.get()));
  }

  private synchronized void release(Path path) throws IOException {
    int left = readers.merge(path, -1, Integer::sum);
    Invariant.check(left >= 0, "%s was closed more often than opened", path);
    if (left > 0) return;
    readers.remove(path);
    if (newest.isEmpty() || !path.equals(path(newest.get()))) dropUnread(path);
  }

  private void dropUnread(Path path) throws IOException {
    if (readers.containsKey(path)) return;
    disk.delete(path);
    disk.syncDirectory(directory);
  }

  private void dropOthers() throws IOException {
    for (String name : disk.names(directory)) {
      Path path = directory.resolve(name);
      boolean old = name.endsWith(SUFFIX) && !path.equals(path(newest.orElseThrow()));
      if (old || name.endsWith(SealedFile.UNFINISHED)) disk.delete(path);
    }
  }

  private SnapshotMeta verified(Path path) throws IOException {
    try (Source source = SnapshotSource.open(disk, path, id, fuse, () -> {})) {
      if (!path(source.meta()).equals(path)) throw Damage.at(path, 0, "by its header its name is " + path(source.meta()).getFileName());
      for (long at = 0; at < source.sizeBytes(); at += SnapshotForm.BLOCK_BYTES) source.read(at, SnapshotForm.BLOCK_BYTES);
      return source.meta();
    }
  }

  private Path path(SnapshotMeta meta) {
    return directory.resolve(String.format("%020d-%020d%s", meta.lastIndex(), meta.lastTerm(), SUFFIX));
  }
}
