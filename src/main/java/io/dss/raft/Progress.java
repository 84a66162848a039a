package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.log.SnapshotMeta;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a leader knows of one follower, and how it sends to it.
 *
 * <p>Invariant: {@code matchIndex < nextIndex}. {@code matchIndex} only grows: a follower never loses what its disk has.
 */
final class Progress {
  /** How it is sent to; a field lives where it means something. */
  sealed interface Mode permits Probing, Pipelining, SendingSnapshot {}

  /** Nobody knows yet where the logs agree: one append, then wait. The first carries entries, the ones after it only ask. */
  static final class Probing implements Mode {
    private boolean asked;
    private boolean repeated;
  }

  /** The logs agree up to {@code nextIndex - 1} unless something was lost: many appends at once. */
  static final class Pipelining implements Mode {
    /** The last index of each append with entries that is not acknowledged. */
    private final Deque<Long> inflight = new ArrayDeque<>();

    /** When an append was last acknowledged, asked after, or sent with none in flight before it. */
    private long movedMillis;
  }

  /** What it needs is gone from the log. */
  static final class SendingSnapshot implements Mode {
    final SnapshotMeta meta;
    long offset;

    /** When the piece at {@code offset} was last asked of the driver. */
    long askedMillis;

    SendingSnapshot(SnapshotMeta meta) {
      this.meta = meta;
    }
  }

  final NodeId node;
  private long matchIndex;
  private long nextIndex;
  private long lastContactMillis;

  /** The highest read round it has acknowledged. */
  private long readRound;

  /** The highest commit index it was told and can act on. */
  private long commitTold;

  private Mode mode = new Probing();

  Progress(NodeId node, long nextIndex, long nowMillis) {
    this.node = node;
    this.nextIndex = nextIndex;
    this.lastContactMillis = nowMillis;
  }

  long matchIndex() {
    return matchIndex;
  }

  long nextIndex() {
    return nextIndex;
  }

  long lastContactMillis() {
    return lastContactMillis;
  }

  long readRound() {
    return readRound;
  }

  Mode mode() {
    return mode;
  }

  int inflightAppends() {
    return mode instanceof Pipelining pipelining ? pipelining.inflight.size() : 0;
  }

  void contacted(long nowMillis) {
    lastContactMillis = nowMillis;
  }

  void acknowledgedRound(long round) {
    readRound = Math.max(readRound, round);
  }

  /** It may be told that {@code index} is committed, and has not been. */
  boolean tellCommit(long index) {
    boolean news = index > commitTold;
    commitTold = Math.max(commitTold, index);
    return news;
  }

  /** Another append may go out now. */
  boolean mayAppend(long lastIndex, int maxInflight) {
    if (mode instanceof Probing probing) return !probing.asked;
    return mode instanceof Pipelining pipelining && nextIndex <= lastIndex && pipelining.inflight.size() < maxInflight;
  }

  boolean wantsEntries() {
    return !(mode instanceof Probing probing && probing.repeated);
  }

  /** An append with entries up to {@code through} went out; without any if {@code through < nextIndex}. */
  void appended(long through, long nowMillis) {
    if (mode instanceof Probing probing) probing.asked = true;
    if (mode instanceof Pipelining pipelining && through >= nextIndex) {
      if (pipelining.inflight.isEmpty()) pipelining.movedMillis = nowMillis;
      pipelining.inflight.add(through);
      nextIndex = through + 1;
    }
  }

  /** It has everything up to {@code index} on its disk. */
  void accepted(long index, long nowMillis) {
    matchIndex = Math.max(matchIndex, index);
    nextIndex = Math.max(nextIndex, matchIndex + 1);
    if (mode instanceof Probing) mode = new Pipelining();
    if (mode instanceof Pipelining pipelining) {
      pipelining.inflight.removeIf(through -> through <= matchIndex);
      pipelining.movedMillis = nowMillis;
    }
  }

  /** It has no entry at {@code prevLogIndex}; false if that is old news. */
  boolean rejected(long prevLogIndex) {
    if (mode instanceof SendingSnapshot) return false;
    return mode instanceof Probing ? prevLogIndex == nextIndex - 1 : prevLogIndex > matchIndex;
  }

  /** Asks anew where the logs agree, first at {@code index}. */
  void probeAt(long index) {
    nextIndex = Math.max(index, matchIndex) + 1;
    mode = new Probing();
  }

  /** Time for another try: an unanswered probe may be asked again; true if the pipeline has not moved for {@code patienceMillis}. */
  boolean stalled(long patienceMillis, long nowMillis) {
    if (mode instanceof Probing probing) {
      probing.repeated |= probing.asked;
      probing.asked = false;
    }
    if (!(mode instanceof Pipelining pipelining) || matchIndex == nextIndex - 1 || nowMillis - pipelining.movedMillis < patienceMillis) return false;
    pipelining.movedMillis = nowMillis;
    return true;
  }

  SendingSnapshot startSnapshot(SnapshotMeta meta) {
    SendingSnapshot sending = new SendingSnapshot(meta);
    mode = sending;
    nextIndex = Math.max(meta.lastIndex(), matchIndex) + 1;
    return sending;
  }

  /** It can go on from the log. */
  void finishSnapshot() {
    nextIndex = matchIndex + 1;
    mode = new Pipelining();
  }
}
