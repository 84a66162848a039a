package io.dss.queue;

import io.dss.kernel.ClusterId;

/**
 * Who may write a topic: one claim of one owner. A store takes a claim only if it {@link #isAfter} the one it has, and a batch only under exactly the fence
 * that claimed last; so an owner that was replaced, and a batch that was on its way when its owner claimed again, change nothing.
 *
 * @param cluster whose data it is; a store refuses a fence of another cluster by name
 * @param generation of the log, raised by a recovery that goes back in history
 * @param ringEpoch log index of the queue ring's epoch in which it was claimed
 * @param claim counts the claims of one owner within one ring epoch, from 1
 */
public record Fence(ClusterId cluster, long generation, long ringEpoch, long claim) {
  public Fence {
    if (generation < 0 || ringEpoch < 0 || claim < 1) throw new IllegalArgumentException("fence " + generation + "." + ringEpoch + "." + claim);
  }

  /** Within one cluster. */
  public boolean isAfter(Fence other) {
    if (generation != other.generation) return generation > other.generation;
    return ringEpoch != other.ringEpoch ? ringEpoch > other.ringEpoch : claim > other.claim;
  }

  @Override
  public String toString() {
    return generation + "." + ringEpoch + "." + claim + " of " + cluster;
  }
}
