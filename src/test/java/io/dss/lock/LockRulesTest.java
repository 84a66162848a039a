package io.dss.lock;

import static io.dss.lock.Scenario.ask;
import static io.dss.lock.Scenario.token;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.lock.LockReply.Granted;
import io.dss.lock.LockReply.NotHeld;
import io.dss.lock.LockReply.Queued;
import io.dss.lock.LockReply.Reason;
import io.dss.lock.LockReply.Refused;
import io.dss.lock.LockReply.Released;
import io.dss.lock.LockReply.StaleToken;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What the page of the HTTP contract says of locks: holding, renewing, changing the mode, letting go. */
class LockRulesTest {
  private final Scenario s = new Scenario();

  @Test
  void aFreeLockIsGrantedWithATokenAndTheWholeLease() {
    assertEquals(new Granted(1, LockMode.EXCLUSIVE, 30_000), s.exclusive("a", 0));
    assertEquals(List.of(new LockEvent.Granted("lock", "a", LockMode.EXCLUSIVE, 1, 30_000)), s.events);
  }

  @Test
  void aHeldLockIsRefusedAndTheHolderNamed() {
    s.exclusive("a", 0);
    Refused refused = (Refused) s.exclusive("b", 0);
    assertEquals(new Refused(Reason.HELD, List.of(new LockReply.Holder("a", LockMode.EXCLUSIVE, 1, 1_000, 31_000)), 0), refused);
  }

  @Test
  void severalShareALockEachWithItsOwnToken() {
    assertTrue(token(s.shared("a", 0)) < token(s.shared("b", 0)));
    assertInstanceOf(Refused.class, s.exclusive("c", 0));
  }

  @Test
  void acquiringAgainRenewsUnderTheSameToken() {
    long token = token(s.shared("a", 0));
    s.shared("b", 0);
    s.timeMillis += 20_000;
    assertEquals(new Granted(token, LockMode.SHARED, 30_000), s.shared("a", 0));
  }

  @Test
  void aLeaseIsNeverCutShortByAShorterOne() {
    s.exclusive("a", 0);
    assertEquals(new Granted(1, LockMode.EXCLUSIVE, 30_000), s.call(ask("lock", "a", LockMode.EXCLUSIVE, 100, 0)));
    s.pass(29_999);
    assertEquals(List.of("a EXCLUSIVE"), s.holders());
  }

  @Test
  void aLoneSharedHolderIsUpgradedAtOnceWithANewToken() {
    long shared = token(s.shared("a", 0));
    assertTrue(token(s.exclusive("a", 0)) > shared);
    assertEquals(List.of("a EXCLUSIVE"), s.holders());
    assertEquals(new StaleToken(2), s.renew("a", shared));
  }

  @Test
  void anUpgradeBesideOthersIsRefusedOrWaitsAheadOfEverybody() {
    s.shared("a", 0);
    s.shared("b", 0);
    s.exclusive("c", 60_000);
    assertEquals(Reason.HELD, ((Refused) s.exclusive("a", 0)).reason());
    assertEquals(new Queued(1, 61_000), s.exclusive("a", 60_000));
    s.release("b");
    assertEquals(List.of("a EXCLUSIVE"), s.holders());
    assertEquals(List.of("c"), s.waiters());
  }

  @Test
  void anUpgradeWhoseHoldIsGivenBackWaitsInItsOwnTurn() {
    s.shared("a", 0);
    s.shared("b", 0);
    s.exclusive("c", 60_000);
    s.exclusive("a", 60_000);
    s.release("a");
    assertEquals(List.of("c", "a"), s.waiters());
    s.release("b");
    assertEquals(List.of("c EXCLUSIVE"), s.holders());
  }

  @Test
  void aDowngradeKeepsTheTokenAndLetsReadersIn() {
    long token = token(s.exclusive("a", 0));
    s.shared("b", 60_000);
    s.exclusive("c", 60_000);
    s.shared("d", 60_000);
    assertEquals(new Granted(token, LockMode.SHARED, 30_000), s.shared("a", 0));
    assertEquals(List.of("a SHARED", "b SHARED"), s.holders());
    assertEquals(List.of("c", "d"), s.waiters());
  }

  @Test
  void onlyTheHolderReleasesAndOnlyItsOwnHold() {
    long token = token(s.exclusive("a", 0));
    assertEquals(new NotHeld(), s.release("b"));
    assertEquals(new StaleToken(token), s.call(new LockChange.Release("lock", "a", OptionalLong.of(token + 1))));
    assertEquals(new Released(), s.call(new LockChange.Release("lock", "a", OptionalLong.of(token))));
    assertEquals(new NotHeld(), s.release("a"));
  }

  @Test
  void aLateReleaseLeavesAPlaceInTheQueueAlone() {
    s.exclusive("a", 0);
    s.exclusive("b", 60_000);
    assertEquals(new NotHeld(), s.release("b"));
    assertEquals(List.of("b"), s.waiters());
  }

  /** redisson#7272: a renewal that outlives the release must not bring the lock back. */
  @Test
  void aRenewalAfterTheReleaseDoesNothing() {
    long token = token(s.exclusive("a", 0));
    s.release("a");
    assertEquals(new NotHeld(), s.renew("a", token));
    assertEquals(0, s.table.lockCount());
    s.exclusive("b", 0);
    assertEquals(new NotHeld(), s.renew("a", token));
    assertEquals(List.of("b EXCLUSIVE"), s.holders());
  }

