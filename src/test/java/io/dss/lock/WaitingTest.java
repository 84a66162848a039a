package io.dss.lock;

import static io.dss.lock.Scenario.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.dss.lock.LockReply.Granted;
import io.dss.lock.LockReply.Queued;
import io.dss.lock.LockReply.Reason;
import io.dss.lock.LockReply.Refused;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The queue of a lock: fairness, until, grace, and places that are kept. */
class WaitingTest {
  private final Scenario s = new Scenario();

  @Test
  void waitersAreGrantedInTheOrderTheyCame() {
    s.exclusive("a", 0);
    assertEquals(new Queued(1, 61_000), s.exclusive("b", 60_000));
    assertEquals(new Queued(2, 61_000), s.exclusive("c", 60_000));
    s.release("a");
    assertEquals(List.of("b EXCLUSIVE"), s.holders());
    s.release("b");
    assertEquals(List.of("c EXCLUSIVE"), s.holders());
  }

  @Test
  void aWaitersLeaseBeginsWithItsGrant() {
    s.exclusive("a", 0);
    s.call(ask("lock", "b", LockMode.EXCLUSIVE, 5_000, 60_000));
    s.timeMillis += 20_000;
    s.release("a");
    assertEquals(new LockEvent.GrantedToWaiter("lock", "b", LockMode.EXCLUSIVE, 2, 5_000, 20_000), s.events.get(1));
    s.pass(4_999);
    assertEquals(List.of("b EXCLUSIVE"), s.holders());
    s.pass(1);
    assertEquals(List.of(), s.holders());
  }

  @Test
  void readersDoNotPassAWriterThatWaits() {
    s.shared("a", 0);
    s.exclusive("w", 60_000);
    assertEquals(new Queued(2, 61_000), s.shared("b", 60_000));
    assertEquals(Reason.HELD, ((Refused) s.shared("c", 0)).reason());
    s.release("a");
    assertEquals(List.of("w EXCLUSIVE"), s.holders());
  }

  @Test
  void afterAWriterTheLongestRunOfReadersIsServedAndNoFurther() {
    s.exclusive("a", 0);
    for (String reader : List.of("r1", "r2", "r3")) s.shared(reader, 60_000);
    s.exclusive("w", 60_000);
    s.shared("r4", 60_000);
    s.release("a");
    assertEquals(List.of("r1 SHARED", "r2 SHARED", "r3 SHARED"), s.holders());
    assertEquals(List.of("w", "r4"), s.waiters());
  }

  @Test
  void neitherReadersNorWritersStarveHoweverManyComeOfTheOtherKind() {
    s.shared("r0", 0);
    s.exclusive("w", 60_000);
    for (int i = 1; i < 200; i++) {
      s.shared("r" + i, 60_000);
      if (i == 100) s.release("r0");
    }
    assertEquals(List.of("w EXCLUSIVE"), s.holders());
    s.exclusive("w2", 60_000);
    s.release("w");
    assertEquals(199, s.holders().size());
  }

  /** etcd#11456, T-grant-to-dead-waiter. */
  @Test
  void aWaiterWhoseUntilHasPassedIsNotGranted() {
    s.exclusive("a", 0);
    s.exclusive("b", 1_000);
    s.exclusive("c", 60_000);
    s.timeMillis += 1_000;
    s.release("a");
    assertEquals(List.of("c EXCLUSIVE"), s.holders());
  }

  @Test
  void aWaiterIsGrantedUpToTheLastMomentBeforeItsUntil() {
    s.exclusive("a", 0);
    s.exclusive("b", 1_000);
    s.timeMillis += 999;
    s.release("a");
    assertEquals(List.of("b EXCLUSIVE"), s.holders());
  }

  @Test
  void oncePassedOverAWaiterBlocksNobody() {
    s.shared("a", 0);
    s.exclusive("w", 1_000);
    s.shared("b", 60_000);
    s.pass(1_000);
    assertEquals(List.of("a SHARED", "b SHARED"), s.holders());
    LockEvent.WaitEnded ended = (LockEvent.WaitEnded) s.events.get(0);
    assertEquals("w", ended.clientId());
    assertEquals(Reason.WAIT_TIMEOUT, ended.refused().reason());
    assertInstanceOf(Granted.class, s.shared("c", 0));
  }

  @Test
  void aCallThatComesBeforeTheExpiryAlsoSeesThatADeadWaiterBlocksNobody() {
    s.shared("a", 0);
    s.exclusive("w", 1_000);
    s.shared("b", 60_000);
    s.timeMillis += 1_000;
    assertInstanceOf(Granted.class, s.shared("c", 0));
    assertEquals(List.of("a SHARED", "b SHARED", "c SHARED"), s.holders());
  }

