package io.dss.lock;

import static io.dss.lock.Scenario.ask;
import static io.dss.lock.Scenario.token;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import io.dss.lock.LockReply.Forgotten;
import io.dss.lock.LockReply.Granted;
import io.dss.lock.LockReply.KeyReused;
import io.dss.lock.LockReply.NotHeld;
import io.dss.lock.LockReply.Queued;
import io.dss.lock.LockReply.Reason;
import io.dss.lock.LockReply.Refused;
import io.dss.lock.LockReply.Released;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Stamps between nodes, keys of clients. jetcd#1444, etcd#18424 (T-client-retry-dup), curator#1193. */
class OnceOnlyTest {
  private final Scenario s = new Scenario();

  @Test
  void aRepeatedStampGetsTheFirstAnswerAndChangesNothing() {
    LockCommand.Change command = s.change(ask("lock", "a", LockMode.EXCLUSIVE, 30_000, 0));
    LockReply first = s.apply(command);
    LockTable before = s.table;
    s.timeMillis += 5_000;
    assertEquals(first, s.apply(command));
    assertSame(before, s.table);
    assertEquals(List.of(), s.events);
  }

  @Test
  void theStoredGrantIsToldAlsoWhenTheHoldHasEnded() {
    LockCommand.Change command = s.change(ask("lock", "a", LockMode.EXCLUSIVE, 30_000, 0));
    LockReply first = s.apply(command);
    s.release("a");
    s.exclusive("b", 0);
    assertEquals(first, s.apply(command));
    assertEquals(List.of("b EXCLUSIVE"), s.holders());
  }

  @Test
  void aRepeatOfACallThatWaitsNeitherExtendsTheWaitNorLosesThePlace() {
    s.exclusive("a", 0);
    LockCommand.Change command = s.change(ask("lock", "b", LockMode.EXCLUSIVE, 30_000, 5_000));
    assertEquals(new Queued(1, 6_000), s.apply(command));
    s.timeMillis += 3_000;
    assertEquals(new Queued(1, 6_000), s.apply(command));
    s.release("a");
    assertEquals(new Granted(2, LockMode.EXCLUSIVE, 30_000), s.apply(command));
  }

  @Test
  void aRepeatOfAWaitThatWasGrantedAndReleasedStillTellsTheGrant() {
    s.exclusive("a", 0);
    LockCommand.Change command = s.change(ask("lock", "b", LockMode.EXCLUSIVE, 30_000, 5_000));
    s.apply(command);
    s.release("a");
    s.release("b");
    assertEquals(new Granted(2, LockMode.EXCLUSIVE, 30_000), s.apply(command));
    assertEquals(0, s.table.lockCount());
  }

  @Test
  void aRepeatOfAWaitInVainTellsSoAndDoesNotQueueAgain() {
    s.exclusive("a", 0);
    LockCommand.Change command = s.change(ask("lock", "b", LockMode.EXCLUSIVE, 30_000, 5_000));
    s.apply(command);
    s.pass(5_000);
    assertEquals(Reason.WAIT_TIMEOUT, ((Refused) s.apply(command)).reason());
    s.pass(LockLimits.GRACE_MILLIS);
    s.release("a");
    assertEquals(Reason.WAIT_TIMEOUT, ((Refused) s.apply(command)).reason());
    assertEquals(0, s.table.lockCount());
  }

  @Test
  void anEarlierCallOfAWaitThatALaterOneHasJoinedIsToldTheGrantAsLongAsItLasts() {
    s.exclusive("a", 0);
    LockCommand.Change earlier = s.change(ask("lock", "b", LockMode.EXCLUSIVE, 30_000, 5_000));
    s.apply(earlier);
    s.exclusive("b", 5_000);
    s.release("a");
    assertEquals(2, token(s.apply(earlier)));
    s.release("b");
    assertEquals(Reason.WAIT_TIMEOUT, ((Refused) s.apply(earlier)).reason());
  }

  @Test
  void aStampBelowTheFloorIsForgottenAndNotRun() {
    LockCommand.Change old = stamped(1, 1, 1, "a");
    s.apply(old);
    s.apply(stamped(1, 5, 3, "b"));
    LockTable before = s.table;
    assertEquals(new Forgotten(), s.apply(old));
    assertEquals(new Forgotten(), s.apply(stamped(1, 2, 1, "c")));
    assertSame(before, s.table);
    assertInstanceOf(Refused.class, s.apply(stamped(1, 4, 1, "c")), "between floor and newest a late request is run");
  }

  @Test
  void aNewIncarnationReplacesTheWindowAndTheOldOneIsForgotten() {
    s.apply(stamped(1, 7, 7, "a"));
    assertInstanceOf(Refused.class, s.apply(stamped(2, 1, 1, "b")));
    assertEquals(new Forgotten(), s.apply(stamped(1, 7, 7, "a")));
    assertEquals(new Forgotten(), s.apply(stamped(1, 8, 7, "a")));
  }