  @Test
  void aRenewalOfAnEarlierHoldDoesNotExtendTheLaterOne() {
    long earlier = token(s.exclusive("a", 0));
    s.release("a");
    long later = token(s.exclusive("a", 0));
    s.timeMillis += 10_000;
    assertEquals(new StaleToken(later), s.renew("a", earlier));
    s.pass(20_000);
    assertEquals(List.of(), s.holders());
  }

  @Test
  void aRenewalExtendsByTheHoldsOwnTimeoutOrByTheOneGiven() {
    long token = token(s.call(ask("lock", "a", LockMode.EXCLUSIVE, 5_000, 0)));
    s.timeMillis += 4_000;
    assertEquals(new Granted(token, LockMode.EXCLUSIVE, 5_000), s.renew("a", token));
    assertEquals(new Granted(token, LockMode.EXCLUSIVE, 7_000), s.call(new LockChange.Renew("lock", "a", token, OptionalLong.of(7_000))));
  }

  @Test
  void aLockWhoseTimeoutEndsIsReleasedAsStuck() {
    s.exclusive("a", 0);
    s.pass(29_999);
    assertEquals(List.of(), s.events);
    s.pass(1);
    assertEquals(List.of(new LockEvent.StuckReleased("lock", "a", LockMode.EXCLUSIVE, 1, 30_000)), s.events);
    assertEquals(0, s.table.lockCount());
  }

  /** etcd#15247: who proposes an expiry may be wrong about what is due; the entry is checked again. */
  @Test
  void anExpiryThatTheLogHasAfterARenewalTakesNothing() {
    long token = token(s.exclusive("a", 0));
    s.timeMillis += 30_000;
    assertInstanceOf(Granted.class, s.renew("a", token));
    s.pass(0);
    assertEquals(List.of("a EXCLUSIVE"), s.holders());
  }

  @Test
  void aForcedReleaseEndsEveryHoldMovesTheTokenOnAndServesTheNext() {
    s.shared("a", 0);
    s.shared("b", 0);
    s.exclusive("c", 60_000);
    assertEquals(new LockReply.Forced(2), s.force());
    LockEvent.ForceReleased event = (LockEvent.ForceReleased) s.events.get(0);
    assertEquals(3, event.fencingToken());
    assertEquals(2, event.holders().size());
    assertEquals(4, s.tokenOf("c"));
    assertEquals(new LockReply.Forced(0), new Scenario().force());
  }

  /** hazelcast#26526: names that nobody uses cost nothing, and yet tokens never go back. */
  @Test
  void unusedNamesLeaveTheTableAndTokensStillGrow() {
    long last = 0;
    for (int i = 0; i < 1000; i++) {
      String name = "name" + i % 7;
      long token = token(s.call(ask(name, "a", LockMode.EXCLUSIVE, 30_000, 0)));
      assertTrue(token > last);
      last = token;
      s.call(new LockChange.Release(name, "a", OptionalLong.empty()));
      assertEquals(0, s.table.lockCount());
    }
    assertEquals(0, s.table.clientCount());
  }

  @Test
  void theCountOfGrantsCarriesIntoTheGenerationAndTokensStayBelowTwoToThe53() {
    FencingCount full = new FencingCount(0, FencingCount.GRANTS_PER_GENERATION - 1);
    assertEquals(new FencingCount(1, 0), full.next());
    assertEquals(full.token() + 1, full.next().token());
    assertEquals(FencingCount.MAX_TOKEN, (1L << 53) - 1);
  }

  @Test
  void aCheckTellsALiveTokenFromAnEndedOne() {
    long first = token(s.shared("a", 0));
    long second = token(s.shared("b", 0));
    assertEquals(new LockTable.TokenCheck(true, OptionalLong.of(second)), s.table.check("lock", first));
    s.release("b");
    assertEquals(new LockTable.TokenCheck(false, OptionalLong.of(second)), s.table.check("lock", second));
    s.release("a");
    assertEquals(new LockTable.TokenCheck(false, OptionalLong.empty()), s.table.check("lock", first));
  }

  @Test
  void aListIsInTheOrderOfNamesByPrefixStateAndPage() {
    for (String name : List.of("b/2", "a", "b/1", "b/3", "c")) s.call(ask(name, "x", LockMode.EXCLUSIVE, 30_000, 0));
    s.call(ask("b/2", "y", LockMode.EXCLUSIVE, 30_000, 60_000));
    assertEquals(List.of("b/1", "b/2", "b/3"), names("b/", Optional.empty(), 10, Optional.empty()));
    assertEquals(List.of("b/2"), names("b/", Optional.empty(), 1, Optional.of("b/1")));
    assertEquals(List.of("b/1"), names("b/", Optional.empty(), 1, Optional.of("a")));
    assertEquals(List.of("b/2"), names("", Optional.of(LockTable.ListState.WAITED), 10, Optional.empty()));
    assertEquals(5, names("", Optional.of(LockTable.ListState.HELD), 10, Optional.empty()).size());
  }

  private List<String> names(String prefix, Optional<LockTable.ListState> state, int limit, Optional<String> after) {
    return s.table.list(prefix, state, limit, after).stream().map(LockDescription::lockName).toList();
  }
}
