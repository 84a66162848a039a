package io.dss.cluster;

import io.dss.kernel.NodeId;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a node tells the leader, again and again: that it is there, and what it has seen.
 *
 * @param sender as it joined, or wants to
 * @param viewEpoch of the newest view it has taken over ("k"): it acts under nothing lower. {@link Epoch#NONE} if it has none
 * @param sequence counts its heartbeats, from 1
 * @param answeredAgeMillis how long ago, by its clock, it sent the newest heartbeat that got an answer: proof that answers arrive. Empty if none did
 * @param unreachable peers it cannot reach (rule 5), at most {@link Membership#MAX_NODES}. Unmodifiable
 * @param stopped it has stopped for good and takes no lease any more
 */
public record Heartbeat(
    Member sender, Epoch viewEpoch, long sequence, OptionalLong answeredAgeMillis, SortedSet<NodeId> unreachable, boolean stopped) {
  public Heartbeat {
    unreachable = Collections.unmodifiableSortedSet(new TreeSet<>(unreachable));
    if (sequence < 1 || answeredAgeMillis.orElse(0) < 0) throw new IllegalArgumentException("heartbeat " + sequence + ", age " + answeredAgeMillis);
    if (unreachable.size() > Membership.MAX_NODES) throw new IllegalArgumentException(unreachable.size() + " unreachable peers");
  }
}
