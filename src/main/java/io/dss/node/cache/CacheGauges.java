package io.dss.node.cache;

import io.dss.coherence.LineState;
import java.util.Map;

/**
 * What the cache of a node holds, and what it has done since it began.
 *
 * @param entries lines that may be evicted, {@code bytes} of them
 * @param dirtyLines of which main memory does not know, {@code dirtyBytes} of them
 * @param backupBytes kept here for others
 * @param linkBytes messages to other nodes that were not acknowledged
 * @param openBuckets of {@link io.dss.coherence.Buckets#COUNT}
 * @param calls under way here, {@code blocked} of them until there is room for what they write
 * @param hits by the state of the line that answered, {@code misses} by the state it was in
 * @param transitions how often a line went from the first state to the second
 * @param invTimedOut ended by a change of view, as the sharer did not answer
 * @param writeBacks entries that main memory took, {@code storeReads} that it was asked for, {@code storeRetries} of both
 * @param pingPong lines that went to another node within {@link NodeLimits#PING_PONG_MILLIS} of coming
 * @param evictions lines that had to make room
 * @param unlisted messages that could not be said
 */
public record CacheGauges(long entries, long bytes, long dirtyLines, long dirtyBytes, long backupBytes, long linkBytes, int openBuckets, int calls, int blocked,
    Map<LineState, Long> hits, Map<LineState, Long> misses, Map<Transition, Long> transitions, long invSent, long invAcked, long invTimedOut, long writeBacks,
    long storeReads, long storeRetries, long pingPong, long evictions, long unlisted) {
  public record Transition(LineState from, LineState to) {}
}
