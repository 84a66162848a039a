package io.dss.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The cache on the embedded main memory, a cluster of its own for each part. */
final class CacheBench {
  private CacheBench() {}

  /** @param war with {@link EmptyPost} in it */
  static String loads(Path war, BenchOptions options) throws IOException, InterruptedException {
    System.out.println("bench: the cache");
    try (Nodes nodes = Nodes.start(war, options.queueHeapMegabytes(), Map.of())) {
      return CacheReport.text(CacheContest.run(nodes, options));
    }
  }

  static String join(Path war, BenchOptions options) throws IOException, InterruptedException {
    System.out.println("bench: " + options.cacheLines() + " lines, and a node joins");
    Map<String, String> roomy = Map.of("DSS_CACHE_MAX_ENTRIES", Integer.toString(2 * options.cacheLines()), "DSS_CACHE_MAX_BYTES", "2000000000",
        "DSS_CACHE_TABLE_BYTES", "2000000000");
    try (Nodes nodes = Nodes.start(war, options.scaleHeapMegabytes(), roomy)) {
      return CacheJoin.run(nodes, options.cacheLines());
    }
  }
}
