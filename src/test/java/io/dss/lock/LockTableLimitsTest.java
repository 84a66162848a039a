package io.dss.lock;

import static io.dss.lock.Scenario.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Incarnation;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import io.dss.lock.LockReply.Granted;
import io.dss.lock.LockReply.LimitReached;
import io.dss.lock.LockReply.Queued;
import io.dss.lock.LockReply.Released;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Every cap: a clear refusal that leaves nothing behind, and what gives back still works. */
class LockTableLimitsTest {
  private static final LockTableLimits ROOMY = new LockTableLimits(100, 100, 100, 100, 100, 100, 1L << 30);

  @Test
  void moreNamesThanTheTableHolds() {
    Scenario s = new Scenario(new LockTableLimits(2, 100, 100, 100, 100, 100, 1L << 30));
    for (String name : List.of("l1", "l2")) s.call(ask(name, "a", LockMode.EXCLUSIVE, 1_000, 0));
    refused(s, "locks: 2", ask("l3", "a", LockMode.EXCLUSIVE, 1_000, 0));
    assertInstanceOf(Queued.class, s.call(ask("l1", "b", LockMode.EXCLUSIVE, 1_000, 5_000)));
    s.pass(1_000);
    assertInstanceOf(Granted.class, s.call(ask("l3", "a", LockMode.EXCLUSIVE, 1_000, 0)));
  }

  @Test
  void moreHoldersOfOneLock() {
    Scenario s = new Scenario(new LockTableLimits(100, 2, 100, 100, 100, 100, 1L << 30));
    s.shared("a", 0);
    s.shared("b", 0);
    refused(s, "holders per lock: 2", ask("lock", "c", LockMode.SHARED, 1_000, 5_000));
    assertInstanceOf(Queued.class, s.exclusive("w", 1_000), "a writer may queue behind a full set of readers");
    assertInstanceOf(Queued.class, s.shared("c", 60_000));
    s.pass(1_000);
    assertEquals(List.of("w", "c"), s.waiters());
    s.release("a");
    assertEquals(List.of("b SHARED", "c SHARED"), s.holders());
  }

  @Test
  void moreWaitersForOneLock() {
    Scenario s = new Scenario(new LockTableLimits(100, 100, 1, 100, 100, 100, 1L << 30));
    s.exclusive("a", 0);
    s.exclusive("b", 5_000);
    refused(s, "waiters per lock: 1", ask("lock", "c", LockMode.EXCLUSIVE, 1_000, 5_000));
    assertInstanceOf(Queued.class, s.exclusive("b", 5_000), "who waits already needs no room");
  }

  @Test
  void morePlacesOfOneClient() {
    Scenario s = new Scenario(new LockTableLimits(100, 100, 100, 2, 100, 100, 1L << 30));
    for (String name : List.of("l1", "l2")) s.call(ask(name, "a", LockMode.SHARED, 1_000, 0));
    refused(s, "holds and waits per client: 2", ask("l3", "a", LockMode.SHARED, 1_000, 0));
    assertInstanceOf(Granted.class, s.call(ask("l1", "a", LockMode.EXCLUSIVE, 1_000, 0)), "an upgrade takes the place of the hold");
    assertInstanceOf(Granted.class, s.call(ask("l3", "b", LockMode.SHARED, 1_000, 0)));
  }

  @Test
  void moreIdempotencyKeysDoNotUseUpTheNewKey() {
    Scenario s = new Scenario(new LockTableLimits(100, 100, 100, 100, 1, 100, 1L << 30));
    s.keyed("k1", "f", ask("lock", "a", LockMode.EXCLUSIVE, 1_000, 0));
    assertInstanceOf(LimitReached.class, s.keyed("k2", "f", new LockChange.Release("lock", "a", OptionalLong.empty())));
    assertEquals(List.of("a EXCLUSIVE"), s.holders());
    assertEquals(new Released(), s.release("a"));
    s.pass(LockLimits.IDEMPOTENCY_MILLIS);
    assertInstanceOf(Granted.class, s.keyed("k2", "f", ask("lock", "a", LockMode.EXCLUSIVE, 1_000, 0)));
  }

  @Test
  void moreNodesThanWindows() {
    Scenario s = new Scenario(new LockTableLimits(100, 100, 100, 100, 100, 1, 1L << 30));
    s.exclusive("a", 0);
    RequestStamp other = new RequestStamp(new Incarnation(new NodeId("n2"), 1), 1, 1);
    LockReply reply = s.apply(new LockCommand.Change(other, Optional.empty(), ask("free", "b", LockMode.EXCLUSIVE, 1_000, 0)));
    assertTrue(((LimitReached) reply).limit().startsWith("nodes that send lock calls: 1"), reply.toString());
    assertEquals(1, s.table.lockCount());
  }

