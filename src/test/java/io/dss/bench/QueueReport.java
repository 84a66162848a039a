package io.dss.bench;

import io.dss.bench.QueueContest.Key;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of {@link QueueContest} as Markdown. */
final class QueueReport {
  private QueueReport() {}

  static String text(String store, QueueContest contest) {
    StringBuilder rows = new StringBuilder();
    contest.rounds().forEach((key, rounds) -> rows.append(row(key, rounds, contest.rounds())));
    return "\n## Queues, store `" + store + "`\n\nRates are messages of " + QueueWork.DATA_BYTES + " bytes of data (calls, for the empty POST).\n\n"
        + "| load | connections | topics | a call | a second | least-most | calls by the empty POST's | median ms | p99 ms | nodes' and server's CPU ms each "
        + "| load's CPU ms each | others' processors | refused |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n" + rows
        + "\nSingle publishes by the empty POST, 64 connections, one topic: **" + format("%.2f", ratio(contest)) + "** (aim: at least 0.5)\n";
  }

  private static double ratio(QueueContest contest) {
    return calls(contest.rounds().get(new Key("publish", QueueContest.MANY, 1, 1))) / calls(contest.rounds().get(Key.empty(QueueContest.MANY)));
  }

  private static double calls(List<Round> rounds) {
    return Round.median(rounds, Round::perSecond);
  }

  private static String row(Key key, List<Round> rounds, Map<Key, List<Round>> all) {
    int each = key.batch();
    return format("| %s | %d | %s | %d | %.0f | %.0f-%.0f | %.2f | %.2f | %.2f | %.3f | %.3f | %.2f | %d |%n", key.load(), key.connections(),
        key.topics() == 0 ? "" : Integer.toString(key.topics()), each, calls(rounds) * each,
        rounds.stream().mapToDouble(Round::perSecond).min().orElseThrow() * each, rounds.stream().mapToDouble(Round::perSecond).max().orElseThrow() * each,
        calls(rounds) / calls(all.get(Key.empty(key.connections()))), Round.median(rounds, Round::medianMillis), Round.median(rounds, Round::p99Millis),
        Round.median(rounds, Round::nodeMillisEach) / each, Round.median(rounds, Round::ownMillisEach) / each, Round.median(rounds, Round::othersProcessors),
        rounds.stream().mapToInt(Round::refused).sum());
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values).replace(System.lineSeparator(), "\n");
  }
}
