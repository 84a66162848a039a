package io.dss.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {
  @Test
  void quantilesAreByNearestRankWhateverTheOrder() {
    Sample sample = Sample.of(List.of(30, 10, 50, 20, 40));
    assertEquals(30, sample.median());
    assertEquals(10, sample.quantile(0.2));
    assertEquals(20, sample.quantile(0.21));
    assertEquals(50, sample.quantile(0.99));
    assertEquals(50, sample.worst());
  }

  @Test
  void ofAnEvenNumberTheLowerOfTheTwoInTheMiddleIsTheMedian() {
    assertEquals(2, Sample.of(4, 3, 2, 1).median());
  }

  @Test
  void p99OfAHundredIsTheLastButOne() {
    double[] values = new double[100];
    for (int i = 0; i < 100; i++) values[i] = i + 1;
    assertEquals(99, Sample.of(values).quantile(0.99));
  }

  @Test
  void nothingHasNoMedian() {
    assertTrue(Double.isNaN(Sample.of().median()));
  }

  @Test
  void theGivenArrayIsLeftAsItWas() {
    double[] values = {3, 1, 2};
    Sample.of(values);
    assertEquals(3, values[0]);
  }
}
