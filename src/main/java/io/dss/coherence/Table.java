package io.dss.coherence;

import io.dss.kernel.Invariant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** States against events. What has no row cannot happen as long as every node keeps to the tables. Immutable once it is built. */
final class Table<S extends Enum<S>, V extends Enum<V>, A extends Enum<A>> {
  private final Map<S, Map<V, Row<S, V, A>>> rows;
  private final Class<V> events;

  Table(Class<S> states, Class<V> events) {
    this.rows = new EnumMap<>(states);
    this.events = events;
  }

  Table<S, V, A> add(S state, V event, A action, S next, String sentence) {
    return add(new Row<>(state, event, action, Optional.of(next), sentence));
  }

  /** A row that leaves each of these states as it is. */
  Table<S, V, A> stay(List<S> states, V event, A action, String sentence) {
    for (S state : states) add(state, event, action, state, sentence);
    return this;
  }

  Table<S, V, A> add(Row<S, V, A> row) {
    Row<S, V, A> other = rows.computeIfAbsent(row.state(), state -> new EnumMap<>(events)).put(row.event(), row);
    Invariant.check(other == null, "two rows: %s and %s", row, other);
    return this;
  }

  Optional<Row<S, V, A>> row(S state, V event) {
    Map<V, Row<S, V, A>> of = rows.get(state);
    return of == null ? Optional.empty() : Optional.ofNullable(of.get(event));
  }

  /** By state, then by event. */
  List<Row<S, V, A>> rows() {
    List<Row<S, V, A>> all = new ArrayList<>();
    rows.values().forEach(of -> all.addAll(of.values()));
    return all;
  }
}
