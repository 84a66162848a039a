package io.dss.transport;

import io.dss.spi.PeerTransport.Channel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The requests of one connection that have no answer yet. Thread-safe. */
final class PendingRequests {
  private final int max;
  private final AtomicLong lastRequest = new AtomicLong();
  private final AtomicInteger count = new AtomicInteger();
  private final Map<Long, PendingRequest> pending = new ConcurrentHashMap<>();
  /** Set before the map is emptied for good; who adds looks at it after adding, so one of the two settles the request. */
  private volatile Optional<String> ended = Optional.empty();

  PendingRequests(int max) {
    this.max = max;
  }

  /** Adds one; empty if as many as allowed are there. */
  Optional<PendingRequest> add(Channel channel, byte[] body, long deadlineNanos) {
    if (count.incrementAndGet() > max) {
      count.decrementAndGet();
      return Optional.empty();
    }
    long number = lastRequest.incrementAndGet();
    PendingRequest request = new PendingRequest(Frame.request(channel, number, body), deadlineNanos);
    pending.put(number, request);
    ended.ifPresent(this::end);
    return Optional.of(request);
  }

  /** Takes the one that {@code answer} is for out; empty if it was settled before, or never was. */
  Optional<PendingRequest> take(long number) {
    PendingRequest request = pending.remove(number);
    if (request != null) count.decrementAndGet();
    return Optional.ofNullable(request);
  }

  boolean isEmpty() {
    return count.get() == 0;
  }

  /** Settles those whose deadline is not after {@code nowNanos}. */
  void expire(long nowNanos) {
    for (PendingRequest request : pending.values()) {
      if (request.due(nowNanos)) fail(request, "no answer in time");
    }
  }

  /** The connection is gone: settles all, and whatever is added from now on. */
  void end(String why) {
    ended = Optional.of(why);
    for (PendingRequest request : pending.values()) fail(request, why);
  }

  void fail(PendingRequest request, String why) {
    take(request.frame().request());
    request.failed(why);
  }
}
