package io.dss.sim;

import io.dss.kernel.Incarnation;
import io.dss.kernel.RequestStamp;
import io.dss.lock.LockCommand;
import io.dss.lock.LockEvent;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the log of the lock service promises, in the order of its entries: tokens only grow, a call is carried out once, and no lease is taken back
 * before it is over. Over is counted in true time from the earliest moment at which the granting entry can have been made: not before the call that
 * it carries out began, and not before the entries ahead of it. A leader's clock may count faster than true time by {@link #FASTEST_PER_MILLE}.
 */
final class GrantOracle {
  /** How much faster than true time the fastest clock runs. */
  static final int FASTEST_PER_MILLE = 45;
  private static final long ROUNDING_MICROS = 4_000;

  private record Call(Incarnation origin, long sequence) implements Comparable<Call> {
    @Override
    public int compareTo(Call other) {
      int byOrigin = origin.compareTo(other.origin);
      return byOrigin != 0 ? byOrigin : Long.compare(sequence, other.sequence);
    }
  }

  private final LogOracle oracle;
  private final Map<Incarnation, Long> stamped = new TreeMap<>();
  private final Map<Call, Long> begun = new TreeMap<>();
  private final Map<Call, Long> carriedOut = new TreeMap<>();
  /** By token: the earliest true time at which its lease can be over. */
  private final Map<Long, Long> leaseEndMicros = new TreeMap<>();
  private long lastToken;
  private long lastTimeMillis;
  private long notBeforeMicros;
  private long grantCount;
  private long stuck;
  private long repeats;

  GrantOracle(LogOracle oracle) {
    this.oracle = oracle;
  }

  long grants() {
    return grantCount;
  }

  /** Leases that ended because they were over. */
  long stuck() {
    return stuck;
  }

  /** Stamped changes that came into the log again. */
  long repeats() {
    return repeats;
  }

  /** A client's call is about to be stamped by that life of a node: stamps count from 1. */
  void begins(Incarnation origin) {
    long sequence = stamped.merge(origin, 1L, Long::sum);
    begun.put(new Call(origin, sequence), oracle.nowMicros());
  }

  /** How much true time so much log time takes at least. */
  static long trueMicros(long logMillis) {
    return logMillis * 1_000 * 1_000 / (1_000 + FASTEST_PER_MILLE);
  }

  /** Told of each entry once, in order as each node applies them in order. */
  void first(long index, LogOracle.LockEntry entry) {
    oracle.require(entry.timeMillis() >= lastTimeMillis, "log time never runs back", index, entry.timeMillis(), lastTimeMillis);
    lastTimeMillis = entry.timeMillis();
    if (entry.command() instanceof LockCommand.Change change) carriedOut(index, change.stamp(), entry.changed());
    for (LockEvent event : entry.events()) happened(index, event);
  }

  private void carriedOut(long index, RequestStamp stamp, boolean changed) {
    Call call = new Call(stamp.origin(), stamp.sequence());
    Long began = begun.get(call);
    oracle.require(began != null, "nobody made this call", index, stamp);
    notBeforeMicros = Math.max(notBeforeMicros, began);
    if (!changed) {
      repeats++;
      return;
    }
    Long earlier = carriedOut.put(call, index);
    oracle.require(earlier == null, "a call is carried out once", stamp, String.valueOf(earlier), index);
  }

  private void happened(long index, LockEvent event) {
    if (event instanceof LockEvent.Granted granted) granted(granted.fencingToken(), granted.expiresInMillis(), event);
    else if (event instanceof LockEvent.GrantedToWaiter granted) granted(granted.fencingToken(), granted.expiresInMillis(), event);
    else if (event instanceof LockEvent.Renewed renewed) extended(renewed.fencingToken(), renewed.expiresInMillis());
    else if (event instanceof LockEvent.Downgraded downgraded) extended(downgraded.fencingToken(), downgraded.expiresInMillis());
    else if (event instanceof LockEvent.ForceReleased forced) newToken(forced.fencingToken(), event);
    else if (event instanceof LockEvent.StuckReleased released) ended(index, released);
  }

  private void granted(long token, long expiresInMillis, LockEvent event) {
    grantCount++;
    newToken(token, event);
    extended(token, expiresInMillis);
  }

  private void newToken(long token, LockEvent event) {
    oracle.require(token > lastToken, "tokens only grow", event, lastToken);
    lastToken = token;
  }

  private void extended(long token, long expiresInMillis) {
    leaseEndMicros.merge(token, notBeforeMicros + trueMicros(expiresInMillis), Math::max);
  }

  private void ended(long index, LockEvent.StuckReleased released) {
    stuck++;
    Long end = leaseEndMicros.get(released.fencingToken());
    oracle.require(end != null, "what ends was granted", index, released);
    oracle.require(oracle.nowMicros() >= end - ROUNDING_MICROS, "a lease is not shorter than granted", index, released, end);
  }
}
