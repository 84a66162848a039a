package io.dss.cluster;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a node is to the leader that answers its heartbeat. */
public sealed interface Standing {
  /**
   * It is in.
   *
   * @param leases the rings it may act in, each with the epoch it may act under; possibly none. Unmodifiable
   * @param lengthMillis how long, from when it sent the heartbeat
   */
  record Granted(SortedMap<Role, Epoch> leases, long lengthMillis) implements Standing {
    public Granted {
      leases = Collections.unmodifiableSortedMap(new TreeMap<>(leases));
      if (lengthMillis < 1 || lengthMillis > LeaseTerms.MAX_REMOVAL_MILLIS) throw new IllegalArgumentException("a lease of " + lengthMillis + " ms");
    }
  }

  /** It is not in yet, and will be. */
  record JoinPending() implements Standing {}

  /** It is not in and never will be under this number: it may come again under one above {@code highest}. */
  record IncarnationTooLow(long highest) implements Standing {}
}
