package io.dss.bench;

import io.dss.bench.Contest.Key;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures as one page of Markdown. */
final class Report {
  private final StringBuilder loads = new StringBuilder();
  private final StringBuilder figures = new StringBuilder();
  private final BenchOptions options;
  private final String begun;
  private final String jvm;
  private final String loadAverageBefore;
  private String startSeconds = "";

  /** @param jvm the options that the nodes' JVMs take besides those of payara-config */
  Report(BenchOptions options, String begun, String jvm, String loadAverageBefore) {
    this.options = options;
    this.begun = begun;
    this.jvm = jvm;
    this.loadAverageBefore = loadAverageBefore;
  }

  void failover(double secondsToReady, Sample millis) {
    startSeconds = format("%.1f s; ", secondsToReady);
    figure("fail-over, " + millis.size() + " kills of the leader: kill to the next grant",
        format("median %.0f ms, worst %.0f ms", millis.median(), millis.worst()));
  }

  void contest(Contest contest) {
    for (Map.Entry<Key, List<Round>> row : contest.rounds().entrySet()) {
      Key key = row.getKey();
      List<Round> rounds = row.getValue();
      double rate = Round.median(rounds, Round::perSecond);
      double ceiling = Round.median(contest.rounds().get(new Key(Contest.EMPTY, key.connections())), Round::perSecond);
      loads.append(format("| %s | %d | %.0f | %.0f-%.0f | %.2f | %.2f | %.2f | %.3f | %.3f | %.2f | %d |%n", key.load(), key.connections(), rate,
          rounds.stream().mapToDouble(Round::perSecond).min().orElseThrow(), rounds.stream().mapToDouble(Round::perSecond).max().orElseThrow(),
          rate / ceiling, Round.median(rounds, Round::medianMillis), Round.median(rounds, Round::p99Millis),
          Round.median(rounds, Round::nodeMillisEach), Round.median(rounds, Round::ownMillisEach), Round.median(rounds, Round::othersProcessors),
          rounds.stream().mapToInt(Round::refused).sum()));
    }
    figure("pair rate over empty POST rate, both over all three nodes, " + Contest.MANY + " connections", format("**%.2f** (aim: at least 0.25)", ratio(contest)));
    figure("write and fsync of " + DiskRates.RECORD_BYTES + " bytes, bare", format("%.0f per second", contest.bareSyncs().median()));
    figure("the same through the journal (`LogStore`: append and sync)", format("%.0f per second", contest.journalSyncs().median()));
    figure("processor time of the three nodes while nobody asks", format("%.3f processors", contest.idleProcessors().median()));
    figure("connections that a node closed after an answer", Integer.toString(contest.closedByNodes()));
  }

  private static double ratio(Contest contest) {
    return Round.median(contest.rounds().get(new Key(Contest.SPREAD, Contest.MANY)), Round::perSecond)
        / Round.median(contest.rounds().get(new Key(Contest.EMPTY, Contest.MANY)), Round::perSecond);
  }

  void handOver(List<HandOver.Hold> holds) {
    if (holds.size() < 2) return;
    Sample sent = HandOver.fromSent(holds);
    Sample answered = HandOver.fromReleased(holds);
    String what = sent.size() + " hand-overs with " + HandOver.WAITERS + " waiters: release ";
    figure(what + "sent to the next grant received", format("median %.1f ms, p99 %.1f ms", sent.median() / 1e6, sent.quantile(0.99) / 1e6));
    figure(what + "answered to the next grant received (below 0: the grant came first)",
        format("median %.1f ms, p99 %.1f ms", answered.median() / 1e6, answered.quantile(0.99) / 1e6));
  }

  void memory(double secondsToReadyWithEmptyPost, List<Memory> memories) {
    Sample resident = Sample.of(memories.stream().map(Memory::residentMegabytes).toList());
    Sample heap = Sample.of(memories.stream().map(Memory::heapMegabytes).toList());
    figure("memory of a node after the run", format("%.0f MB resident (most %.0f), %.0f MB heap in use of %d", resident.median(), resident.worst(),
        heap.median(), options.heapMegabytes()));
    figure("three nodes, first process to all ready (the build before it is not counted)",
        startSeconds + format("with the empty POST in the WAR %.1f s", secondsToReadyWithEmptyPost));
  }

  String text(String loadAverageAfter) {
    return format("# Benchmark, %s%n%n%d processors, Java %s, heap %d MB a node, further JVM options: %s. Load average %s before, %s after.%n", begun,
        Runtime.getRuntime().availableProcessors(), Runtime.version(), options.heapMegabytes(), jvm,
        loadAverageBefore, loadAverageAfter)
        + format("%d rounds of %d s, the loads in turn; each figure is the median of the rounds'.%n%n", options.rounds(), options.seconds())
        + "| load | connections | per second | least-most | of the empty POST's | median ms | p99 ms | nodes' CPU ms each | load's CPU ms each "
        + "| others' processors | refused |\n|---|---|---|---|---|---|---|---|---|---|---|\n" + loads + "\n| | |\n|---|---|\n" + figures;
  }

  private void figure(String what, String value) {
    figures.append("| ").append(what).append(" | ").append(value).append(" |\n");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values).replace(System.lineSeparator(), "\n");
  }
}
