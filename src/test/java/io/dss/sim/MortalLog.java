package io.dss.sim;

import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.spi.LogStore;
import io.dss.spi.StoreFailed;
import java.util.List;

/** A log whose machine may lose power between a write and its sync: what was written then is left to the disk's luck. */
final class MortalLog implements LogStore {
  private final LogStore log;
  private boolean powerLost;

  MortalLog(LogStore log) {
    this.log = log;
  }

  /** From now on writes reach the disk's memory, and no sync returns. */
  void losePower() {
    powerLost = true;
  }

  private void checkPower() {
    if (powerLost) throw new StoreFailed("the power is gone");
  }

  @Override
  public Recovered recover() {
    return log.recover();
  }

  @Override
  public void settled() {
    checkPower();
    log.settled();
  }

  @Override
  public void append(List<LogEntry> entries) {
    log.append(entries);
  }

  @Override
  public void write(HardState hardState) {
    log.write(hardState);
  }

  @Override
  public void sync() {
    checkPower();
    log.sync();
  }

  @Override
  public void discardThrough(long index) {
    log.discardThrough(index);
  }

  @Override
  public void restartAfter(long index, long term) {
    checkPower();
    log.restartAfter(index, term);
  }

  @Override
  public long sizeBytes() {
    return log.sizeBytes();
  }

  @Override
  public void close() {
    log.close();
  }
}
