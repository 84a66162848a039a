package io.dss.kernel;

/** The one source of randomness of a core; seeded in a simulation, so that one seed replays a whole cluster. Not thread-safe unless said. */
@FunctionalInterface
public interface Entropy {
  /** The next 64 uniformly distributed bits. */
  long nextLong();

  /** Uniform in {@code [0, bound)}; {@code bound} at least 1. */
  default int below(int bound) {
    Invariant.check(bound > 0, "bound %d is not positive", bound);
    return (int) Math.floorMod(nextLong() >>> 1, (long) bound);
  }
}
