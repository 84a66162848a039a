package io.dss.linearizability;

import io.dss.linearizability.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks histories key by key (linearizability is local: Herlihy and Wing, theorem 1), the smallest first, and stops at the first bad one.
 *
 * @param maxSteps of the model over the whole history: the problem is NP-complete, and a test must end
 */
public record Checker<S, O>(Model<S, O> model, long maxSteps) {
  public Verdict check(List<Operation<O>> history) {
    Map<String, List<Operation<O>>> byKey = new TreeMap<>();
    for (Operation<O> operation : history) byKey.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
    List<String> keys = new ArrayList<>(byKey.keySet());
    keys.sort((a, b) -> Integer.compare(byKey.get(a).size(), byKey.get(b).size()));
    long steps = 0;
    for (String key : keys) {
      Search<S, O> search = new Search<>(model, byKey.get(key), maxSteps - steps);
      Outcome outcome = search.run();
      steps += search.steps();
      if (outcome != Outcome.LINEARIZABLE) return new Verdict(outcome, "key '" + key + "': " + search.explanation(outcome), steps);
    }
    return new Verdict(Outcome.LINEARIZABLE, "", steps);
  }
}
