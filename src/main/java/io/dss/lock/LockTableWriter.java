package io.dss.lock;

import io.dss.kernel.BinaryWriter;
import io.dss.kernel.NodeId;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes a table as a stream of frames (four bytes of length, then records), each handed on as one array, so that a table of any size is never in
 * memory as bytes. Indexes and counters are not written: they follow from the rest. The page {@code locks.md} has the format.
 */
final class LockTableWriter {
  static final int VERSION = 1;
  /** A frame is closed with the record that reaches this. */
  static final int CHUNK_BYTES = 64 << 10;
  /** No frame is longer: a record takes at most a few ten kilobytes. */
  static final int MAX_FRAME_BYTES = 1 << 20;

  static final int HEADER = 0;
  static final int LOCK = 1;
  static final int HOLD = 2;
  static final int WAITER = 3;
  static final int KEY = 4;
  static final int ORIGIN = 5;
  static final int RESULT = 6;
  static final int END = 7;

  private final Consumer<byte[]> chunks;
  private BinaryWriter frame = new BinaryWriter(CHUNK_BYTES);
  private long records;

  LockTableWriter(Consumer<byte[]> chunks) {
    this.chunks = chunks;
  }

  void write(LockTable table) {
    header(table);
    for (Map.Entry<String, LockState> lock : table.locks) write(lock.getValue());
    for (Map.Entry<String, KeptKey> key : table.keys) {
      record(KEY).string(key.getKey()).string(key.getValue().fingerprint()).count(key.getValue().expiresAtMillis());
      write(key.getValue().kept());
    }
    for (Map.Entry<NodeId, Window> origin : table.origins) write(origin.getKey(), origin.getValue());
    long before = records;
    record(END).count(before);
    close();
  }

  private void header(LockTable table) {
    LockTableLimits limits = table.limits;
    record(HEADER).u8(VERSION).count(table.fencing.generation()).count(table.fencing.grants());
    frame.i32(limits.maxLocks()).i32(limits.maxHoldersPerLock()).i32(limits.maxWaitersPerLock()).i32(limits.maxPlacesPerClient());
    frame.i32(limits.maxIdempotencyKeys()).i32(limits.maxOrigins()).i64(limits.maxBytes());
  }

  private void write(LockState lock) {
    record(LOCK).string(lock.name()).count(lock.newestToken());
    for (Map.Entry<String, Hold> entry : lock.holds()) {
      Hold hold = entry.getValue();
      record(HOLD).string(hold.clientId()).u8(LockCommandCodec.tag(hold.mode())).count(hold.fencingToken());
      frame.count(hold.sinceMillis()).count(hold.expiresAtMillis()).count(hold.timeoutMillis()).count(hold.ticket());
    }
    for (Map.Entry<String, Waiter> entry : lock.waiters()) {
      Waiter waiter = entry.getValue();
      record(WAITER).string(waiter.clientId()).u8(LockCommandCodec.tag(waiter.mode())).count(waiter.place().ticket());
      frame.count(waiter.timeoutMillis()).count(waiter.sinceMillis()).count(waiter.untilMillis()).bool(waiter.passedOver());
      frame.stamp(waiter.call().stamp()).bool(waiter.call().key().isPresent());
      if (waiter.call().key().isPresent()) frame.string(waiter.call().key().get());
    }
  }

  private void write(NodeId node, Window window) {
    record(ORIGIN).node(node).count(window.incarnation()).count(window.floor());
    frame.count(window.lastUsedMillis()).count(window.checkAtMillis());
    for (Map.Entry<Long, Kept> result : window.results()) {
      record(RESULT).count(result.getKey());
      write(result.getValue());
    }
  }

  private void write(Kept kept) {
    frame.bool(kept instanceof Kept.Wait);
    if (kept instanceof Kept.Wait wait) {
      frame.string(wait.lockName()).string(wait.clientId()).count(wait.ticket());
    } else {
      LockReplyCodec.write(frame, ((Kept.Answer) kept).reply());
    }
  }

  /** Begins a record, in a new frame if this one is full. */
  private BinaryWriter record(int kind) {
    if (frame.length() >= CHUNK_BYTES) close();
    records++;
    return frame.u8(kind);
  }

  private void close() {
    chunks.accept(new BinaryWriter(4 + frame.length()).i32(frame.length()).raw(frame.toBytes(), 0, frame.length()).toBytes());
    frame = new BinaryWriter(CHUNK_BYTES);
  }
}
