package io.dss.node.cache;

import io.dss.coherence.LineState;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the cache of a node has done. Any thread may count. */
final class Counters {
  private static final LineState[] STATES = LineState.values();

  private final LongAdder[] hits = adders(STATES.length);
  private final LongAdder[] misses = adders(STATES.length);
  private final LongAdder[] transitions = adders(STATES.length * STATES.length);
  final LongAdder invSent = new LongAdder();
  final LongAdder invAcked = new LongAdder();
  final LongAdder invTimedOut = new LongAdder();
  final LongAdder writeBacks = new LongAdder();
  final LongAdder storeReads = new LongAdder();
  final LongAdder storeRetries = new LongAdder();
  final LongAdder pingPong = new LongAdder();
  final LongAdder evictions = new LongAdder();
  final LongAdder unlisted = new LongAdder();

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int i = 0; i < count; i++) adders[i] = new LongAdder();
    return adders;
  }

  void hit(LineState state) {
    hits[state.ordinal()].increment();
  }

  void miss(LineState state) {
    misses[state.ordinal()].increment();
  }

  void transition(LineState from, LineState to) {
    if (from != to) transitions[from.ordinal() * STATES.length + to.ordinal()].increment();
  }

  Map<LineState, Long> hits() {
    return byState(hits);
  }

  Map<LineState, Long> misses() {
    return byState(misses);
  }

  private static Map<LineState, Long> byState(LongAdder[] adders) {
    Map<LineState, Long> counts = new EnumMap<>(LineState.class);
    for (LineState state : STATES) counts.put(state, adders[state.ordinal()].sum());
    return counts;
  }

  /** Those that happened. */
  Map<CacheGauges.Transition, Long> transitions() {
    Map<CacheGauges.Transition, Long> counts = new LinkedHashMap<>();
    for (LineState from : STATES) {
      for (LineState to : STATES) {
        long count = transitions[from.ordinal() * STATES.length + to.ordinal()].sum();
        if (count > 0) counts.put(new CacheGauges.Transition(from, to), count);
      }
    }
    return counts;
  }
}
