package io.dss.server.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.server.rest.Overheard;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class CacheLogTest {
  private final AtomicLong nanos = new AtomicLong(-1);

  @Test
  void anInvalidatedLineIsSaidInTheWordsOfTheContractAtTheLevelOfChoice() {
    Logger logger = Logger.getLogger(CacheLog.NAME);
    Level before = logger.getLevel();
    logger.setLevel(Level.FINE);
    try (Overheard log = new Overheard(CacheLog.NAME)) {
      new CacheLog(System.Logger.Level.INFO, nanos::get).invalidated("USER_{0}");
      new CacheLog(System.Logger.Level.DEBUG, nanos::get).invalidated("b");
      assertEquals(List.of("Received INVAL for USER_{0}. State -> I", "Received INVAL for b. State -> I"), log.messages());
      assertEquals(List.of(Level.INFO, Level.FINE), log.records().stream().map(it -> it.getLevel()).toList());
    } finally {
      logger.setLevel(before);
    }
  }

  /** Each bucket tries again and again. */
  @Test
  void aTroubleOfMainMemoryIsOneLineInTenSecondsWithTheirNumber() {
    CacheLog cache = new CacheLog(System.Logger.Level.DEBUG, nanos::get);
    try (Overheard log = new Overheard(CacheLog.NAME)) {
      for (int bucket = 0; bucket < 100; bucket++) cache.storeFailed(bucket, "no answer");
      cache.storeFull(7, "dss.cache.table-bytes");
      assertEquals(2, log.messages().size(), "another trouble has a line of its own");
      assertTrue(log.messages().get(0).startsWith("main memory of the cache, bucket 0: no answer"), log.messages()::toString);
      nanos.addAndGet(CacheLog.QUIET_NANOS - 1);
      cache.storeFailed(1, "no answer");
      assertEquals(2, log.messages().size());
      nanos.incrementAndGet();
      cache.storeFailed(2, "no answer");
      assertTrue(log.messages().get(2).contains("bucket 2") && log.messages().get(2).endsWith("(101 times since the last such line)"), log.messages()::toString);
    }
  }
}
