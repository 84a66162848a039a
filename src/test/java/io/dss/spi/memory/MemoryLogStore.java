package io.dss.spi.memory;

import io.dss.kernel.Entropy;
import io.dss.kernel.Invariant;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.spi.LogStore;
import io.dss.spi.StoreFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A log in memory that loses on a crash what a disk may lose. */
final class MemoryLogStore implements LogStore {
  /** What is durable. */
  static final class Content {
    private final TreeMap<Long, LogEntry> entries = new TreeMap<>();
    private HardState hardState = HardState.INITIAL;
    private long floorIndex;

    Content copy() {
      Content copy = new Content();
      copy.entries.putAll(entries);
      copy.hardState = hardState;
      copy.floorIndex = floorIndex;
      return copy;
    }

    private long lastIndex() {
      return entries.isEmpty() ? floorIndex : entries.lastKey();
    }

    private void put(LogEntry entry) {
      entries.tailMap(entry.index(), true).clear();
      entries.put(entry.index(), entry);
    }
  }

  private final Content durable;
  private final Content current;
  private final List<Consumer<Content>> unsynced = new ArrayList<>();
  private boolean recovered;
  private boolean failNextSync;
  private String dead;

  MemoryLogStore(Content durable) {
    this.durable = durable;
    this.current = durable.copy();
  }

  void failNextSync() {
    failNextSync = true;
  }

  void crash(Entropy entropy) {
    checkUsable();
    int kept = entropy.below(unsynced.size() + 1);
    for (int i = 0; i < kept; i++) unsynced.get(i).accept(durable);
    dead = "it has crashed";
  }

  @Override
  public Recovered recover() {
    checkUsable();
    Invariant.check(!recovered, "the log is read once");
    recovered = true;
    return new Recovered(current.hardState, List.copyOf(current.entries.values()), Optional.empty());
  }

  @Override
  public void settled() {
    checkUsable();
  }

  @Override
  public void append(List<LogEntry> entries) {
    checkReady();
    if (entries.isEmpty()) return;
    long next = entries.get(0).index();
    Invariant.check(next > current.floorIndex && next <= current.lastIndex() + 1, "entry %d does not follow %d", next, current.lastIndex());
    for (LogEntry entry : entries) Invariant.check(entry.index() == next++, "entry %d is not the next one", entry.index());
    for (LogEntry entry : entries) apply(content -> content.put(entry));
  }

  @Override
  public void write(HardState hardState) {
    checkReady();
    apply(content -> content.hardState = hardState);
  }

  @Override
  public void sync() {
    checkReady();
    if (failNextSync) {
      dead = "a sync failed";
      throw new StoreFailed("sync failed, as the test wants it");
    }
    unsynced.forEach(change -> change.accept(durable));
    unsynced.clear();
  }

  @Override
  public void discardThrough(long index) {
    checkReady();
    long last = Math.min(index, current.lastIndex());
    apply(content -> {
      content.floorIndex = Math.max(content.floorIndex, last);
      content.entries.headMap(last, true).clear();
    });
  }

  @Override
  public void restartAfter(long index, long term) {
    checkReady();
    apply(content -> {
      content.entries.clear();
      content.floorIndex = index;
    });
    sync();
  }

  @Override
  public long sizeBytes() {
    return current.entries.values().stream().mapToLong(LogEntry::sizeBytes).sum();
  }

  @Override
  public void close() {
    if (dead == null) dead = "it is closed";
  }

  private void apply(Consumer<Content> change) {
    change.accept(current);
    unsynced.add(change);
  }

  private void checkReady() {
    checkUsable();
    Invariant.check(recovered, "the log has not been read yet");
  }

  private void checkUsable() {
    if (dead != null) throw new StoreFailed("this store is not usable: " + dead);
  }
}
