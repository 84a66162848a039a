package io.dss.node.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dss.kernel.Invariant;
import io.dss.queue.TopicDescription.Rates;
import io.dss.queue.TopicDescription.Totals;
import org.junit.jupiter.api.Test;

class RateMeterTest {
  private final RateMeter meter = new RateMeter();

  private Rates sampled(long published, long delivered, long acknowledged, long atMillis) {
    return meter.sampled(new Totals(published, delivered, 0, acknowledged, 0, 0, 0, 0), atMillis);
  }

  @Test
  void oneSampleIsNoRate() {
    assertEquals(Rates.NONE, sampled(1_000, 0, 0, 500));
  }

  @Test
  void ratesAreThousandthsOfMessagesPerSecond() {
    sampled(1_000, 100, 10, 0);
    assertEquals(new Rates(2_000, 1_000, 500), sampled(1_004, 102, 11, 2_000));
  }

  @Test
  void whatIsLongerAgoThanTheWindowDoesNotCount() {
    sampled(0, 0, 0, 0);
    sampled(500, 0, 0, 1_000);
    assertEquals(new Rates(1_000, 0, 0), sampled(510, 0, 0, 11_000));
  }

  @Test
  void aTopicThatStandsStillComesToRest() {
    sampled(0, 0, 0, 0);
    sampled(500, 500, 500, 1_000);
    for (int second = 2; second < 12; second++) sampled(500, 500, 500, second * 1_000);
    assertEquals(Rates.NONE, sampled(500, 500, 500, 12_000));
  }

  @Test
  void totalsThatWereReadAnewAndAreLessBeginAgain() {
    sampled(500, 0, 0, 0);
    assertEquals(Rates.NONE, sampled(400, 0, 0, 1_000));
    assertEquals(new Rates(1_000, 0, 0), sampled(401, 0, 0, 2_000));
  }

  @Test
  void samplesHaveAnOrder() {
    sampled(0, 0, 0, 1_000);
    assertThrows(Invariant.Violated.class, () -> sampled(0, 0, 0, 1_000));
  }
}
