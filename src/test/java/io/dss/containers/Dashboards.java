package io.dss.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is asked of Prometheus: by the panels of the dashboards, and by the alerts. */
final class Dashboards {
  static final Path RULES = Path.of("docker/prometheus/rules/dss.yml");
  private static final Path BOARDS = Path.of("docker/grafana/dashboards");
  /** As Grafana puts it in for "All". */
  private static final String EVERY_NODE = ".*";
  private static final Pattern WORD = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)(\\s*\\()?");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "by", "on", "without", "ignoring", "group_left", "group_right");

  private Dashboards() {}

  /** @param from board and panel, or the alert */
  record Query(String from, String expression) {
    /** Names of metrics in it. */
    Set<String> metrics() {
      String bare = expression.replaceAll("\"[^\"]*\"", "").replaceAll("\\{[^}]*}", "").replaceAll("\\[[^\\]]*]", "").replaceAll("\\b(by|on|without|ignoring)\\s*\\([^)]*\\)", "");
      Set<String> names = new TreeSet<>();
      Matcher word = WORD.matcher(bare);
      while (word.find()) if (word.group(2) == null && !OPERATORS.contains(word.group(1))) names.add(word.group(1));
      return names;
    }
  }

  static TreeMap<String, JsonNode> boards() throws IOException {
    TreeMap<String, JsonNode> boards = new TreeMap<>();
    try (Stream<Path> files = Files.list(BOARDS)) {
      for (Path file : files.toList()) boards.put(file.getFileName().toString(), new ObjectMapper().readTree(file.toFile()));
    }
    return boards;
  }

  static List<Query> ofPanels() throws IOException {
    List<Query> queries = new ArrayList<>();
    boards().forEach((file, board) -> {
      for (JsonNode panel : board.get("panels")) {
        for (JsonNode target : panel.get("targets")) {
          queries.add(new Query(file + ", " + panel.get("title").asText(), target.get("expr").asText().replace("$node", EVERY_NODE)));
        }
      }
    });
    return queries;
  }

  static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    for (JsonNode group : new YAMLMapper().readTree(RULES.toFile()).get("groups")) group.get("rules").forEach(alerts::add);
    return alerts;
  }

  static List<Query> ofAlerts() throws IOException {
    return alerts().stream().map(alert -> new Query(alert.get("alert").asText(), alert.get("expr").asText())).toList();
  }
}
