package io.dss.coherence.sim;

import io.dss.coherence.LineState;
import java.util.EnumMap;
import java.util.Map;

/** What happened in one world. A simulation in which nothing happens proves nothing. */
final class Counts {
  private final Map<LineState, Long> states = new EnumMap<>(LineState.class);
  private long hits;
  private long loads;
  private long repeats;
  private long stale;
  private long refused;
  private long unknown;

  void hit() {
    hits++;
  }

  void load() {
    loads++;
  }

  void repeat() {
    repeats++;
  }

  void stale() {
    stale++;
  }

  void refused() {
    refused++;
  }

  void unknown() {
    unknown++;
  }

  void moved(LineState before, LineState after) {
    if (before != after) states.merge(after, 1L, Long::sum);
  }

  void add(Counts other) {
    other.states.forEach((state, times) -> states.merge(state, times, Long::sum));
    hits += other.hits;
    loads += other.loads;
    repeats += other.repeats;
    stale += other.stale;
    refused += other.refused;
    unknown += other.unknown;
  }

  long hits() {
    return hits;
  }

  long loads() {
    return loads;
  }

  long repeats() {
    return repeats;
  }

  long unknowns() {
    return unknown;
  }

  /** How often a line came into this state. */
  long into(LineState state) {
    return states.getOrDefault(state, 0L);
  }

  @Override
  public String toString() {
    return String.format("%,d hits, %,d loads, %,d repeats, %,d perhaps stale, %,d refused, %,d unknown; lines became %s", hits, loads, repeats, stale, refused, unknown, states);
  }
}
