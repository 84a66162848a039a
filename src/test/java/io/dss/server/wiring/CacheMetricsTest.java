package io.dss.server.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.coherence.LineState;
import io.dss.node.cache.CacheGauges;
import io.dss.node.cache.CacheGauges.Transition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.Test;

class CacheMetricsTest {
  private final GaugeRegistry gauges = new GaugeRegistry();
  private final CacheMetrics metrics = new CacheMetrics(gauges.registry());

  private static CacheGauges gauges(Map<Transition, Long> transitions) {
    return new CacheGauges(1, 2, 3, 4, 5, 6, 7, 8, 9, Map.of(LineState.S, 10L), Map.of(LineState.I, 11L), transitions, 12, 13, 14, 15, 16, 17, 18, 19, 20);
  }

  @Test
  void beforeThereIsACacheAllFiguresAreZero() {
    for (MetricID id : gauges.ids()) assertEquals(0, gauges.value(id.getName(), id.getTagsAsArray()), id.toString());
  }

  @Test
  void everyFigureIsShownUnderItsOwnName() {
    metrics.show(gauges(Map.of()));
    Map<Double, String> shown = new TreeMap<>();
    for (MetricID id : gauges.ids()) if (gauges.value(id.getName(), id.getTagsAsArray()) > 0) shown.put(gauges.value(id.getName(), id.getTagsAsArray()), id.getName());
    assertEquals(List.of("dss_cache_entries", "dss_cache_bytes", "dss_cache_dirty_entries", "dss_cache_dirty_bytes", "dss_cache_backup_bytes", "dss_cache_link_bytes",
        "dss_cache_open_buckets", "dss_cache_calls", "dss_cache_blocked_writers", "dss_cache_hits", "dss_cache_misses", "dss_cache_invalidations_sent",
        "dss_cache_invalidations_acknowledged", "dss_cache_invalidations_timed_out", "dss_cache_write_backs", "dss_cache_store_reads", "dss_cache_store_retries",
        "dss_cache_ping_pong", "dss_cache_evictions", "dss_cache_unlisted_messages"), List.copyOf(shown.values()));
    assertEquals(10, gauges.value("dss_cache_hits", new Tag("state", "S")));
    assertEquals(0, gauges.value("dss_cache_hits", new Tag("state", "M")));
    assertEquals(11, gauges.value("dss_cache_misses", new Tag("state", "I")));
  }

  @Test
  void aTransitionHasASeriesFromItsFirstTimeOn() {
    Transition first = new Transition(LineState.I, LineState.IS);
    metrics.show(gauges(Map.of(first, 1L)));
    metrics.show(gauges(Map.of(first, 5L, new Transition(LineState.S, LineState.I), 2L)));
    assertEquals(5, gauges.value("dss_cache_transitions", new Tag("from", "I"), new Tag("to", "IS")));
    assertEquals(2, gauges.value("dss_cache_transitions", new Tag("from", "S"), new Tag("to", "I")));
    assertEquals(2, gauges.ids().stream().filter(id -> id.getName().equals("dss_cache_transitions")).count());
  }

  @Test
  void thePageOfMetricsHasEveryName() throws IOException {
    metrics.show(gauges(Map.of(new Transition(LineState.I, LineState.IS), 1L)));
    String page = Files.readString(Path.of("src/docs/metrics.md"));
    for (String name : new TreeSet<>(gauges.ids().stream().map(MetricID::getName).toList())) assertTrue(page.contains("| `" + name), name);
  }
}
