package io.dss.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.linearizability.LockCall.Acquired;
import io.dss.linearizability.LockCall.Forced;
import io.dss.linearizability.LockCall.NotHeld;
import io.dss.linearizability.LockCall.Refused;
import io.dss.linearizability.LockCall.Released;
import io.dss.linearizability.LockCall.Renewed;
import io.dss.linearizability.Verdict.Outcome;
import io.dss.lock.LockMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lock histories made by hand: what is allowed must pass, each kind of wrong must be found. */
class LockHistoryTest {
  private final List<Operation<LockCall>> history = new ArrayList<>();

  @Test
  void oneAfterTheOtherIsFine() {
    at(0, 1, exclusive("a", 1)).at(2, 3, new Released("a", 1)).at(4, 5, exclusive("b", 2));
    linearizable();
  }

  @Test
  void aGrantMayTakeEffectAnywhereWithinItsCall() {
    at(0, 9, exclusive("b", 2)).at(1, 2, exclusive("a", 1)).at(3, 8, new Released("a", 1));
    linearizable();
  }

  @Test
  void aDoubleGrantIsFound() {
    at(0, 1, exclusive("a", 1)).at(2, 3, exclusive("b", 2));
    bad("Acquired[client=b");
  }

  @Test
  void aWriterBesideAReaderIsFound() {
    at(0, 1, shared("a", 1)).at(2, 3, shared("b", 2)).at(4, 5, exclusive("c", 3));
    bad("Acquired[client=c");
  }

  @Test
  void aTokenThatGoesBackIsFoundWithinALock() {
    at(0, 1, exclusive("a", 5)).at(2, 3, new Released("a", 5)).at(4, 5, exclusive("b", 4));
    bad("token=4");
  }

  @Test
  void aTokenThatGoesBackIsFoundOverAllLocks() {
    history.add(new Operation<>("l1", exclusive("a", 5), 0, 1));
    history.add(new Operation<>("l2", exclusive("a", 4), 2, 3));
    linearizable();
    assertTrue(TokenOrder.broken(history).orElseThrow().startsWith("a token went back"));
  }

  @Test
  void overlappingGrantsOfDifferentLocksMayHaveTheirTokensInAnyOrder() {
    history.add(new Operation<>("l1", exclusive("a", 5), 0, 3));
    history.add(new Operation<>("l2", exclusive("a", 4), 2, 4));
    history.add(new Operation<>("l2", exclusive("a", 4), 5, 6));
    assertEquals(Optional.empty(), TokenOrder.broken(history));
  }

  @Test
  void oneTokenForTwoHoldsIsFound() {
    history.add(new Operation<>("l1", exclusive("a", 5), 0, 3));
    history.add(new Operation<>("l2", exclusive("b", 5), 2, 4));
    assertTrue(TokenOrder.broken(history).orElseThrow().startsWith("one token, two holds"));
  }

  @Test
  void aReleaseByAnotherIsFound() {
    at(0, 1, exclusive("a", 1)).at(2, 3, new Released("b", 0));
    bad("Released[client=b");
  }

  @Test
  void aGrantWithinAnothersLeaseIsFoundAndOneAfterItIsNot() {
    at(10, 11, exclusive("a", 1)).at(100, 109, exclusive("b", 2));
    bad("ends not before 110");
    history.clear();
    at(10, 11, exclusive("a", 1)).at(100, 110, exclusive("b", 2));
    linearizable();
  }

  @Test
  void aRenewalMovesTheEndOfTheLease() {
    at(10, 11, exclusive("a", 1)).at(100, 101, new Renewed("a", 1, 100)).at(150, 160, exclusive("b", 2));
    bad("ends not before 200");
  }

  @Test
  void whatIsDoneAfterAnEndedLeaseCannotLieBeforeItsEnd() {
    at(10, 11, exclusive("a", 1)).at(50, 200, exclusive("b", 2)).at(60, 70, new Released("b", 2));
    bad("Released[client=b");
  }

  @Test
  void aHoldThatIsLostWithinItsLeaseIsFound() {
    at(0, 1, exclusive("a", 1)).at(2, 3, new NotHeld("a"));
    bad("NotHeld[client=a");
  }

  @Test
  void aRefusalOfAFreeLockIsFound() {
    at(0, 1, exclusive("a", 1)).at(2, 3, new Released("a", 1)).at(4, 5, new Refused("b", LockMode.EXCLUSIVE));
    bad("Refused[client=b");
  }

  @Test
  void aRenewalThatBringsBackAReleasedHoldIsFound() {
    at(0, 1, exclusive("a", 1)).at(2, 3, new Released("a", 1)).at(4, 5, new Renewed("a", 1, 100));
    bad("Renewed[client=a");
  }

  @Test
  void anUpgradeNeedsANewTokenAndToBeAlone() {
    at(0, 1, shared("a", 1)).at(2, 3, exclusive("a", 2));
    linearizable();
    history.clear();
    at(0, 1, shared("a", 1)).at(2, 3, exclusive("a", 1));
    bad("token=1");
    history.clear();
    at(0, 1, shared("a", 1)).at(0, 1, shared("b", 2)).at(2, 3, exclusive("a", 3));
    bad("token=3");
  }

  @Test
  void aCallOfUnknownOutcomeMayHaveHappenedOrNot() {
    at(0, Operation.NEVER, new Acquired("a", LockMode.EXCLUSIVE, 0, 100)).at(2, 3, new Refused("b", LockMode.EXCLUSIVE));
    linearizable();
    history.clear();
    at(0, Operation.NEVER, new Acquired("a", LockMode.EXCLUSIVE, 0, 100)).at(2, 3, exclusive("b", 1));
    linearizable();
    history.clear();
    at(0, 1, exclusive("a", 1)).at(2, Operation.NEVER, new Released("a", 1)).at(5, 6, exclusive("b", 2));
    linearizable();
  }

  @Test
  void aForcedReleaseEndsEveryHold() {
    at(0, 1, shared("a", 1)).at(0, 1, shared("b", 2)).at(2, 3, new Forced("op", 2)).at(4, 5, exclusive("c", 4));
    linearizable();
    history.clear();
    at(0, 1, exclusive("a", 1)).at(2, 3, new Forced("op", 0));
    bad("Forced[client=op");
  }

  private LockHistoryTest at(long called, long returned, LockCall call) {
    history.add(new Operation<>("lock", call, called, returned));
    return this;
  }

  private static LockCall exclusive(String client, long token) {
    return new Acquired(client, LockMode.EXCLUSIVE, token, 100);
  }

  private static LockCall shared(String client, long token) {
    return new Acquired(client, LockMode.SHARED, token, 100);
  }

  private void linearizable() {
    assertEquals(new Verdict(Outcome.LINEARIZABLE, "", verdict().steps()), verdict());
  }

  private void bad(String explanation) {
    assertEquals(Outcome.NOT_LINEARIZABLE, verdict().outcome());
    assertTrue(verdict().explanation().contains(explanation), verdict().explanation());
  }

  private Verdict verdict() {
    return new Checker<>(new LockModel(), 100_000).check(history);
  }
}
