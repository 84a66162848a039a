package io.dss.node.raft;

import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.raft.Raft;
import io.dss.raft.Ready;
import io.dss.raft.log.SnapshotMeta;
import io.dss.spi.SnapshotStore;
import io.dss.spi.TimeSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Snapshots: taken of the own tables, read for followers, stored when received. The work is done on {@code worker} (one thread, in order), its
 * outcome comes back to the loop. Fields are confined to the loop unless said.
 */
final class Snapshotting {
  /**
   * When to take one.
   *
   * @param entries applied since the last
   * @param logBytes of applied entries since the last
   */
  record Policy(long entries, long logBytes) {
    /** The log since the last snapshot is in memory: at this many times {@code logBytes} it is cut, whatever the snapshot costs. */
    static final int LOG_FACTOR = 4;

    /**
     * Whether it is time. A snapshot writes the whole of the tables, so tables that are larger than {@code logBytes} wait until as much log has gathered as they are long:
     * the disk then writes twice what the log does and not many times. By what they hold now and not by the last snapshot, so that tables which have been
     * emptied give the disk back soon.
     */
    boolean due(long entriesSince, long bytesSince, long tableBytes) {
      boolean worthIt = tableBytes <= logBytes || bytesSince >= tableBytes || bytesSince / LOG_FACTOR >= logBytes;
      return worthIt && entriesSince > 0 && (entriesSince >= entries || bytesSince >= logBytes);
    }
  }

  private final SnapshotStore store;
  private final Executor worker;
  /** Runs what it is given on the loop, as long as the node takes part. */
  private final Consumer<Runnable> loop;
  private final TimeSource time;
  private final Policy policy;
  private final RaftListener listener;
  private final Consumer<Throwable> broken;
  private long lastIndex;
  private long bytesSince;
  private boolean taking;

  /** Confined to {@code worker}: the snapshot being received, and the one being read for each follower. */
  private SnapshotStore.Sink receiving;
  private SnapshotMeta receivingMeta;
  private final Map<NodeId, SnapshotStore.Source> reading = new HashMap<>();

  Snapshotting(SnapshotStore store, Executor worker, Consumer<Runnable> loop, TimeSource time, Policy policy, RaftListener listener,
      Consumer<Throwable> broken) {
    this.store = store;
    this.worker = worker;
    this.loop = loop;
    this.time = time;
    this.policy = policy;
    this.listener = listener;
    this.broken = broken;
  }

  void startsAt(SnapshotMeta newest) {
    lastIndex = newest.lastIndex();
  }

  void applied(long bytes) {
    bytesSince += bytes;
  }

  void restored(SnapshotMeta meta) {
    lastIndex = meta.lastIndex();
    bytesSince = 0;
  }

  /** Takes a snapshot if it is time: the views now, the writing on the worker. {@code discard} gets the index through which the log may go. */
  void takeIfDue(Raft raft, long appliedIndex, Tables tables, LongConsumer discard) {
    if (taking || !policy.due(appliedIndex - lastIndex, bytesSince, tables.bytes())) return;
    taking = true;
    bytesSince = 0;
    SnapshotMeta meta = raft.snapshotMetaAt(appliedIndex);
    Tables.View view = tables.view();
    onWorker(() -> {
      if (store.newest().filter(newest -> newest.lastIndex() >= meta.lastIndex()).isPresent()) {
        loop.accept(() -> taking = false); // a leader's snapshot, received meanwhile, covers more
        return;
      }
      long began = time.monotonicNanos();
      long bytes;
      try (SnapshotStore.Sink sink = store.begin(meta)) {
        view.writeTo(sink);
        bytes = sink.writtenBytes();
        sink.commit();
      }
      listener.snapshotTaken(bytes, time.monotonicNanos() - began);
      loop.accept(() -> {
        taking = false;
        if (meta.lastIndex() <= lastIndex) return;
        lastIndex = meta.lastIndex();
        discard.accept(raft.snapshotTaken(meta, nowMillis()));
      });
    });
  }

  void store(Raft raft, Ready.SnapshotChunk chunk) {
    onWorker(() -> {
      if (chunk.offset() == 0) {
        if (receiving != null) receiving.close();
        receiving = store.begin(chunk.meta());
        receivingMeta = chunk.meta();
      }
      Invariant.check(chunk.meta().equals(receivingMeta) && receiving.writtenBytes() == chunk.offset(),
          "chunk at %d of snapshot %d while %d bytes of another one are stored", chunk.offset(), chunk.meta().lastIndex(),
          receiving == null ? 0 : receiving.writtenBytes());
      receiving.write(chunk.bytes(), 0, chunk.bytes().length);
      long next = receiving.writtenBytes();
      if (chunk.done()) {
        receiving.commit();
        receiving.close();
        receiving = null;
        receivingMeta = null;
      }
      loop.accept(() -> raft.snapshotChunkStored(chunk.meta(), next, nowMillis()));
    });
  }

  void read(Raft raft, Ready.SnapshotRead wanted) {
    onWorker(() -> {
      SnapshotStore.Source source = reading.get(wanted.to());
      if (source == null || !source.meta().equals(wanted.meta())) {
        if (source != null) source.close();
        source = store.open();
        reading.put(wanted.to(), source);
      }
      if (!source.meta().equals(wanted.meta())) {
        loop.accept(() -> raft.snapshotUnreadable(wanted.to(), wanted.meta(), nowMillis()));
        return;
      }
      byte[] bytes = source.read(wanted.offset(), wanted.maxBytes());
      boolean done = wanted.offset() + bytes.length >= source.sizeBytes();
      if (done) reading.remove(wanted.to()).close();
      loop.accept(() -> raft.snapshotChunk(wanted.to(), wanted.meta(), wanted.offset(), bytes, done, nowMillis()));
    });
  }

  /** Reads the newest snapshot, {@code meta}'s, which a leader sent, into tables; {@code loaded} is told on the loop. */
  void load(Tables tables, SnapshotMeta meta, Consumer<Runnable> loaded) {
    onWorker(() -> {
      try (SnapshotStore.Source source = store.open()) {
        Invariant.check(source.meta().equals(meta), "snapshot %s is the newest, %s is to be loaded", source.meta(), meta);
        Runnable swap = tables.restored(source);
        loop.accept(() -> loaded.accept(swap));
      }
    });
  }

  /** Closes what is open; the last thing the worker does. */
  void close() {
    onWorker(() -> {
      if (receiving != null) receiving.close();
      reading.values().forEach(SnapshotStore.Source::close);
      reading.clear();
    });
  }

  private void onWorker(Runnable work) {
    worker.execute(() -> {
      try {
        work.run();
      } catch (RuntimeException | Error failure) {
        broken.accept(failure);
      }
    });
  }

  private long nowMillis() {
    return time.monotonicNanos() / 1_000_000;
  }
}
