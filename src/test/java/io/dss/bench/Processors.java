package io.dss.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Processor time so far, in nanoseconds: of the nodes, of this process, which makes the load, and of the whole machine. Between two of these lies what a
 * round has cost, and what others took meanwhile. The system counts in steps of 10 ms.
 */
record Processors(long nodesNanos, long ownNanos, long machineNanos) {
  /** USER_HZ, the unit of /proc/stat, is 100 on every Linux. */
  private static final long TICK_NANOS = 10_000_000;

  static Processors now(List<Long> nodes) throws IOException {
    long sum = 0;
    for (long node : nodes) sum += of(ProcessHandle.of(node).orElseThrow(() -> new IOException("process " + node + " has ended")));
    return new Processors(sum, of(ProcessHandle.current()), machine());
  }

  Processors since(Processors earlier) {
    return new Processors(nodesNanos - earlier.nodesNanos, ownNanos - earlier.ownNanos, machineNanos - earlier.machineNanos);
  }

  /** What neither the nodes nor this process took. */
  long othersNanos() {
    return Math.max(0, machineNanos - nodesNanos - ownNanos);
  }

  private static long of(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElseThrow(() -> new IllegalStateException("this system does not tell processor times"));
  }

  /** user, nice, system, irq, softirq and steal: all but idle and waiting for the disk. Guests are within user. */
  private static long machine() throws IOException {
    String[] columns = Files.readAllLines(Path.of("/proc/stat")).get(0).split("\\s+");
    long ticks = 0;
    for (int column : new int[] {1, 2, 3, 6, 7, 8}) ticks += Long.parseLong(columns[column]);
    return ticks * TICK_NANOS;
  }
}
