package io.dss.raft.sim;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.raft.log.LogEntry;
import java.util.Arrays;

/** A running hash over all that was applied: the smallest state that differs whenever a history differs. Its snapshot is padded to several pieces. */
public final class HashMachine implements Machine {
  private static final int PADDING_BYTES = 150;
  private long hash;

  @Override
  public void apply(LogEntry entry) {
    hash = SimEntropy.mix(hash ^ SimEntropy.mix(entry.index() * 31 + entry.term()) ^ entry.timeMillis() ^ Arrays.hashCode(entry.payload()));
  }

  @Override
  public byte[] snapshot() {
    return new BinaryWriter().i64(hash).raw(new byte[PADDING_BYTES], 0, PADDING_BYTES).toBytes();
  }

  @Override
  public void restore(byte[] snapshot) {
    BinaryReader in = new BinaryReader(snapshot);
    hash = in.i64();
    in.raw(PADDING_BYTES);
    in.end();
  }

  @Override
  public long hash() {
    return hash;
  }
}
