package io.dss.node.cache;

import io.dss.cache.WriteSafety;
import io.dss.node.cache.Caches.Consistency;
import java.lang.management.ManagementFactory;

/**
 * What a modified line of a hundred bytes takes of the heap, with what its home keeps of it. Run by hand:
 * {@code java -Xmx4g -cp target/test-classes:target/classes io.dss.node.cache.LineMemory [lines]}.
 */
final class LineMemory {
  private static final int VALUE_BYTES = 100;
  private static final int COLLECTIONS = 3;

  private LineMemory() {}

  public static void main(String[] args) throws InterruptedException {
    int lines = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    // Nothing is written back, so that no line is counted a second time in main memory.
    LoneNode node = new LoneNode(new NodeLimits(WriteSafety.LOCAL, 2 * lines, Long.MAX_VALUE, Long.MAX_VALUE, 1, 4_000, 10_000, 10_000, 5_000));
    write(node, 0, 1_000);
    long before = heapBytes();
    write(node, 1_000, lines);
    System.out.printf("%,d lines of %d bytes under keys of 12: %.0f bytes of the heap each%n", lines, VALUE_BYTES, (heapBytes() - before) / (double) lines);
    node.stop();
  }

  private static void write(LoneNode node, int from, int count) {
    String value = '"' + "x".repeat(VALUE_BYTES - 2) + '"';
    for (int i = from; i < from + count; i++) {
      node.caches.call(CacheGroup.asked(String.format("line-%07d", i), CacheGroup.written(value), Consistency.LINEARIZABLE)).toCompletableFuture().join();
    }
  }

  private static long heapBytes() {
    for (int i = 0; i < COLLECTIONS; i++) System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
