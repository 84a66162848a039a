package io.dss.raft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * The seeds that a simulation runs over: {@code -Ddss.sim.seeds} of them from {@code -Ddss.sim.firstSeed} on. A seed that fails is told with the command that
 * replays it alone.
 */
public final class Seeds<R> {
  private final Class<?> test;
  private final LongFunction<R> scenario;
  private final long count;
  private final long first = Long.getLong("dss.sim.firstSeed", 1);

  /** @param usually how many seeds there are unless the property says otherwise */
  public Seeds(Class<?> test, long usually, LongFunction<R> scenario) {
    this.test = test;
    this.scenario = scenario;
    count = Long.getLong("dss.sim.seeds", usually);
  }

  public long count() {
    return count;
  }

  public long first() {
    return first;
  }

  public void each(Consumer<R> look) {
    for (long seed = first; seed < first + count; seed++) look.accept(run(seed));
  }

  /** Of the first {@code most} seeds, one in {@code every} has the same history when it runs again. */
  public void assertSameTwice(int every, long most, Function<R, ?> history) {
    for (long seed = first; seed < first + Math.min(count, most); seed += every) {
      assertEquals(history.apply(run(seed)), history.apply(run(seed)), "seed " + seed + " has two histories");
    }
  }

  public R run(long seed) {
    try {
      return scenario.apply(seed);
    } catch (RuntimeException | AssertionError e) {
      String replay = "mvn -o test -Dtest=" + test.getSimpleName() + " -Ddss.sim.seeds=1 -Ddss.sim.firstSeed=" + seed;
      throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\nreplay: " + replay, e);
    }
  }
}
