package io.dss.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.redis.RedisServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RedisBenchStoreTest {
  @Test
  void theBaselineWritesEntriesAsLargeAsMessagesAreAndKnowsARefusal() throws Exception {
    try (RedisServer server = RedisServer.start(); XaddWork xadd = new XaddWork(server.port())) {
      HttpConnection unopened = new HttpConnection("http://127.0.0.1:1");
      Work work = xadd.kind(1).on(unopened, 0);
      for (int i = 0; i < 3; i++) assertTrue(work.once());
      assertTrue(xadd.kind(100).on(unopened, 0).once());
      assertEquals(103L, server.command("XLEN", XaddWork.STREAM));
      assertTrue(server.command("XRANGE", XaddWork.STREAM, "-", "+").toString().contains(QueueWork.TEXT));
      server.command("DEL", XaddWork.STREAM);
      server.command("SET", XaddWork.STREAM, "no stream");
      assertTrue(assertThrows(IOException.class, work::once).getMessage().contains("WRONGTYPE"));
    }
  }

  @Test
  void whatTheServerTakesIsAskedOfItself() throws Exception {
    try (RedisBenchStore store = RedisBenchStore.open()) {
      assertTrue(store.name().startsWith("redis "));
      assertFalse(store.processes().isEmpty());
      long before = store.diskBytes();
      assertTrue(store.xadd(1).orElseThrow().on(new HttpConnection("http://127.0.0.1:1"), 0).once());
      long after = store.diskBytes();
      assertTrue(after > before, before + " bytes before, " + after + " after");
      store.betweenRounds();
      assertEquals(before, store.diskBytes(), 200);
      assertTrue(store.serverBytes().orElseThrow() > 0);
    }
  }
}
