package io.dss.cache.table;

import io.dss.cache.Entry;
import io.dss.cache.EntryCodec;
import io.dss.cache.Version;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.MalformedBinary;

/**
 * Reads the chunks that {@link MemoryTable#writeTo} wrote, as they were cut. Each record is held against those before it: what is out of order, twice or
 * impossible is no table, and the only outcome besides one is {@link MalformedBinary}. Not thread-safe.
 */
public final class MemoryTableReader {
  private static final int NO_BUCKET = -1;

  private MemoryTable table;
  private long records;
  private boolean ended;
  private int bucket = NO_BUCKET;
  private String key = "";

  /** @throws MalformedBinary if this cannot be the next chunk of a table */
  public void accept(byte[] chunk) {
    BinaryReader in = new BinaryReader(chunk);
    while (in.remaining() > 0) record(in);
  }

  /** @throws MalformedBinary if the table is not whole */
  public MemoryTable finish() {
    need(ended, "it ends before its end");
    return table;
  }

  private void record(BinaryReader in) {
    int kind = in.u8();
    need(!ended, "a record after the end");
    need((kind == MemoryTableWriter.HEADER) == (table == null), "the header must come first, and once");
    switch (kind) {
      case MemoryTableWriter.HEADER -> header(in);
      case MemoryTableWriter.BUCKET -> bucket(in);
      case MemoryTableWriter.ENTRY -> entry(in);
      case MemoryTableWriter.END -> end(in);
      default -> throw new MalformedBinary("main memory: a record of kind " + kind);
    }
    records++;
  }

  private void header(BinaryReader in) {
    in.version(MemoryTableWriter.VERSION, "main memory");
    table = MemoryTable.empty();
  }

  private void bucket(BinaryReader in) {
    int next = in.u8();
    need(next > bucket, "buckets out of order");
    bucket = next;
    key = "";
    table = table.withBucket(bucket, BucketEpochCodec.read(in));
  }

  private void entry(BinaryReader in) {
    String next = in.string();
    need(bucket != NO_BUCKET && TableItem.goodKey(next) && next.compareTo(key) > 0, "a key where none may be");
    key = next;
    long dropMillis = in.count();
    Entry entry = EntryCodec.read(in);
    need(entry.version().isAfter(Version.NONE) && TableItem.broken(entry).isEmpty(), "an entry that cannot be");
    table = table.with(bucket, key, new StoredEntry(entry, dropMillis));
  }

  private void end(BinaryReader in) {
    need(in.count() == records, "records are missing");
    ended = true;
  }

  private static void need(boolean holds, String what) {
    if (!holds) throw new MalformedBinary("main memory: " + what);
  }
}
