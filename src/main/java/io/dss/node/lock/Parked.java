package io.dss.node.lock;

import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.node.route.NotLeading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Calls that wait on the leader for a place in a queue to be decided. There are no more of them than calls under way on the nodes that sent them.
 * Confined to the loop.
 */
final class Parked {
  private record Place(String lockName, String clientId, LockMode mode) {}

  private final Map<Place, List<CompletableFuture<LockAnswer>>> waiting = new HashMap<>();

  void add(LockRequest.Await await, CompletableFuture<LockAnswer> answer) {
    waiting.computeIfAbsent(new Place(await.lockName(), await.clientId(), await.mode()), place -> new ArrayList<>(1)).add(answer);
  }

  void decided(String lockName, String clientId, LockMode mode, LockReply reply) {
    List<CompletableFuture<LockAnswer>> answers = waiting.remove(new Place(lockName, clientId, mode));
    if (answers != null) answers.forEach(answer -> answer.complete(new LockAnswer.Decided(reply)));
  }

  /** They are asked again, of the next leader; the places are in the table. */
  void leadershipLost() {
    waiting.values().forEach(answers -> answers.forEach(answer -> answer.completeExceptionally(new NotLeading(Optional.empty()))));
    waiting.clear();
  }

  /** How many places somebody waits for. */
  int size() {
    return waiting.size();
  }
}
