package io.dss.linearizability;

import io.dss.linearizability.LockCall.Acquired;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the keys cannot tell one by one: over all locks no token is of two holds, and a grant that was answered before another was called has the
 * lower token. Grants of one hold again (the same lock, client and token) count once, at the first; a hold may also be that of an earlier call of its
 * client whose outcome is unknown.
 */
public final class TokenOrder {
  private TokenOrder() {}

  /** What is wrong, if anything is. */
  public static Optional<String> broken(List<Operation<LockCall>> history) {
    Map<Long, Operation<LockCall>> first = new HashMap<>();
    for (Operation<LockCall> operation : history) {
      if (!(operation.what() instanceof Acquired acquired) || operation.isUnknown()) continue;
      Operation<LockCall> earlier = first.get(acquired.token());
      if (earlier != null && !(earlier.key().equals(operation.key()) && earlier.what().client().equals(acquired.client()))) {
        return Optional.of("one token, two holds: " + earlier.key() + " " + earlier + " and " + operation.key() + " " + operation);
      }
      if (earlier == null || operation.called() < earlier.called()) first.put(acquired.token(), operation);
    }
    first.replaceAll((token, grant) -> begunByUnknown(history, grant));
    return backwards(first);
  }

  private static Operation<LockCall> begunByUnknown(List<Operation<LockCall>> history, Operation<LockCall> grant) {
    long called = grant.called();
    for (Operation<LockCall> other : history) {
      boolean sameHolder = other.key().equals(grant.key()) && other.what().client().equals(grant.what().client());
      if (other.isUnknown() && other.what() instanceof Acquired && sameHolder) called = Math.min(called, other.called());
    }
    return new Operation<>(grant.key(), grant.what(), called, grant.returned());
  }

  private static Optional<String> backwards(Map<Long, Operation<LockCall>> grants) {
    List<Long> tokens = new ArrayList<>(grants.keySet());
    tokens.sort(Comparator.reverseOrder());
    Operation<LockCall> firstAnswered = null;
    for (long token : tokens) {
      Operation<LockCall> grant = grants.get(token);
      if (firstAnswered != null && firstAnswered.returned() < grant.called()) {
        return Optional.of("a token went back: " + firstAnswered.key() + " " + firstAnswered + ", then " + grant.key() + " " + grant);
      }
      if (firstAnswered == null || grant.returned() < firstAnswered.returned()) firstAnswered = grant;
    }
    return Optional.empty();
  }
}
