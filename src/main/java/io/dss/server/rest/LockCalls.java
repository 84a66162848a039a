package io.dss.server.rest;

import io.dss.kernel.IdempotencyKey;
import io.dss.lock.LockChange;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.node.lock.Locks.Query;
import io.dss.node.lock.Locks;
import io.dss.protocol.AcquireRequest;
import io.dss.protocol.CheckRequest;
import io.dss.protocol.JsonText;
import io.dss.protocol.Limits;
import io.dss.protocol.LockType;
import io.dss.protocol.Rejected;
import io.dss.protocol.ReleaseRequest;
import io.dss.protocol.RenewRequest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.logging.Logger;

/**
 * The lock section of the contract. Each call checks everything it can before it asks the engine, and throws {@link Rejected} if it finds something;
 * what the engine does then arrives with the stage, on a thread of the engine. Thread-safe.
 */
final class LockCalls {
  private static final Logger AUDIT = Logger.getLogger("io.dss.audit");
  private final Locks locks;
  private final Intake intake;

  LockCalls(Locks locks, Intake intake) {
    this.locks = locks;
    this.intake = intake;
  }

  CompletionStage<Answer> acquire(Call call) {
    Fields fields = intake.fields(call);
    AcquireRequest request =
        new AcquireRequest(
            fields.name("lock_name"),
            fields.name("client_id"),
            fields.choice("lock_type", LockType.class).orElse(LockType.EXCLUSIVE),
            fields.millis("timeout", Limits.TIMEOUT_MILLIS, Limits.TIMEOUT_DEFAULT_MILLIS),
            fields.millis("wait", Limits.WAIT_MILLIS, 0));
    LockMode mode = request.lockType() == LockType.SHARED ? LockMode.SHARED : LockMode.EXCLUSIVE;
    return change(call, new LockChange.Acquire(request.lockName(), request.clientId(), mode, request.timeoutMillis(), request.waitMillis()));
  }

  CompletionStage<Answer> release(Call call) {
    Fields fields = intake.fields(call);
    ReleaseRequest request =
        new ReleaseRequest(
            fields.name("lock_name"), fields.name("client_id"), fields.optionalInteger("fencing_token", Limits.FENCING_TOKEN));
    return change(call, new LockChange.Release(request.lockName(), request.clientId(), request.fencingToken()));
  }

  CompletionStage<Answer> renew(Call call) {
    Fields fields = intake.fields(call);
    RenewRequest request =
        new RenewRequest(
            fields.name("lock_name"),
            fields.name("client_id"),
            fields.integer("fencing_token", Limits.FENCING_TOKEN),
            fields.optionalMillis("timeout", Limits.TIMEOUT_MILLIS));
    return change(call, new LockChange.Renew(request.lockName(), request.clientId(), request.fencingToken(), request.timeoutMillis()));
  }

  CompletionStage<Answer> check(Call call) {
    Fields fields = intake.fields(call);
    CheckRequest request = new CheckRequest(fields.name("lock_name"), fields.integer("fencing_token", Limits.FENCING_TOKEN));
    return locks.check(request.lockName(), request.fencingToken()).thenApply(check -> Answer.ok(LockJson.check(check)));
  }

  CompletionStage<Answer> describe(Call call) {
    intake.noFields(call);
    return locks.describe(PathName.last(call.path())).thenApply(lock -> Answer.ok(LockJson.description(lock)));
  }

  CompletionStage<Answer> list(Call call) {
    intake.noFields(call);
    QueryFields fields = new QueryFields(call);
    String prefix = fields.namePart("prefix").orElse("");
    Optional<Query.State> state = fields.choice("state", Query.State.class);
    int limit = fields.integer("limit", Limits.LIST_ROWS, Limits.LIST_ROWS_DEFAULT);
    Query query = new Query(prefix, state, limit, fields.namePart("after"));
    return locks.list(query).thenApply(found -> Answer.ok(LockJson.list(found, limit)));
  }

  /** An operator's call: who took what from how many is one record of the audit log, written when it has happened. */
  CompletionStage<Answer> forceRelease(Call call) {
    intake.noFields(call);
    String lockName = PathName.last(call.path());
    LockChange change = new LockChange.ForceRelease(lockName);
    Optional<IdempotencyKey> key = Idempotency.of(call, change);
    String who = call.remoteAddress();
    return locks.change(change, key).thenApply(reply -> {
      audit(lockName, who, reply);
      return LockAnswers.of(reply, key.isPresent());
    });
  }

  private CompletionStage<Answer> change(Call call, LockChange change) {
    Optional<IdempotencyKey> key = Idempotency.of(call, change);
    return locks.change(change, key).thenApply(reply -> LockAnswers.of(reply, key.isPresent()));
  }

  private static void audit(String lockName, String who, LockReply reply) {
    if (!(reply instanceof LockReply.Forced forced)) return;
    AUDIT.info(() -> "forced release of lock " + JsonText.quoted(lockName) + " by " + who + ": " + forced.released() + " holds ended");
  }
}
