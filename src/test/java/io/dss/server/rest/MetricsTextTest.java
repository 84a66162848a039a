package io.dss.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MetricsTextTest {
  @Test
  void theFirstOfEachSeriesStaysWithItsComments() {
    String twice = "# HELP a What a is\n# TYPE a gauge\na{node=\"x y\"} 1.0\na{node=\"z\"} 2.0\n# TYPE b counter\nb 3\n# HELP a What a is\n# TYPE a gauge\na{node=\"x y\"} 7.0\nb 4\nc 5\n";
    assertEquals("# HELP a What a is\n# TYPE a gauge\na{node=\"x y\"} 1.0\na{node=\"z\"} 2.0\n# TYPE b counter\nb 3\nc 5\n", MetricsText.mended(twice));
  }

  @Test
  void quantilesThatClaimToBeSecondsDoNotLeave() {
    String summary = "# TYPE t_seconds summary\nt_seconds{quantile=\"0.5\"} 4485319.0\nt_seconds_count 3\nt_seconds_sum 0.1\nsize{quantile=\"0.5\"} 3\n{odd\n";
    assertEquals("# TYPE t_seconds summary\nt_seconds_count 3\nt_seconds_sum 0.1\nsize{quantile=\"0.5\"} 3\n{odd\n", MetricsText.mended(summary));
  }

  @Test
  void otherCommentsAreKept() {
    assertEquals("# one\n# two\n# EOF\n", MetricsText.mended("# one\n# two\n# EOF\n"));
  }
}
