package io.dss.node.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import io.dss.lock.LockChange;
import io.dss.lock.LockCommand;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.lock.LockTable;
import io.dss.lock.LockTableLimits;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StampsTest {
  private final Stamps stamps = new Stamps(new Incarnation(new NodeId("n1"), 3), 4);

  @Test
  void sequencesAreNeverGivenTwiceAndTheFloorIsTheOldestOneOutstanding() {
    RequestStamp first = stamps.next().orElseThrow();
    RequestStamp second = stamps.next().orElseThrow();
    assertEquals(1, first.sequence());
    assertEquals(1, first.floor());
    assertEquals(1, second.floor());
    stamps.settled(first);
    assertEquals(2, stamps.next().orElseThrow().floor());
    stamps.settled(second);
    RequestStamp fourth = stamps.next().orElseThrow();
    assertEquals(4, fourth.sequence());
    assertEquals(3, fourth.floor());
  }

  @Test
  void theOldestOneOutstandingHoldsTheWindowBack() {
    RequestStamp oldest = stamps.next().orElseThrow();
    for (int i = 0; i < 3; i++) stamps.settled(stamps.next().orElseThrow());
    assertTrue(stamps.next().isEmpty(), "the table would forget the oldest one's result");
    stamps.settled(oldest);
    assertEquals(5, stamps.next().orElseThrow().floor());
  }

  /** A call ends at its deadline while a copy of it is still on the wire: once a later call is applied the table refuses the copy, and never runs it. */
  @Test
  void aCopyThatComesAfterItsCallWasGivenUpIsForgottenNotRun() {
    LockTable table = LockTable.empty(LockTableLimits.DEFAULT);
    RequestStamp givenUp = stamps.next().orElseThrow();
    stamps.settled(givenUp);
    RequestStamp next = stamps.next().orElseThrow();
    LockChange.Acquire acquire = new LockChange.Acquire("L", "C", LockMode.EXCLUSIVE, 1_000, 0);
    table = table.apply(new LockCommand.Change(next, Optional.empty(), new LockChange.Release("L", "C", OptionalLong.empty())), 1, 10).table();
    LockTable.Applied late = table.apply(new LockCommand.Change(givenUp, Optional.empty(), acquire), 2, 20);
    assertEquals(new LockReply.Forgotten(), late.reply());
    assertEquals(0, late.table().holdCount());
  }

  /** And one that was carried out before gets its first result again as long as it is not given up, however old its floor is. */
  @Test
  void aRetryWithAnOlderFloorGetsTheFirstResult() {
    LockTable table = LockTable.empty(LockTableLimits.DEFAULT);
    RequestStamp first = stamps.next().orElseThrow();
    RequestStamp second = stamps.next().orElseThrow();
    LockCommand.Change acquire = new LockCommand.Change(second, Optional.empty(), new LockChange.Acquire("L", "C", LockMode.EXCLUSIVE, 1_000, 0));
    LockTable.Applied granted = table.apply(acquire, 1, 10);
    stamps.settled(first);
    RequestStamp third = stamps.next().orElseThrow();
    LockTable after = granted.table().apply(new LockCommand.Change(third, Optional.empty(), new LockChange.Release("L", "C", OptionalLong.empty())), 2, 20).table();
    LockTable.Applied again = after.apply(acquire, 3, 30);
    assertEquals(granted.reply(), again.reply());
    assertEquals(0, again.table().holdCount(), "it is not run again");
  }
}
