package io.dss.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

/** What must be true of every table, after every entry. */
final class TableAudit {
  private TableAudit() {}

  static void check(LockTable table) {
    int holds = 0;
    int waiters = 0;
    for (Map.Entry<String, LockState> entry : table.locks) {
      LockState lock = entry.getValue();
      assertFalse(lock.isUnused(), "an unused name stays in the table");
      check(table, lock);
      holds += lock.holds().size();
      waiters += lock.waiters().size();
    }
    assertEquals(holds, table.holdCount());
    assertEquals(waiters, table.waiterCount());
  }

  private static void check(LockTable table, LockState lock) {
    long exclusive = 0;
    for (Map.Entry<String, Hold> hold : lock.holds()) {
      if (hold.getValue().mode() == LockMode.EXCLUSIVE) exclusive++;
      assertTrue(hold.getValue().fencingToken() <= lock.newestToken() && lock.newestToken() <= table.newestToken());
    }
    assertTrue(exclusive == 0 || lock.holds().size() == 1, "incompatible holders of " + lock);
    int queued = 0;
    for (Map.Entry<String, Waiter> waiter : lock.waiters()) {
      if (!waiter.getValue().passedOver()) queued++;
      assertEquals(lock.holds().contains(waiter.getKey()), waiter.getValue().place().upgrade());
    }
    assertEquals(queued, lock.queue().size());
  }

  /** Reading a snapshot computes every index and counter anew. */
  static void checkIndexes(LockTable table) {
    LockTable anew = Snapshots.restarted(table);
    assertEquals(anew.deadlines.toString(), table.deadlines.toString());
    assertEquals(anew.places.toString(), table.places.toString());
    assertEquals(anew.bytes(), table.bytes());
    assertEquals(anew.holdCount(), table.holdCount());
    assertEquals(anew.waiterCount(), table.waiterCount());
  }

  /** When nothing is due any more, the first who waits for a lock must wait. */
  static void checkNobodyWaitsInVain(LockTable table, long now) {
    for (Map.Entry<String, LockState> entry : table.locks) {
      LockState lock = entry.getValue();
      lock.queue().first().map(Map.Entry::getValue).ifPresent(first -> {
        assertTrue(first.live(now), "a dead waiter is still in the queue: " + first);
        boolean mayHave = lock.compatible(first.clientId(), first.mode()) && lock.roomFor(first.clientId(), table.limits());
        assertFalse(mayHave, first + " could have " + lock.name());
      });
    }
  }
}
