package io.dss.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Dashboards and alerts, as far as that goes without Grafana and Prometheus: their form, that what they ask for is documented, and that each alert is explained. */
class DashboardsTest {
  /** Of Payara, and of Prometheus itself. */
  private static final Set<String> OTHERS = Set.of("up", "ALERTS", "memory_usedHeap_bytes", "memory_maxHeap_bytes", "memory_committedHeap_bytes", "memory_usedNonHeap_bytes", "gc_time_seconds_total",
      "gc_total", "thread_count", "thread_max_count", "cpu_systemLoadAverage", "cpu_availableProcessors", "system_cpu_load", "jvm_uptime_seconds", "classloader_loadedClasses_count");

  @Test
  void dashboardsAreAsGrafanaReadsThem() throws IOException {
    JsonSchema schema;
    try (InputStream in = getClass().getResourceAsStream("/grafana/dashboard.schema.json")) {
      schema = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(in);
    }
    List<String> wrong = new ArrayList<>();
    Set<String> uids = new HashSet<>();
    Dashboards.boards().forEach((file, board) -> {
      schema.validate(board).forEach(what -> wrong.add(file + ": " + what));
      if (!uids.add(board.path("uid").asText())) wrong.add(file + " has another's uid");
      Set<Integer> ids = new HashSet<>();
      for (JsonNode panel : board.path("panels")) {
        if (!ids.add(panel.path("id").asInt())) wrong.add(file + ": two panels have the id " + panel.path("id"));
        JsonNode at = panel.path("gridPos");
        if (at.path("x").asInt() + at.path("w").asInt() > 24) wrong.add(file + ": " + panel.path("title") + " is wider than the board");
      }
    });
    assertEquals(List.of(), wrong);
    assertEquals(Set.of("dss-overview", "dss-raft-locks", "dss-queues", "dss-cache", "dss-jvm"), uids);
  }

  @Test
  void whatIsAskedForIsDocumented() throws IOException {
    Set<String> known = new TreeSet<>(OTHERS);
    for (String line : Files.readAllLines(Path.of("src/docs/metrics.md"))) {
      if (!line.startsWith("| `dss_")) continue;
      String[] cells = line.split(" *\\| *");
      String name = cells[1].replace("`", "");
      known.addAll(cells[2].equals("summary") ? List.of(name + "_sum", name + "_count") : List.of(name));
    }
    List<Dashboards.Query> queries = new ArrayList<>(Dashboards.ofPanels());
    queries.addAll(Dashboards.ofAlerts());
    List<String> unknown = new ArrayList<>();
    for (Dashboards.Query query : queries) {
      assertTrue(!query.metrics().isEmpty(), query.toString());
      for (String metric : query.metrics()) if (!known.contains(metric)) unknown.add(query.from() + ": " + metric);
    }
    assertTrue(queries.size() > 50, "queries: " + queries.size());
    assertEquals(List.of(), unknown);
  }

  @Test
  void everyAlertHasARunbookAndATestThatFiresIt() throws IOException {
    String runbooks = Files.readString(Path.of("src/docs/runbooks.md"));
    String tests = Files.readString(Path.of("docker/prometheus/rules/dss.test.yml"));
    List<String> missing = new ArrayList<>();
    for (JsonNode alert : Dashboards.alerts()) {
      String name = alert.get("alert").asText();
      if (!runbooks.contains("\n## " + name + "\n")) missing.add(name + " has no runbook");
      if (!alert.at("/annotations/runbook").asText().equals("src/docs/runbooks.md#" + name.toLowerCase(java.util.Locale.ROOT))) missing.add(name + " does not name its runbook");
      if (!tests.contains("- name: " + name + " fires\n")) missing.add(name + " is fired by no test");
      if (!Set.of("warning", "critical").contains(alert.at("/labels/severity").asText())) missing.add(name + " has no severity");
    }
    assertEquals(List.of(), missing);
  }
}
