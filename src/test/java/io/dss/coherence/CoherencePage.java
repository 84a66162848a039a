package io.dss.coherence;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The parts of the page about the protocol that follow from its tables. */
final class CoherencePage {
  private CoherencePage() {}

  /** By the name of the part. */
  static Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("line states", lineStates());
    parts.put("line diagram", diagram(CacheTable.table(), CacheEvent::words));
    parts.put("line table", table(CacheTable.table(), CacheEvent::words, CacheAction::words));
    parts.put("home states", "| state | is |\n|---|---|\n"
        + Arrays.stream(HomeState.values()).map(state -> "| " + state + " | " + state.sentence() + " |\n").collect(Collectors.joining()));
    parts.put("home diagram", diagram(HomeTable.table(), HomeEvent::words));
    parts.put("home table", table(HomeTable.table(), HomeEvent::words, HomeAction::words));
    return parts;
  }

  private static String lineStates() {
    return "| state | may | dirty | is |\n|---|---|---|---|\n" + Arrays.stream(LineState.values())
        .map(state -> "| " + state + " | " + may(state) + " | " + (state.dirty() ? "yes" : "") + " | " + state.sentence() + " |\n").collect(Collectors.joining());
  }

  private static String may(LineState state) {
    return switch (state.permission()) {
      case NONE -> "";
      case READ -> "read";
      case WRITE -> "read, write";
    };
  }

  /** Rows that say the same of several states are one line. */
  private static <S extends Enum<S>, V extends Enum<V>, A extends Enum<A>> String table(Table<S, V, A> table, Function<V, String> event, Function<A, String> action) {
    Map<String, List<Row<S, V, A>>> alike = table.rows().stream().collect(Collectors.groupingBy(
        row -> row.event().ordinal() + "|" + row.action() + "|" + (stays(row) ? "same" : row.next().toString()) + "|" + row.sentence(), LinkedHashMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder("| state | event | does | next | because |\n|---|---|---|---|---|\n");
    for (List<Row<S, V, A>> rows : alike.values()) {
      Row<S, V, A> first = rows.get(0);
      String next = first.next().map(to -> stays(first) ? "same" : to.toString()).orElse("as before");
      text.append("| ").append(rows.stream().map(row -> row.state().toString()).collect(Collectors.joining(" "))).append(" | ").append(event.apply(first.event()))
          .append(" | ").append(action.apply(first.action())).append(" | ").append(next).append(" | ").append(first.sentence()).append(" |\n");
    }
    return text.toString();
  }

  private static boolean stays(Row<?, ?, ?> row) {
    return row.next().filter(next -> next == row.state()).isPresent();
  }

  private static <S extends Enum<S>, V extends Enum<V>, A extends Enum<A>> String diagram(Table<S, V, A> table, Function<V, String> event) {
    Map<String, TreeSet<String>> edges = new LinkedHashMap<>();
    for (Row<S, V, A> row : table.rows()) {
      if (row.next().isEmpty() || stays(row)) continue;
      edges.computeIfAbsent(row.state() + " --> " + row.next().get(), none -> new TreeSet<>()).add(event.apply(row.event()));
    }
    StringBuilder text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
    edges.forEach((edge, events) -> text.append("  ").append(edge).append(": ").append(String.join(" / ", events)).append('\n'));
    return text.append("```\n").toString();
  }
}
