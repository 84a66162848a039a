package io.dss.coherence.sim;

import io.dss.coherence.LineState;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What happened in one world, or in many. A simulation in which nothing happens proves nothing. */
final class Counts {
  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private final TreeMap<String, Long> moves = new TreeMap<>();
  private final TreeMap<String, Long> rows = new TreeMap<>();
  private final TreeMap<String, Long> replies = new TreeMap<>();
  private long hits;
  private long repeats;
  private long stale;
  private long refused;
  private long unknown;

  void hit() {
    hits++;
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

  void replied(Object reply) {
    replies.merge(reply.getClass().getSimpleName(), 1L, Long::sum);
  }

  void happened(Fault fault) {
    happened(fault, 1);
  }

  void happened(Fault fault, long times) {
    faults.merge(fault, times, Long::sum);
  }

  void moved(LineState before, LineState after) {
    if (before != after) moves.merge(before + ">" + after, 1L, Long::sum);
  }

  /** A row of the tables of the protocol. */
  void used(String row) {
    rows.merge(row, 1L, Long::sum);
  }

  void add(Counts other) {
    other.faults.forEach((fault, times) -> faults.merge(fault, times, Long::sum));
    other.moves.forEach((move, times) -> moves.merge(move, times, Long::sum));
    other.rows.forEach((row, times) -> rows.merge(row, times, Long::sum));
    other.replies.forEach((reply, times) -> replies.merge(reply, times, Long::sum));
    hits += other.hits;
    repeats += other.repeats;
    stale += other.stale;
    refused += other.refused;
    unknown += other.unknown;
  }

  long of(Fault fault) {
    return faults.getOrDefault(fault, 0L);
  }

  long hits() {
    return hits;
  }

  long repeats() {
    return repeats;
  }

  long stales() {
    return stale;
  }

  long unknowns() {
    return unknown;
  }

  TreeMap<String, Long> moves() {
    return moves;
  }

  TreeMap<String, Long> rows() {
    return rows;
  }

  TreeMap<String, Long> replies() {
    return replies;
  }

  @Override
  public String toString() {
    return String.format("%,d hits, %,d repeats, %,d perhaps stale, %,d refused, %,d unknown%n  faults %s%n  replies %s%n  lines %s%n  %d rows of the tables",
        hits, repeats, stale, refused, unknown, faults, replies, moves, rows.size());
  }
}