  @Test
  void aClientThatCallsAgainWithinTheGraceKeepsItsPlace() {
    s.exclusive("a", 0);
    s.exclusive("b", 1_000);
    s.exclusive("c", 20_000);
    s.pass(1_000);
    s.pass(9_999);
    assertEquals(new Queued(1, 31_999), s.exclusive("b", 20_000));
    s.release("a");
    assertEquals(List.of("b EXCLUSIVE"), s.holders());
  }

  @Test
  void afterTheGraceThePlaceIsGone() {
    s.exclusive("a", 0);
    s.exclusive("b", 1_000);
    s.exclusive("c", 20_000);
    s.pass(11_000);
    assertEquals(new LockEvent.WaiterLeft("lock", "b", LockMode.EXCLUSIVE), s.events.get(1));
    assertEquals(new Queued(2, 32_000), s.exclusive("b", 20_000));
    s.release("a");
    assertEquals(List.of("c EXCLUSIVE"), s.holders());
  }

  @Test
  void callingAgainWhileWaitingKeepsThePlaceAndTheNewestCallCounts() {
    s.exclusive("a", 0);
    s.exclusive("b", 60_000);
    s.exclusive("c", 60_000);
    s.timeMillis += 500;
    assertEquals(new Queued(1, 3_500), s.call(ask("lock", "b", LockMode.EXCLUSIVE, 7_000, 2_000)));
    s.release("a");
    assertEquals(7_000, ((LockEvent.GrantedToWaiter) s.events.get(1)).expiresInMillis());
    assertEquals(List.of("c"), s.waiters());
  }

  @Test
  void askingWithoutAWaitWhileWaitingTellsThePlaceAndChangesNothing() {
    s.exclusive("a", 0);
    s.exclusive("b", 5_000);
    s.exclusive("c", 5_000);
    assertEquals(2, ((Refused) s.exclusive("c", 0)).position());
    assertEquals(List.of("b", "c"), s.waiters());
  }

  @Test
  void whoIsInItsGraceAndCallsForAFreeLockGetsIt() {
    s.exclusive("a", 0);
    s.exclusive("b", 1_000);
    s.pass(1_000);
    s.release("a");
    assertEquals(List.of(), s.holders());
    assertInstanceOf(Granted.class, s.exclusive("b", 0));
    assertEquals(List.of(), s.waiters());
  }

  @Test
  void askingInTheOtherModeGivesUpThePlace() {
    s.shared("a", 0);
    s.exclusive("b", 60_000);
    s.shared("c", 60_000);
    assertInstanceOf(Granted.class, s.shared("b", 60_000));
    assertEquals(List.of("a SHARED", "c SHARED", "b SHARED"), s.holders());
    assertEquals(List.of(), s.waiters());
  }

  @Test
  void twoUpgradersWaitUntilOneOfThemIsPassedOver() {
    s.shared("a", 0);
    s.shared("b", 0);
    s.exclusive("a", 1_000);
    s.exclusive("b", 20_000);
    s.pass(1_000);
    assertEquals(List.of("a SHARED", "b SHARED"), s.holders());
    s.release("a");
    assertEquals(List.of("b EXCLUSIVE"), s.holders());
  }

  /** redisson#3730, #2883: waiters that died cost those behind them nothing. */
  @Test
  void aThousandDeadWaitersDelayNobody() {
    s.exclusive("a", 0);
    for (int i = 0; i < 1_000; i++) s.exclusive("dead" + i, 1);
    s.exclusive("z", 60_000);
    s.timeMillis += 2;
    s.release("a");
    assertEquals(List.of("z EXCLUSIVE"), s.holders());
  }

  @Test
  void anExpiryDoesABoundedBatchAndTellsThatThereIsMore() {
    int count = LockLimits.EXPIRE_BATCH + 10;
    for (int i = 0; i < count; i++) s.call(ask("lock" + i, "c", LockMode.EXCLUSIVE, 1_000, 0));
    assertEquals(OptionalLong.of(2_000), s.table.nextDeadlineMillis());
    s.timeMillis += 1_000;
    assertEquals(new LockReply.Expired(LockLimits.EXPIRE_BATCH, true), s.apply(new LockCommand.Expire()));
    assertEquals(new LockReply.Expired(10, false), s.apply(new LockCommand.Expire()));
    assertEquals(0, s.table.holdCount());
  }
}
