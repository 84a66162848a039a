package io.dss.node.raft;

/** The disk thread of a {@link RaftNode}, run by hand: what {@link RaftNode#start} hands over in place of a thread. */
public final class HandRunWriter {
  private final LogWriter writer;

  public HandRunWriter(Runnable handedOver) {
    writer = (LogWriter) handedOver;
  }

  /** Nothing waits for the disk. */
  public boolean isIdle() {
    return writer.isIdle();
  }

  /** All that waits is written and synced, or the disk has failed. */
  public void turn() {
    writer.turn();
  }
}
