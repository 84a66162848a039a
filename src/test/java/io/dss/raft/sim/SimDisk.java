package io.dss.raft.sim;

import io.dss.raft.Ready;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The disk of one node. What is written is there for good only after a sync; a crash leaves some prefix of the writes since the last one. One sync
 * runs at a time and takes all that was written before it began, as group commit does, so several Readies are on their way at once.
 */
public final class SimDisk {
  /** A snapshot as it is stored. */
  public record Stored(SnapshotMeta meta, byte[] bytes) {}

  private final EventQueue queue;
  private final SimEntropy entropy;
  private FaultMenu menu;

  private HardState hardState = HardState.INITIAL;
  private final TreeMap<Long, LogEntry> log = new TreeMap<>();
  private Stored newest;
  private final Deque<Runnable> unsynced = new ArrayDeque<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean syncing;
  private long life;
  private Optional<SnapshotMeta> partMeta = Optional.empty();
  private ByteArrayOutputStream part = new ByteArrayOutputStream();

  public SimDisk(EventQueue queue, SimEntropy entropy, FaultMenu menu, Stored first) {
    this.queue = queue;
    this.entropy = entropy;
    this.menu = menu;
    this.newest = first;
  }

  public void menu(FaultMenu next) {
    menu = next;
  }

  public HardState hardState() {
    return hardState;
  }

  public List<LogEntry> entries() {
    return List.copyOf(log.values());
  }

  public Stored newest() {
    return newest;
  }

  /** Durable: this entry, or a snapshot that covers it. */
  public boolean holds(long index, long term) {
    if (newest.meta().lastIndex() >= index) return true;
    LogEntry entry = log.get(index);
    return entry != null && entry.term() == term;
  }

  /** Writes what {@code ready} must persist; {@code then} runs when it and all before it are durable, unless a crash comes first. */
  public void write(Ready ready, Runnable then) {
    ready.restartLogAfter().ifPresent(meta -> unsynced.add(log::clear));
    ready.hardState().ifPresent(state -> unsynced.add(() -> hardState = state));
    ready.entries().forEach(entry -> unsynced.add(() -> append(entry)));
    waiting.add(then);
    sync();
  }

  /** Nothing written waits for a sync. */
  public boolean isIdle() {
    return waiting.isEmpty() && !syncing;
  }

  private void append(LogEntry entry) {
    log.tailMap(entry.index(), true).clear();
    if (!log.isEmpty() && log.lastKey() + 1 != entry.index()) throw new AssertionError("a gap on disk: " + entry + " after " + log.lastKey());
    log.put(entry.index(), entry);
  }

  private void sync() {
    if (syncing || waiting.isEmpty()) return;
    syncing = true;
    int writes = unsynced.size();
    List<Runnable> done = List.copyOf(waiting);
    waiting.clear();
    later(() -> {
      for (int i = 0; i < writes; i++) unsynced.remove().run();
      syncing = false;
      sync();
      done.forEach(Runnable::run);
    });
  }

  private void later(Runnable action) {
    long of = life;
    queue.after(latencyMicros(), () -> {
      if (of == life) action.run();
    });
  }

  private long latencyMicros() {
    return 50 + entropy.below(entropy.chance(menu.stallPerMille()) ? menu.stallMicros() : menu.syncMicros());
  }

  /** Some of what was not synced is there, in order, the rest is not; nobody hears of it. */
  public void crash() {
    life++;
    for (int survive = entropy.below(unsynced.size() + 1); survive > 0; survive--) unsynced.remove().run();
    unsynced.clear();
    waiting.clear();
    syncing = false;
    partMeta = Optional.empty();
    part = new ByteArrayOutputStream();
  }

  /** Stores a whole snapshot of the node's own. */
  public void store(Stored snapshot, Runnable then) {
    later(() -> {
      commit(snapshot);
      then.run();
    });
  }

  /** Stores a piece of a snapshot that is being received. */
  public void store(Ready.SnapshotChunk chunk, Runnable then, Runnable failed) {
    boolean fails = entropy.chance(menu.chunkFailurePerMille());
    later(() -> {
      if (fails) {
        partMeta = Optional.empty();
        failed.run();
        return;
      }
      if (chunk.offset() == 0) {
        partMeta = Optional.of(chunk.meta());
        part = new ByteArrayOutputStream();
      }
      if (partMeta.isEmpty() || !partMeta.get().equals(chunk.meta()) || part.size() != chunk.offset()) throw new AssertionError("no place for " + chunk);
      part.writeBytes(chunk.bytes());
      if (chunk.done()) commit(new Stored(chunk.meta(), part.toByteArray()));
      then.run();
    });
  }

  private void commit(Stored snapshot) {
    if (snapshot.meta().lastIndex() > newest.meta().lastIndex()) newest = snapshot;
  }

  /** Reads a piece of a snapshot off the loop; it may take for ever. */
  public void read(Runnable then) {
    boolean never = entropy.chance(menu.chunkFailurePerMille());
    later(() -> {
      if (!never) then.run();
    });
  }

  /** Entries through {@code index} may go; a segment's worth of them stays. */
  public void discardThrough(long index) {
    log.headMap(index - entropy.below(6), true).clear();
  }
}
