package io.dss.node.lock;

import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.node.route.NotLeading;
import io.dss.node.route.OutcomeUnknown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Calls that wait on the leader for a place in a queue to be decided. There are no more of them than calls under way on the nodes that sent them, and
 * those that were sent again: whose deadline is over leaves, as a place that its client asks for again and again may stay undecided for as long as it likes.
 * Confined to the loop.
 */
final class Parked {
  /** How often calls are looked at whose deadline may be over. */
  static final long LOOK_NANOS = 1_000_000_000;

  private record Place(String lockName, String clientId, LockMode mode) {}

  private record Waiting(long deadlineNanos, CompletableFuture<LockAnswer> answer) {}

  private final Map<Place, List<Waiting>> places = new LinkedHashMap<>();
  private long lookedAtNanos;

  Parked(long nowNanos) {
    lookedAtNanos = nowNanos;
  }

  /** @param deadlineNanos on the monotonic clock: from then on nobody waits for {@code answer} */
  void add(LockRequest.Await await, long deadlineNanos, CompletableFuture<LockAnswer> answer) {
    Place place = new Place(await.lockName(), await.clientId(), await.mode());
    places.computeIfAbsent(place, absent -> new ArrayList<>(1)).add(new Waiting(deadlineNanos, answer));
  }

  void decided(String lockName, String clientId, LockMode mode, LockReply reply) {
    List<Waiting> calls = places.remove(new Place(lockName, clientId, mode));
    if (calls != null) calls.forEach(call -> call.answer().complete(new LockAnswer.Decided(reply)));
  }

  /** They are asked again, of the next leader; the places are in the table. */
  void leadershipLost() {
    places.values().forEach(calls -> calls.forEach(call -> call.answer().completeExceptionally(new NotLeading(Optional.empty()))));
    places.clear();
  }

  /** Forgets the calls that nobody waits for any more. To be called often; looks once in {@link #LOOK_NANOS}. */
  void endOverdue(long nowNanos) {
    if (nowNanos - lookedAtNanos < LOOK_NANOS) return;
    lookedAtNanos = nowNanos;
    places.values().forEach(calls -> calls.removeIf(call -> {
      boolean overdue = call.deadlineNanos() - nowNanos <= 0;
      if (overdue) call.answer().completeExceptionally(new OutcomeUnknown("it was not decided in time"));
      return overdue;
    }));
    places.values().removeIf(List::isEmpty);
  }

  /** How many places somebody waits for. */
  int size() {
    return places.size();
  }
}
