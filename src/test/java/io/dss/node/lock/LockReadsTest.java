package io.dss.node.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import io.dss.lock.LockChange;
import io.dss.lock.LockCommand;
import io.dss.lock.LockMode;
import io.dss.lock.LockTable;
import io.dss.lock.LockTableLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LockReadsTest {
  private LockTable table = LockTable.empty(LockTableLimits.DEFAULT);
  private long index;

  private void acquire(String lock, String client, long waitMillis) {
    RequestStamp stamp = new RequestStamp(new Incarnation(new NodeId("n1"), 1), ++index, index);
    table = table.apply(new LockCommand.Change(stamp, Optional.empty(), new LockChange.Acquire(lock, client, LockMode.EXCLUSIVE, 10_000, waitMillis)), index, 5).table();
  }

  private List<Locks.Description> all(Optional<Locks.Query.State> state, int limit) {
    List<Locks.Description> found = new ArrayList<>();
    Optional<String> after = Optional.empty();
    LockAnswer.Listed page;
    do {
      page = LockReads.list(table, new Locks.Query("", state, limit - found.size(), after), 77);
      int bytes = new LockCallCodec().encodeReply(page).length;
      assertTrue(bytes < 4 << 20, "an answer of " + bytes + " bytes does not fit into a frame");
      found.addAll(page.locks());
      after = found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1).lockName());
    } while (page.more() && found.size() < limit);
    return found;
  }

  @Test
  void aListIsInTheOrderOfNamesAndEndsAtItsLimit() {
    for (int i = 0; i < 100; i++) acquire(String.format("L%03d", i), "A", 0);
    acquire("L050", "B", 1_000);
    List<Locks.Description> some = all(Optional.empty(), 40);
    assertEquals(40, some.size());
    for (int i = 0; i < 40; i++) assertEquals(String.format("L%03d", i), some.get(i).lockName());
    assertEquals(100, all(Optional.of(Locks.Query.State.HELD), 1_000).size());
    List<Locks.Description> waited = all(Optional.of(Locks.Query.State.WAITED), 1_000);
    assertEquals(1, waited.size());
    assertEquals("B", waited.get(0).waiters().get(0).clientId());
    assertEquals(77, waited.get(0).nowMillis());
  }

  /** Sixteen locks with thousands of waiters each, of long names: counted by places a page was ten times as long as a frame may be. */
  @Test
  void aPageOfCrowdedLocksFitsIntoAFrameAndNoneIsLeftOut() {
    String longName = "c".repeat(480);
    for (int lock = 0; lock < 16; lock++) {
      acquire("L" + lock, "holder", 0);
      for (int waiter = 0; waiter < 1_000; waiter++) acquire("L" + lock, longName + waiter, 60_000);
    }
    List<Locks.Description> all = all(Optional.empty(), 1_000);
    assertEquals(16, all.size());
    for (Locks.Description lock : all) assertEquals(1_000, lock.waiters().size());
  }
}
