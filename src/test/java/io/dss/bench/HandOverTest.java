package io.dss.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dss.bench.HandOver.Hold;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandOverTest {
  private static final List<Hold> HOLDS = List.of(new Hold(1, 100, 130), new Hold(2, 125, 160), new Hold(5, 170, 200));

  @Test
  void aHandOverLastsFromTheReleaseSentToTheNextGrant() {
    Sample sample = HandOver.fromSent(HOLDS);
    assertEquals(2, sample.size());
    assertEquals(25, sample.quantile(0.5));
    assertEquals(45, sample.worst());
  }

  @Test
  void aGrantThatOvertakesTheAnswerToTheReleaseCountsBelowZero() {
    Sample sample = HandOver.fromReleased(HOLDS);
    assertEquals(-5, sample.quantile(0.5));
    assertEquals(10, sample.worst());
  }
}