  @Test
  void aFullTableTakesNoNewHoldsButRenewsReleasesForcesAndExpires() {
    Scenario s = new Scenario(new LockTableLimits(1_000, 1_000, 1_000, 1_000, 1_000, 100, 20_000));
    int held = 0;
    LockReply reply;
    while ((reply = s.call(ask("l" + held, "a", LockMode.SHARED, 30_000, 0))) instanceof Granted) held++;
    assertTrue(((LimitReached) reply).limit().startsWith("bytes of the lock table: 20000"), reply.toString());
    assertTrue(held > 5, held + " held");
    assertInstanceOf(LimitReached.class, s.call(ask("l0", "b", LockMode.EXCLUSIVE, 30_000, 5_000)));
    assertInstanceOf(Granted.class, s.call(ask("l0", "a", LockMode.SHARED, 30_000, 0)));
    assertInstanceOf(Granted.class, s.call(ask("l0", "a", LockMode.EXCLUSIVE, 30_000, 0)));
    assertInstanceOf(Granted.class, s.call(new LockChange.Renew("l1", "a", 2, OptionalLong.empty())));
    assertEquals(new Released(), s.call(new LockChange.Release("l2", "a", OptionalLong.empty())));
    assertEquals(new LockReply.Forced(1), s.call(new LockChange.ForceRelease("l3")));
    s.pass(30_000);
    assertEquals(0, s.table.holdCount());
    TableAudit.checkIndexes(s.table);
  }

  @Test
  void aRefusalAtACapLeavesNothingBehindThatLookingAtTheLockDid() {
    Scenario s = new Scenario(new LockTableLimits(100, 100, 100, 1, 100, 100, 1L << 30));
    s.call(ask("other", "x", LockMode.EXCLUSIVE, 30_000, 0));
    s.shared("a", 0);
    s.exclusive("dead", 1_000);
    s.shared("grantable", 60_000);
    s.timeMillis += 1_000;
    LockDescription before = s.table.describe("lock");
    refused(s, "holds and waits per client: 1", ask("lock", "x", LockMode.EXCLUSIVE, 1_000, 5_000));
    assertEquals(before, s.table.describe("lock"));
  }

  @Test
  void aRefusalNamesAFewHoldersAndADescriptionAll() {
    Scenario s = new Scenario(ROOMY);
    for (int i = 0; i < 50; i++) s.shared("c" + i, 0);
    assertEquals(LockLimits.HOLDERS_IN_REPLY, ((LockReply.Refused) s.exclusive("w", 0)).holders().size());
    assertEquals(50, s.table.describe("lock").holders().size());
  }

  @Test
  void valuesThatWouldBreakTheStateNeverReachIt() {
    Scenario s = new Scenario(ROOMY);
    assertThrows(Invariant.Violated.class, () -> s.call(ask("", "a", LockMode.SHARED, 1_000, 0)));
    assertThrows(Invariant.Violated.class, () -> s.call(ask("x".repeat(513), "a", LockMode.SHARED, 1_000, 0)));
    assertThrows(Invariant.Violated.class, () -> s.call(ask("l", "\u00e4".repeat(257), LockMode.SHARED, 1_000, 0)));
    assertThrows(Invariant.Violated.class, () -> s.call(ask("l", "a", LockMode.SHARED, 0, 0)));
    assertThrows(Invariant.Violated.class, () -> s.call(ask("l", "a", LockMode.SHARED, Long.MAX_VALUE, 0)));
    assertThrows(Invariant.Violated.class, () -> s.call(ask("l", "a", LockMode.SHARED, 1_000, -1)));
    assertInstanceOf(Granted.class, s.call(ask("\u00e4".repeat(256), "a", LockMode.SHARED, 1_000, 0)));
  }

  private static void refused(Scenario s, String limit, LockChange change) {
    int holds = s.table.holdCount();
    int waiters = s.table.waiterCount();
    LockReply reply = s.call(change);
    assertTrue(((LimitReached) reply).limit().startsWith(limit), reply.toString());
    assertEquals(List.of(), s.events);
    assertEquals(holds + waiters, s.table.holdCount() + s.table.waiterCount());
  }
}
