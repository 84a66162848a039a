package io.dss.cache.table;

import io.dss.cache.EntryCodec;
import io.dss.kernel.BinaryWriter;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes a table as chunks of whole records, so that a table of any size is never in memory as bytes. What follows from the rest is not written. The page
 * {@code memory-table.md} has the format.
 */
final class MemoryTableWriter {
  static final int VERSION = 1;
  /** A record that would make a chunk longer begins the next; one that is longer by itself is a chunk of its own. */
  static final int CHUNK_BYTES = 1 << 20;

  static final int HEADER = 0;
  static final int BUCKET = 1;
  static final int ENTRY = 2;
  static final int END = 3;

  private static final int RECORD_BYTES = 64;

  private final Consumer<byte[]> chunks;
  private BinaryWriter chunk = new BinaryWriter();
  private long records;

  MemoryTableWriter(Consumer<byte[]> chunks) {
    this.chunks = chunks;
  }

  void write(MemoryTable table) {
    record(RECORD_BYTES).u8(HEADER).u8(VERSION);
    for (Map.Entry<Integer, StoredBucket> bucket : table.buckets) write(bucket.getKey(), bucket.getValue());
    long before = records;
    record(RECORD_BYTES).u8(END).count(before);
    close();
  }

  private void write(int number, StoredBucket bucket) {
    BucketEpochCodec.write(record(RECORD_BYTES).u8(BUCKET).u8(number), bucket.epoch());
    for (Map.Entry<String, StoredEntry> each : bucket.entries()) {
      BinaryWriter entry = new BinaryWriter(RECORD_BYTES + each.getKey().length() + each.getValue().entry().bytes());
      EntryCodec.write(entry.u8(ENTRY).string(each.getKey()).count(each.getValue().dropMillis()), each.getValue().entry());
      byte[] bytes = entry.toBytes();
      record(bytes.length).raw(bytes, 0, bytes.length);
    }
  }

  /** Begins a record, in a new chunk if it may not fit this one. */
  private BinaryWriter record(int bytes) {
    if (chunk.length() > 0 && chunk.length() + bytes > CHUNK_BYTES) close();
    records++;
    return chunk;
  }

  private void close() {
    chunks.accept(chunk.toBytes());
    chunk = new BinaryWriter();
  }
}
