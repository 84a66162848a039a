package io.dss.raft;

import io.dss.kernel.Invariant;
import io.dss.raft.log.HardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the disk has, as far as this node has been told, while several writes may be on their way. A write that is confirmed proves nothing about
 * entries that were replaced after it was handed out: its claim is cut back at the replacement.
 *
 * <p>Invariant: {@code durableIndex <= handedOutIndex <= last index of the log}.
 */
final class Persistence {
  /** A Ready that the disk has not confirmed. @param lastIndex the log is durable up to here once it is, 0 if it says nothing about the log */
  private record Write(long number, long lastIndex, Optional<HardState> hardState) {
    Write cutAt(long index) {
      return lastIndex <= index ? this : new Write(number, index, hardState);
    }
  }

  private final List<Write> unconfirmed = new ArrayList<>();
  private long durableIndex;
  private long handedOutIndex;
  private HardState durable;
  private HardState handedOut;

  Persistence(HardState durable, long durableIndex) {
    this.durable = durable;
    this.handedOut = durable;
    this.durableIndex = durableIndex;
    this.handedOutIndex = durableIndex;
  }

  long durableIndex() {
    return durableIndex;
  }

  long handedOutIndex() {
    return handedOutIndex;
  }

  boolean isDurable(HardState state) {
    return durable.equals(state);
  }

  boolean isHandedOut(HardState state) {
    return handedOut.equals(state);
  }

  void handOut(long number, long lastIndex, Optional<HardState> hardState) {
    unconfirmed.add(new Write(number, lastIndex, hardState));
    handedOutIndex = Math.max(handedOutIndex, lastIndex);
    hardState.ifPresent(state -> handedOut = state);
  }

  void confirmed(long number) {
    while (!unconfirmed.isEmpty() && unconfirmed.get(0).number() <= number) {
      Write write = unconfirmed.remove(0);
      durableIndex = Math.max(durableIndex, write.lastIndex());
      write.hardState().ifPresent(state -> durable = state);
    }
    Invariant.check(durableIndex <= handedOutIndex, "durable up to %d, handed out up to %d", durableIndex, handedOutIndex);
  }

  /** Entries from {@code index} on are replaced. */
  void truncatedFrom(long index) {
    unconfirmed.replaceAll(write -> write.cutAt(index - 1));
    durableIndex = Math.min(durableIndex, index - 1);
    handedOutIndex = Math.min(handedOutIndex, index - 1);
  }

  /** The log begins anew after a snapshot that is durable already. */
  void restartedAfter(long index) {
    unconfirmed.replaceAll(write -> write.cutAt(0));
    durableIndex = index;
    handedOutIndex = index;
  }
}
