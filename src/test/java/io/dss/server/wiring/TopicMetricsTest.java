package io.dss.server.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.queue.TopicDescription;
import io.dss.queue.TopicDescription.GroupCounts;
import io.dss.queue.TopicDescription.Totals;
import io.dss.queue.TopicSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.Test;

class TopicMetricsTest {
  private static final String READY = "dss_queue_ready";
  private final GaugeRegistry gauges = new GaugeRegistry();
  private final TopicMetrics metrics = new TopicMetrics(gauges.registry(), () -> 20_000);

  private static TopicDescription topic(String name, long ready, long oldestMillis) {
    return new TopicDescription(name, TopicSettings.defaults(name), List.of(new GroupCounts("default", ready, 0, 0, 0, 0, 0), new GroupCounts("g", ready, 0, 0, 0, 0, 0)),
        ready, 0, OptionalLong.of(oldestMillis), Totals.NONE);
  }

  private static List<TopicDescription> topics(int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> topic(String.format("t%04d", number), 1, 10_000)).toList();
  }

  private double value(String family, String label) {
    return gauges.value(family, new Tag("topic", label));
  }

  private List<String> labels() {
    return gauges.ids().stream().filter(id -> id.getName().equals(READY)).map(id -> id.getTags().get("topic")).toList();
  }

  @Test
  void aTopicIsShownWithTheSumOfItsGroups() {
    metrics.show(List.of(topic("a", 7, 12_500)));
    assertEquals(14, value(READY, "a"));
    assertEquals(7, value("dss_queue_messages", "a"));
    assertEquals(7.5, value("dss_queue_oldest_age_seconds", "a"));
    metrics.show(List.of(topic("a", 8, 12_500)));
    assertEquals(16, value(READY, "a"));
  }

  @Test
  void onlySoManyTopicsHaveALabelAndTheOthersAreOneSum() {
    metrics.show(topics(0, TopicMetrics.MAX_TOPICS));
    assertEquals(TopicMetrics.MAX_TOPICS, labels().size());
    assertFalse(labels().contains(TopicMetrics.OTHERS));
    metrics.show(topics(0, 10_000));
    assertEquals(TopicMetrics.MAX_TOPICS + 1, labels().size());
    assertEquals(2.0 * (10_000 - TopicMetrics.MAX_TOPICS), value(READY, TopicMetrics.OTHERS));
    assertEquals(10, value("dss_queue_oldest_age_seconds", TopicMetrics.OTHERS));
  }

  @Test
  void whoHasALabelKeepsItThoughTopicsBeforeItInTheAlphabetCome() {
    metrics.show(topics(1_000, 1_000 + TopicMetrics.MAX_TOPICS));
    List<TopicDescription> more = new ArrayList<>(topics(0, 50));
    more.addAll(topics(1_000, 1_000 + TopicMetrics.MAX_TOPICS));
    metrics.show(more);
    assertTrue(labels().contains("t1000") && !labels().contains("t0000"), () -> labels().toString());
    assertEquals(100, value(READY, TopicMetrics.OTHERS));
  }

  @Test
  void whatHasMovedAwayIsShownNoMoreAndMakesRoom() {
    metrics.show(topics(0, TopicMetrics.MAX_TOPICS + 1));
    String last = String.format("t%04d", TopicMetrics.MAX_TOPICS);
    assertFalse(labels().contains(last));
    metrics.show(topics(1, TopicMetrics.MAX_TOPICS + 1));
    assertEquals(TopicMetrics.MAX_TOPICS, labels().size());
    assertTrue(labels().contains(last) && !labels().contains("t0000") && !labels().contains(TopicMetrics.OTHERS));
    metrics.show(List.of());
    assertEquals(Set.of(), gauges.ids());
  }

  @Test
  void aTopicThatIsCalledLikeTheSumIsInTheSum() {
    metrics.show(List.of(topic(TopicMetrics.OTHERS, 7, 10_000), topic("a", 1, 10_000)));
    assertEquals(14, value(READY, TopicMetrics.OTHERS));
    List<TopicDescription> more = new ArrayList<>(topics(0, TopicMetrics.MAX_TOPICS + 1));
    more.add(topic(TopicMetrics.OTHERS, 7, 10_000));
    metrics.show(more);
    assertEquals(14 + 2, value(READY, TopicMetrics.OTHERS));
    metrics.show(topics(0, 1));
    assertEquals(List.of("t0000"), labels());
  }

  @Test
  void longNamesHaveALabelOnlyAsLongAsAScrapeStaysShort() {
    List<TopicDescription> topics = IntStream.range(0, 90).mapToObj(number -> topic("\"".repeat(500) + number, 1, 10_000)).toList();
    metrics.show(topics);
    List<String> own = labels().stream().filter(label -> !label.equals(TopicMetrics.OTHERS)).toList();
    assertTrue(own.size() >= 5 && own.stream().mapToLong(TopicMetrics::bytes).sum() <= TopicMetrics.MAX_LABELLED_BYTES, () -> own.size() + " labels");
    assertEquals(2.0 * (90 - own.size()), value(READY, TopicMetrics.OTHERS));
    metrics.show(topics);
    assertEquals(own, labels().stream().filter(label -> !label.equals(TopicMetrics.OTHERS)).toList());
  }
}
