package io.dss.node.cache;

import io.dss.cache.WriteSafety;

/**
 * What a cache node holds and takes at most.
 *
 * @param writeSafety the same on every node
 * @param maxEntries lines here; more, and those that were not used for longest are evicted
 * @param maxBytes of these lines with their keys and what the engine keeps of each ({@link Shelf#LINE_BYTES})
 * @param maxDirtyBytes of lines that main memory does not have; from half of it on the oldest are written back, with all of it writers wait
 * @param maxChanges events kept for those who come back
 * @param callTimeoutMillis after which a call is refused; one that waits for a load has as much on top of its wait
 * @param maxInflight calls that are under way here
 * @param maxWaiting reads that wait for another's load
 * @param leaveMillis how long an orderly stop waits for main memory
 */
public record NodeLimits(WriteSafety writeSafety, int maxEntries, long maxBytes, long maxDirtyBytes, int maxChanges, long callTimeoutMillis, int maxInflight,
    int maxWaiting, long leaveMillis) {
  /** Messages between two nodes that were not acknowledged are sent again after this. */
  static final long RESEND_MILLIS = 200;
  /** A frame between two nodes, unless it is one message. */
  static final int FRAME_BYTES = 256 << 10;
  /** What main memory did not answer is asked again after this, then after twice as long, and so on up to the next. */
  static final long RETRY_FIRST_MILLIS = 50;
  static final long RETRY_LAST_MILLIS = 2_000;
  /** Keys that one read of main memory asks for. */
  static final int READ_KEYS = 512;
  /** Bytes on their way to main memory because somebody asked for a flush, or to have room. */
  static final long FLUSHING_BYTES = 4L << 20;
  /** Buckets that enter a new view in one turn of the loop. */
  static final int BUCKETS_PER_TURN = 8;
  /** Questions for changes that wait here for one; further ones are refused. A stream has one on each node. */
  static final int MAX_LISTENING = 4_096;
  /** Within which a node says what changes it has; one that takes longer is asked again with the next page. */
  static final long CHANGES_MILLIS = 500;
  /** Events of one page of changes. */
  static final int PAGE_EVENTS = 1_000;
  /** Keys of one page of keys, of a node or of all. */
  static final int PAGE_KEYS = 2_000;
  /** Walks over all lines of this node at once, for lists of keys; further ones are refused. */
  static final int MAX_WALKS = 16;
  /** Buckets of main memory that a walk of all keys is in at once. */
  static final int KEY_LANES = 8;
  /** Callers that wait for all that is modified to be written back. */
  static final int MAX_FLUSHES = 16;
  /** Lines that are looked at in one turn of the loop for one that may be evicted, */
  static final int EVICTION_STEPS = 16_384;
  /** and those among them that may not be yet. */
  static final int EVICTION_STUCK = 64;
  /** A node that stops goes on as home until nobody has written back to it for so long: all may be stopping at once. */
  static final long LINGER_MILLIS = 500;
  /** And while it keeps backups, for longer than it takes until an owner that sends nothing any more counts as not reachable. */
  static final long SILENCE_MILLIS = 2_000;
  /** A line that goes to another node within so long of its coming is ping-pong. */
  static final long PING_PONG_MILLIS = 1_000;

  public NodeLimits {
    if (maxEntries < 1 || maxBytes < 1 || maxDirtyBytes < 1 || maxChanges < 1) throw new IllegalArgumentException("a cache without room");
  }
}
