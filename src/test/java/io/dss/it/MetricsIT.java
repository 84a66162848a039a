package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a node tells at {@code /metrics} is what src/docs/metrics.md says, each series once, and short whatever there is. */
@ExtendWith(Trio.Given.class)
class MetricsIT {
  private static final Path PAGE = Path.of("src/docs/metrics.md");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern HELP = Pattern.compile("# HELP (\\S+) (.*)");
  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_]\\w*)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final int MAX_BYTES = 200_000;

  @Test
  void thePageNamesEveryFamilyWithItsTypeAndLabels(Trio trio) throws Exception {
    used(trio);
    SortedMap<String, String> told = new TreeMap<>();
    for (int node = 0; node < Trio.SIZE; node++) told.putAll(families(metrics(trio, node)));
    SortedMap<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      String[] cells = line.split(" *\\| *", -1);
      if (line.startsWith("| `dss_")) documented.put(cells[1].replace("`", ""), String.join(" | ", cells[2], cells[3].replace("`", ""), cells[5]));
    }
    assertEquals(String.join("\n", lines(told)), String.join("\n", lines(documented)), "what the nodes tell, and what " + PAGE + " says");
  }

  @Test
  void everySeriesIsThereOnce(Trio trio) throws Exception {
    used(trio);
    Set<String> seen = new HashSet<>();
    for (String line : metrics(trio, 0).split("\n")) {
      if (!line.startsWith("#")) assertTrue(seen.add(line.substring(0, line.lastIndexOf(' '))), line);
    }
    assertTrue(seen.stream().anyMatch(series -> series.startsWith("memory_usedHeap_bytes")), "the JVM's are there");
  }

  @Test
  void timesAreInSeconds(Trio trio) throws Exception {
    used(trio);
    for (String figure : List.of("dss_raft_fsync_seconds_max", "dss_raft_fsync_seconds_mean", "dss_raft_fsync_seconds_sum")) {
      double seconds = metrics(trio, 0).lines().filter(line -> line.startsWith(figure)).mapToDouble(MetricsIT::value).sum();
      assertTrue(seconds > 0 && seconds < 600, figure + " " + seconds);
    }
    assertTrue(metrics(trio, 0).lines().noneMatch(line -> line.startsWith("dss_") && line.contains("quantile=")), "quantiles are in nanoseconds");
  }

  @Test
  void aScrapeStaysShortHoweverMuchThereIs(Trio trio) throws Exception {
    String name = "\\\"long-".repeat(60);
    for (int i = 0; i < 150; i++) assertTrue(trio.api().post(trio.url(i % Trio.SIZE), "/queue/publish", "{\"topic\":\"" + name + i + "\",\"data\":1}").success());
    for (int i = 0; i < 300; i++) {
      assertTrue(trio.api().post(trio.url(i % Trio.SIZE), "/lock/acquire", Api.acquire("scraped-" + i, "A", "exclusive", 5, 0)).success());
      assertTrue(trio.api().post(trio.url(i % Trio.SIZE), "/cache/write", "{\"key\":\"scraped-" + i + "\",\"value\":1}").success());
    }
    trio.nodes().await("topics without a label of their own are summed", Duration.ofSeconds(15), () -> {
      for (int node = 0; node < Trio.SIZE; node++) if (metrics(trio, node).contains("topic=\"(others)\"")) return true;
      return false;
    });
    for (int node = 0; node < Trio.SIZE; node++) {
      int bytes = metrics(trio, node).getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      assertTrue(bytes < MAX_BYTES, "node " + node + ": " + bytes + " bytes");
    }
  }

  /** Something of each kind that is shown from its first time on. The topic may be one of the others: other tests have published to many. */
  private static void used(Trio trio) throws Exception {
    assertTrue(trio.api().post(trio.url(0), "/queue/publish", "{\"topic\":\"measured\",\"data\":1}").success());
    assertTrue(trio.api().post(trio.url(0), "/cache/write", "{\"key\":\"measured\",\"value\":1}").success());
    trio.nodes().await("a topic and a line's change are shown", Duration.ofSeconds(15), () -> {
      boolean topic = false;
      for (int node = 0; node < Trio.SIZE; node++) topic |= metrics(trio, node).contains("topic=\"");
      return topic && metrics(trio, 0).contains("dss_cache_transitions{");
    });
  }

  /** Type, labels and description, by name. Of the labels only those of ours; families that come with an event that may not have been yet are left out. */
  private static SortedMap<String, String> families(String metrics) {
    SortedMap<String, String> types = new TreeMap<>();
    SortedMap<String, String> helps = new TreeMap<>();
    SortedMap<String, Set<String>> labels = new TreeMap<>();
    for (String line : metrics.split("\n")) {
      Matcher type = TYPE.matcher(line);
      Matcher help = HELP.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) types.put(type.group(1), type.group(2));
      else if (help.matches()) helps.put(help.group(1), help.group(2));
      else if (sample.matches()) labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>()).addAll(names(sample.group(2)));
    }
    SortedMap<String, String> families = new TreeMap<>();
    types.forEach((name, type) -> {
      if (!name.startsWith("dss_") || name.equals("dss_queue_let_go_total")) return;
      Set<String> own = new TreeSet<>(labels.getOrDefault(name, Set.of()));
      own.removeAll(List.of("mp_scope", "quantile"));
      families.put(name, String.join(" | ", type, String.join(", ", own), helps.getOrDefault(name, "")));
    });
    return families;
  }

  private static Set<String> names(String labels) {
    Set<String> names = new TreeSet<>();
    Matcher label = LABEL.matcher(labels == null ? "" : labels);
    while (label.find()) names.add(label.group(1));
    return names;
  }

  private static List<String> lines(SortedMap<String, String> families) {
    List<String> lines = new ArrayList<>();
    families.forEach((name, what) -> lines.add(name + " | " + what));
    return lines;
  }

  private static double value(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }

  private static String metrics(Trio trio, int node) {
    try {
      return trio.api().get(trio.url(node), "/metrics").body();
    } catch (IOException | InterruptedException broken) {
      throw new AssertionError(broken);
    }
  }
}
