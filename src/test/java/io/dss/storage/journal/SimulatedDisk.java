package io.dss.storage.journal;

import io.dss.spi.NoSpaceLeft;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A file system in memory that loses on {@link #crash} what a real one may: of the writes since a file's last sync any beginning down to the byte, or
 * any sectors; of the names since a directory's last sync the last ones. It can also fail a chosen step, be full, and flip bits.
 */
final class SimulatedDisk implements Disk {
  enum Loss {
    /** The unsynced writes of a file up to some byte are there. */
    PREFIX,
    /** Of each unsynced write any sectors are there. */
    SECTORS
  }

  /** The power was cut. */
  static final class PowerLoss extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private record Write(long offset, byte[] bytes) {}

  private static final class Inode {
    byte[] durable = new byte[0];
    byte[] current = new byte[0];
    /** In order; a truncation is a write of null bytes. */
    final List<Write> unsynced = new ArrayList<>();

    void change(Write change) {
      current = applied(current, change, change.bytes() == null ? 0 : change.bytes().length);
      unsynced.add(change);
    }
  }

  private interface NameChange {
    void apply(Map<Path, Inode> names);
  }

  private record Named(Path directory, NameChange change) {}

  private final TreeMap<Path, Inode> durableNames = new TreeMap<>();
  private final TreeMap<Path, Inode> names = new TreeMap<>();
  private final List<Named> unsyncedNames = new ArrayList<>();
  private final TreeSet<Path> directories = new TreeSet<>();
  private final TreeSet<Path> locked = new TreeSet<>();
  private int life;
  long capacityBytes = Long.MAX_VALUE;
  /** Steps that change the disk until the power goes; negative for never. */
  int stepsLeft = -1;
  boolean failSync;
  int steps;
  int syncs;

  private static byte[] applied(byte[] to, Write change, int count) {
    if (change.bytes() == null) return Arrays.copyOf(to, (int) change.offset());
    if (count == 0) return to;
    byte[] result = Arrays.copyOf(to, (int) Math.max(to.length, change.offset() + count));
    System.arraycopy(change.bytes(), 0, result, (int) change.offset(), count);
    return result;
  }

  /** Loses what {@code random} says of what was not synced. Open files and locks are gone. */
  void crash(Random random, Loss loss) {
    int namesKept = random.nextInt(unsyncedNames.size() + 1);
    for (int i = 0; i < namesKept; i++) unsyncedNames.get(i).change().apply(durableNames);
    for (Inode inode : new ArrayList<>(durableNames.values())) lose(inode, random, loss);
    settle();
  }

  /** As a crash after the first {@code count} unsynced bytes of {@code file}; everything else is there. */
  void crashAfterBytes(Path file, int count) {
    unsyncedNames.forEach(named -> named.change().apply(durableNames));
    durableNames.forEach((path, inode) -> {
      int left = path.equals(file) ? count : Integer.MAX_VALUE;
      for (Write write : inode.unsynced) {
        int now = write.bytes() == null ? 0 : Math.min(left, write.bytes().length);
        if (left > 0) inode.durable = applied(inode.durable, write, now);
        left -= now;
      }
    });
    settle();
  }

  private static void lose(Inode inode, Random random, Loss loss) {
    int whole = random.nextInt(inode.unsynced.size() + 1);
    for (int i = 0; i < inode.unsynced.size(); i++) {
      Write write = inode.unsynced.get(i);
      if (write.bytes() != null && loss == Loss.SECTORS) inode.durable = someSectors(inode.durable, write, random);
      else if (i < whole) inode.durable = applied(inode.durable, write, write.bytes() == null ? 0 : write.bytes().length);
      else if (i == whole && write.bytes() != null) inode.durable = applied(inode.durable, write, random.nextInt(write.bytes().length + 1));
    }
  }

  private static byte[] someSectors(byte[] to, Write write, Random random) {
    byte[] result = to;
    int from = 0;
    while (from < write.bytes().length) {
      int sectorEnd = (int) Math.min(write.bytes().length, (write.offset() + from) / 512 * 512 + 512 - write.offset());
      if (random.nextBoolean()) {
        byte[] part = Arrays.copyOfRange(write.bytes(), from, sectorEnd);
        result = applied(result, new Write(write.offset() + from, part), part.length);
      }
      from = sectorEnd;
    }
    return result;
  }

  private void settle() {
    names.clear();
    names.putAll(durableNames);
    for (Inode inode : names.values()) {
      inode.current = inode.durable;
      inode.unsynced.clear();
    }
    unsyncedNames.clear();
    locked.clear();
    life++;
    stepsLeft = -1;
  }

  /** A disk with the same content, everything of it durable. */
  SimulatedDisk copy() {
    SimulatedDisk copy = new SimulatedDisk();
    copy.directories.addAll(directories);
    names.forEach((path, inode) -> {
      Inode same = new Inode();
      same.durable = same.current = inode.current;
      copy.names.put(path, same);
      copy.durableNames.put(path, same);
    });
    return copy;
  }

  List<Path> files() {
    return List.copyOf(names.keySet());
  }

  byte[] content(Path file) {
    return names.get(file).current.clone();
  }

  void replace(Path file, byte[] content) {
    Inode inode = names.get(file);
    inode.durable = inode.current = content;
  }

  void flip(Path file, int offset, int bit) {
    byte[] content = content(file);
    content[offset] ^= (byte) (1 << bit);
    replace(file, content);
  }

  @Override
  public void makeDirectory(Path directory) {
    directories.add(directory);
  }

  @Override
  public List<String> names(Path directory) {
    return names.keySet().stream().filter(path -> path.getParent().equals(directory)).map(path -> path.getFileName().toString()).toList();
  }

  @Override
  public boolean exists(Path file) {
    return names.containsKey(file);
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    step();
    if (names.containsKey(file)) throw new IOException(file + " exists");
    if (!directories.contains(file.getParent())) throw new IOException("no directory for " + file);
    Inode inode = new Inode();
    rename(file, to -> to.put(file, inode));
    return new SimulatedFile(inode, life);
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    if (!names.containsKey(file)) throw new IOException("no " + file);
    return new SimulatedFile(names.get(file), life);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step();
    if (!names.containsKey(from)) throw new IOException("no " + from);
    rename(to, map -> map.put(to, map.remove(from)));
  }

  @Override
  public void delete(Path file) throws IOException {
    step();
    if (!names.containsKey(file)) throw new IOException("no " + file);
    rename(file, map -> map.remove(file));
  }

  private void rename(Path file, NameChange change) {
    change.apply(names);
    unsyncedNames.add(new Named(file.getParent(), change));
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    step();
    unsyncedNames.stream().filter(named -> named.directory().equals(directory)).forEach(named -> named.change().apply(durableNames));
    unsyncedNames.removeIf(named -> named.directory().equals(directory));
  }

  @Override
  public Optional<Closeable> lock(Path file) {
    return locked.add(file) ? Optional.of(() -> locked.remove(file)) : Optional.empty();
  }

  private void step() throws IOException {
    steps++;
    if (stepsLeft == 0) throw new PowerLoss();
    if (stepsLeft > 0) stepsLeft--;
  }

  private final class SimulatedFile implements DiskFile {
    private final Inode inode;
    private final int openedIn;
    private boolean closed;

    SimulatedFile(Inode inode, int openedIn) {
      this.inode = inode;
      this.openedIn = openedIn;
    }

    private void check() throws IOException {
      if (closed || openedIn != life) throw new IOException("this file is not open any more");
    }

    @Override
    public long sizeBytes() throws IOException {
      check();
      return inode.current.length;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      check();
      into.put(inode.current, (int) offset, (int) Math.max(0, Math.min(into.remaining(), inode.current.length - offset)));
    }

    @Override
    public void write(long offset, ByteBuffer bytes) throws IOException {
      check();
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      long used = names.values().stream().mapToLong(file -> file.current.length).sum();
      if (used - inode.current.length + Math.max(inode.current.length, offset + copy.length) > capacityBytes) {
        throw new NoSpaceLeft("No space left on device", null);
      }
      // A write that the power loss interrupts may still have reached the disk.
      inode.change(new Write(offset, copy));
      step();
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      check();
      inode.change(new Write(sizeBytes, null));
      step();
    }

    @Override
    public void sync(boolean sizeChanged) throws IOException {
      check();
      step();
      syncs++;
      if (failSync) {
        // As Linux does: the pages count as clean afterwards, and what was in them is lost.
        inode.unsynced.clear();
        failSync = false;
        throw new IOException("Input/output error");
      }
      // Without the new size the bytes beyond the old one cannot be found again.
      inode.durable = sizeChanged ? inode.current : Arrays.copyOf(inode.current, inode.durable.length);
      inode.unsynced.clear();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
