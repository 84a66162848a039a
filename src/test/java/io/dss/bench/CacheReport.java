package io.dss.bench;

import io.dss.bench.CacheContest.Key;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of {@link CacheContest} as Markdown. */
final class CacheReport {
  private static final int MANY = 64;

  private CacheReport() {}

  static String text(CacheContest contest) {
    StringBuilder rows = new StringBuilder();
    contest.rounds().forEach((key, rounds) -> rows.append(row(key, rounds, contest.rounds())));
    StringBuilder pairs = new StringBuilder();
    contest.upgrades().forEach((connections, upgrades) -> pairs.append(pair(connections, upgrades)));
    return "\n## Cache, write safety `backup`, main memory `raft`\n\nValues of " + CacheWork.VALUE_BYTES + " bytes.\n\n"
        + "| load | connections | a second | least-most | by the empty POST's | median ms | p99 ms | nodes' CPU ms each | load's CPU ms each | others' processors | refused |\n"
        + "|---|---|---|---|---|---|---|---|---|---|---|\n" + rows
        + "\n| pairs of the upgrade | connections | median ms | p99 ms |\n|---|---|---|---|\n" + pairs
        + "\nBy the empty POST, 64 connections: hits **" + ratio(contest, "hit") + "** (aim: at least 0.8), writes in place **" + ratio(contest, "write in place")
        + "** (aim: at least 0.5)\n";
  }

  private static String ratio(CacheContest contest, String load) {
    return format("%.2f", rate(contest.rounds().get(new Key(load, MANY))) / rate(contest.rounds().get(Key.empty(MANY))));
  }

  private static double rate(List<Round> rounds) {
    return Round.median(rounds, Round::perSecond);
  }

  private static String row(Key key, List<Round> rounds, Map<Key, List<Round>> all) {
    List<Round> empty = all.get(Key.empty(key.connections()));
    return format("| %s | %d | %.0f | %.0f-%.0f | %s | %.2f | %.2f | %.3f | %.3f | %.2f | %d |%n", key.load(), key.connections(), rate(rounds),
        rounds.stream().mapToDouble(Round::perSecond).min().orElseThrow(), rounds.stream().mapToDouble(Round::perSecond).max().orElseThrow(),
        empty == null ? "" : format("%.2f", rate(rounds) / rate(empty)), Round.median(rounds, Round::medianMillis), Round.median(rounds, Round::p99Millis),
        Round.median(rounds, Round::nodeMillisEach), Round.median(rounds, Round::ownMillisEach), Round.median(rounds, Round::othersProcessors),
        rounds.stream().mapToInt(Round::refused).sum());
  }

  private static String pair(int connections, CacheWork.Upgrades upgrades) {
    return format("| read of a line that is modified elsewhere | %d | %.2f | %.2f |%n", connections, millis(upgrades.reads(), 0.5), millis(upgrades.reads(), 0.99))
        + format("| write of a line that two share | %d | %.2f | %.2f |%n", connections, millis(upgrades.writes(), 0.5), millis(upgrades.writes(), 0.99));
  }

  private static double millis(Sample nanos, double share) {
    return nanos.quantile(share) / 1e6;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values).replace(System.lineSeparator(), "\n");
  }
}
