package io.dss.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits to be written to one connection, in order, bounded in frames and in bytes. Many threads offer and never wait; one polls. */
final class FrameQueue {
  private final int maxFrames;
  private final int maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Outgoing> waiting = new ArrayDeque<>();
  /** Of {@link #waiting}, lengths included; at most {@link #maxBytes}. */
  private long bytes;
  /** Never goes back: what is offered after it is refused. */
  private boolean closed;
  private boolean woken;

  FrameQueue(TransportSettings.Limits limits) {
    this.maxFrames = limits.queueFrames();
    this.maxBytes = limits.queueBytes();
  }

  enum Offer {
    TAKEN,
    FULL,
    CLOSED
  }

  Offer offer(Outgoing next) {
    int cost = cost(next);
    lock.lock();
    try {
      if (closed) return Offer.CLOSED;
      if (waiting.size() >= maxFrames || bytes + cost > maxBytes) return Offer.FULL;
      waiting.add(next);
      bytes += cost;
      changed.signal();
      return Offer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** The next one; empty if there is none within {@code waitNanos}, or after a {@link #wake} without one. */
  Optional<Outgoing> poll(long waitNanos) throws InterruptedException {
    lock.lock();
    try {
      if (waiting.isEmpty() && waitNanos > 0 && !closed && !woken) changed.await(waitNanos, TimeUnit.NANOSECONDS);
      if (waitNanos > 0) woken = false;
      Outgoing next = waiting.poll();
      if (next != null) bytes -= cost(next);
      return Optional.ofNullable(next);
    } finally {
      lock.unlock();
    }
  }

  /** Ends a {@link #poll} that waits, or the next one. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what is in it and takes nothing more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      bytes = 0;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private static int cost(Outgoing outgoing) {
    return Frame.LENGTH_BYTES + outgoing.frame().lengthBytes();
  }
}
