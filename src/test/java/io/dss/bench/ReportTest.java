package io.dss.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.bench.Contest.Key;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final BenchOptions OPTIONS = new BenchOptions(1, 3, 0, 2, 3, 256, EnumSet.of(Part.LOCKS), List.of(), 0, 0, 0, 0, 0);
  private static final long SECOND = 1_000_000_000;

  /** {@code count} units of 2 ms within a second, for 1 ms of the nodes' time each. */
  private static List<Round> round(int count) {
    double[] nanos = new double[count];
    java.util.Arrays.fill(nanos, 2e6);
    return List.of(new Round(Sample.of(nanos), 7, SECOND, new Processors(count * 1_000_000L, 0, count * 1_000_000L + SECOND / 2)));
  }

  private static String written() {
    Map<Key, List<Round>> rounds = new LinkedHashMap<>();
    for (int connections : new int[] {Contest.FEW, Contest.MANY}) {
      rounds.put(new Key(Contest.EMPTY, connections), round(400));
      rounds.put(new Key(Contest.SPREAD, connections), round(100));
    }
    Report report = new Report(OPTIONS, "2026-01-02T03:04:05Z", "none", "0.5");
    report.failover(12.34, Sample.of(900, 700, 1500));
    report.contest(new Contest(rounds, Sample.of(5000), Sample.of(4000), Sample.of(0.05), 9));
    report.handOver(List.of(new HandOver.Hold(1, 0, 5_000_000), new HandOver.Hold(2, 4_000_000, 9_000_000)));
    report.memory(13.5, List.of(new Memory(300, 100), new Memory(310, 90), new Memory(290, 80)));
    return report.text("1.5");
  }

  @Test
  void everyLoadIsARowBesideTheCeilingOfItsConnections() {
    String text = written();
    assertTrue(text.contains("| pairs, all nodes | 64 | 100 | 100-100 | 0.25 | 2.00 | 2.00 | 1.000 | 0.000 | 0.50 | 7 |\n"), text);
    assertTrue(text.contains("| empty POST, all nodes | 1 | 400 | 400-400 | 1.00 |"), text);
  }

  @Test
  void everyFigureThatWasAskedForIsThere() {
    String text = written();
    for (String figure : List.of("**0.25** (aim: at least 0.25)", "3 kills of the leader", "median 900 ms, worst 1500 ms", "5000 per second", "4000 per second",
        "1 hand-overs with 16 waiters: release sent to the next grant received | median 4.0 ms", "median -1.0 ms", "300 MB resident (most 310), 90 MB heap in use of 256",
        "12.3 s; with the empty POST in the WAR 13.5 s", "0.050 processors")) {
      assertTrue(text.contains(figure), figure + " is not in\n" + text);
    }
  }
}
