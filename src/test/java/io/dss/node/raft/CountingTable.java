package io.dss.node.raft;

import java.util.Iterator;
import java.util.function.Consumer;

/** The smallest table: the sum of the bytes of its commands. */
public final class CountingTable implements ReplicatedTable<Long> {
  private long sum;

  long sum() {
    return sum;
  }

  @Override
  public int tag() {
    return 7;
  }

  @Override
  public Long apply(byte[] command, long index, long timeMillis, boolean replay) {
    if (command[0] == 13) throw new IllegalStateException("unlucky");
    sum += command[0];
    return sum;
  }

  @Override
  public View view() {
    long now = sum;
    return (Consumer<byte[]> chunks) -> chunks.accept(new byte[] {(byte) now, (byte) (now >> 8)});
  }

  @Override
  public Runnable restored(Iterator<byte[]> chunks) {
    byte[] chunk = chunks.next();
    long read = (chunk[0] & 0xff) + ((chunk[1] & 0xff) << 8);
    return () -> sum = read;
  }
}