  @Test
  void aFullWindowForgetsTheOldestResultAndNeverRunsItAgain() {
    for (long sequence = 1; sequence <= LockLimits.WINDOW_RESULTS + 1; sequence++) {
      s.table = s.table.apply(stamped(1, sequence, 1, "a"), sequence, 1_000).table();
    }
    Window window = s.table.origins.get(Scenario.NODE.node());
    assertEquals(LockLimits.WINDOW_RESULTS, window.results().size());
    assertEquals(new Forgotten(), s.table.apply(stamped(1, 1, 1, "a"), 20_000, 1_000).reply());
    assertInstanceOf(Granted.class, s.table.apply(stamped(1, 2, 1, "a"), 20_000, 1_000).reply());
  }

  @Test
  void anOriginThatWasIdleForLongIsDropped() {
    s.exclusive("a", 0);
    s.release("a");
    s.pass(LockLimits.ORIGIN_IDLE_MILLIS - 1);
    assertEquals(1, s.table.origins.size());
    s.pass(1);
    assertEquals(0, s.table.origins.size());
    assertEquals(0, s.table.bytes(), "an empty table counts nothing");
  }

  @Test
  void theSameKeyAndCallGetsTheFirstResultAndHappensOnce() {
    LockReply first = s.keyed("k", "f", ask("lock", "a", LockMode.EXCLUSIVE, 30_000, 0));
    s.release("a");
    assertEquals(first, s.keyed("k", "f", ask("lock", "a", LockMode.EXCLUSIVE, 30_000, 0)));
    assertEquals(List.of(), s.holders());
  }

  @Test
  void aKeyedReleaseIsAnsweredTheSameTwice() {
    s.exclusive("a", 0);
    LockChange release = new LockChange.Release("lock", "a", OptionalLong.empty());
    assertEquals(new Released(), s.keyed("k", "f", release));
    s.exclusive("a", 0);
    assertEquals(new Released(), s.keyed("k", "f", release));
    assertEquals(List.of("a EXCLUSIVE"), s.holders());
    assertEquals(new Released(), s.call(release));
    assertEquals(new NotHeld(), s.call(release));
  }

  @Test
  void aRefusalIsAResultAndIsReturnedAgain() {
    s.exclusive("a", 0);
    LockReply refused = s.keyed("k", "f", ask("lock", "b", LockMode.EXCLUSIVE, 30_000, 0));
    s.release("a");
    assertEquals(refused, s.keyed("k", "f", ask("lock", "b", LockMode.EXCLUSIVE, 30_000, 0)));
  }

  @Test
  void aKeyedWaitTellsItsGrantForTenMinutesHoweverItEnded() {
    s.exclusive("a", 0);
    LockChange wait = ask("lock", "b", LockMode.EXCLUSIVE, 30_000, 60_000);
    assertInstanceOf(Queued.class, s.keyed("k", "f", wait));
    assertInstanceOf(Queued.class, s.keyed("k", "f", wait));
    s.release("a");
    s.release("b");
    s.pass(LockLimits.IDEMPOTENCY_MILLIS - 1);
    assertEquals(2, token(s.keyed("k", "f", wait)));
    s.pass(1);
    assertEquals(3, token(s.keyed("k", "f", wait)));
  }

  @Test
  void theSameKeyWithAnotherCallIsRefusedAndChangesNothing() {
    s.keyed("k", "f", ask("lock", "a", LockMode.EXCLUSIVE, 30_000, 0));
    assertEquals(new KeyReused(), s.keyed("k", "g", new LockChange.ForceRelease("lock")));
    assertEquals(List.of("a EXCLUSIVE"), s.holders());
  }

  @Test
  void twoNodesThatStampTheSameKeyedCallCarryItOutOnce() {
    LockChange call = ask("lock", "a", LockMode.EXCLUSIVE, 30_000, 0);
    LockReply first = s.keyed("k", "f", call);
    RequestStamp other = new RequestStamp(new Incarnation(new NodeId("n2"), 1), 1, 1);
    LockCommand.Change again = new LockCommand.Change(other, Optional.of(new IdempotencyKey("k", "f")), call);
    assertEquals(first, s.apply(again));
    assertEquals(1, s.table.newestToken());
    assertNotEquals(0, s.table.idempotencyKeyCount());
  }

  private static LockCommand.Change stamped(long incarnation, long sequence, long floor, String client) {
    RequestStamp stamp = new RequestStamp(new Incarnation(Scenario.NODE.node(), incarnation), sequence, floor);
    return new LockCommand.Change(stamp, Optional.empty(), ask("lock", client, LockMode.EXCLUSIVE, 30_000, 0));
  }
}
