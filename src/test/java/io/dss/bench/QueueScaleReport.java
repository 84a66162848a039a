package io.dss.bench;

import java.util.Locale;

/** The figures of {@link QueueScale} as Markdown. */
final class QueueScaleReport {
  private static final double MEGABYTE = 1024 * 1024;
  private final StringBuilder speeds = new StringBuilder();
  private final StringBuilder rooms = new StringBuilder();
  private final StringBuilder figures = new StringBuilder();
  private final String store;

  QueueScaleReport(String store) {
    this.store = store;
  }

  void speed(QueueScale.Speed speed) {
    speeds.append(format("| %s | %.0f | %.2f | %.2f | %.2f | %.2f | %.3f |%n", speed.when(), speed.perSecond(), speed.publishNanos().median() / 1e6,
        speed.publishNanos().quantile(0.99) / 1e6, speed.consumeNanos().median() / 1e6, speed.consumeNanos().quantile(0.99) / 1e6, speed.cpuMillis()));
  }

  void room(QueueScale.Room room) {
    String server = room.serverBytes().map(bytes -> format("%.0f", bytes / MEGABYTE)).orElse("");
    rooms.append(format("| %s | %.0f | %.0f | %s | %.0f |%n", room.when(), room.heapMegabytes(), room.residentMegabytes(), server, room.diskBytes() / MEGABYTE));
  }

  void figure(String what, double value, String unit) {
    figures.append(format("| %s | %.0f %s |%n", what, value, unit));
  }

  String text() {
    return "\n## Very many messages of one topic, store `" + store + "`\n\n"
        + "| waiting | publish + consume + ack, a second | publish, median ms | p99 | consume + ack, median ms | p99 | nodes' and server's CPU ms each |\n"
        + "|---|---|---|---|---|---|---|\n" + speeds
        + "\n| when | heap MB after a collection | resident MB | server's memory MB | disk MB |\n|---|---|---|---|---|\n" + rooms
        + "\n| | |\n|---|---|\n" + figures;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values).replace(System.lineSeparator(), "\n");
  }
}
