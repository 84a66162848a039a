package io.dss.sim;

import io.dss.linearizability.Checker;
import io.dss.linearizability.LockCall;
import io.dss.linearizability.LockModel;
import io.dss.linearizability.Operation;
import io.dss.linearizability.TokenOrder;
import io.dss.linearizability.Verdict;
import io.dss.lock.LockChange;
import io.dss.lock.LockReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What all clients were told, in microseconds of true time. Leases count by log time, which may be faster: they are taken for as short as that makes
 * them.
 */
final class ClientHistory {
  private static final long MAX_STEPS = 400_000;

  private final List<Operation<LockCall>> operations = new ArrayList<>();
  private int answered;
  private int unknown;
  private int reads;

  int answered() {
    return answered;
  }

  int unknown() {
    return unknown;
  }

  int reads() {
    return reads;
  }

  void read() {
    reads++;
  }

  /** A wait in vain may have been granted, ran out and told too late: it is as good as unknown. */
  void answered(String client, LockChange change, LockReply reply, long calledMicros, long nowMicros) {
    answered++;
    boolean waitedInVain = reply instanceof LockReply.Refused refused && refused.reason() == LockReply.Reason.WAIT_TIMEOUT;
    if (waitedInVain) record(change, ifDone(client, change), calledMicros, Operation.NEVER);
    else record(change, seen(client, change, reply), calledMicros, nowMicros);
  }

  void unknown(String client, LockChange change, long calledMicros) {
    unknown++;
    record(change, ifDone(client, change), calledMicros, Operation.NEVER);
  }

  private void record(LockChange change, LockCall call, long calledMicros, long returnedMicros) {
    operations.add(new Operation<>(change.lockName(), call, calledMicros, returnedMicros));
  }

  private static LockCall seen(String client, LockChange change, LockReply reply) {
    if (reply instanceof LockReply.Refused) return new LockCall.Refused(client, ((LockChange.Acquire) change).mode());
    if (reply instanceof LockReply.Released) return new LockCall.Released(client, token(change));
    if (reply instanceof LockReply.NotHeld) return new LockCall.NotHeld(client);
    if (reply instanceof LockReply.Forced forced) return new LockCall.Forced(client, forced.released());
    if (reply instanceof LockReply.StaleToken stale) return new LockCall.Stale(client, token(change), stale.currentToken());
    if (reply instanceof LockReply.Granted granted) return granted(client, change, granted.fencingToken());
    throw new AssertionError(change + " is answered with " + reply);
  }

  private static LockCall ifDone(String client, LockChange change) {
    if (change instanceof LockChange.Release) return new LockCall.Released(client, token(change));
    return change instanceof LockChange.ForceRelease ? new LockCall.Forced(client, 0) : granted(client, change, 0);
  }

  private static LockCall granted(String client, LockChange change, long token) {
    if (change instanceof LockChange.Renew renew) {
      return new LockCall.Renewed(client, renew.fencingToken(), GrantOracle.trueMicros(renew.timeoutMillis().orElseThrow()) - 1_000);
    }
    LockChange.Acquire acquire = (LockChange.Acquire) change;
    return new LockCall.Acquired(client, acquire.mode(), token, GrantOracle.trueMicros(acquire.timeoutMillis()) - 1_000);
  }

  private static long token(LockChange change) {
    if (change instanceof LockChange.Renew renew) return renew.fencingToken();
    return ((LockChange.Release) change).fencingToken().orElse(0);
  }

  /** Not every history can be judged in bounded time: then nothing is said of it, and the run counts how often that is. */
  Verdict verdict() {
    Optional<String> order = TokenOrder.broken(operations);
    if (order.isPresent()) return new Verdict(Verdict.Outcome.NOT_LINEARIZABLE, order.get(), 0);
    return new Checker<>(new LockModel(), MAX_STEPS).check(operations);
  }
}
