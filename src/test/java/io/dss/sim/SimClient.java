package io.dss.sim;

import io.dss.kernel.IdempotencyKey;
import io.dss.lock.LockChange;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.lock.LockTable;
import io.dss.node.lock.Locks;
import io.dss.node.route.Refusal;
import io.dss.raft.sim.SimEntropy;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/**
 * A client of the lock service: one call at a time, of any node; whatever it is told is recorded. Some calls carry a key and are tried again
 * elsewhere when nobody tells what came of them.
 */
final class SimClient {
  private static final int TRIES = 3;
  private static final long PATIENCE_MICROS = 4_000_000;

  /** What it waits for. */
  private record Open(LockChange change, long calledMicros) {}

  /** One attempt of a call, at one node. */
  private final class Attempt {
    private final SimProcess process;
    private Runnable unknown = () -> {};
    private boolean over;

    Attempt(SimProcess process) {
      this.process = process;
    }

    /** What comes after the client has given up comes to nobody. */
    boolean ends() {
      boolean ended = !over;
      over = true;
      if (ended) attempt = null;
      return ended;
    }
  }

  private final World world;
  private final String name;
  private final SimEntropy entropy;
  private final ClientHistory history;
  private final Map<String, Long> tokens = new TreeMap<>();
  private Attempt attempt;
  private Optional<Open> open = Optional.empty();
  private long keys;
  private boolean calling;

  SimClient(World world, String name, SimEntropy entropy, ClientHistory history) {
    this.world = world;
    this.name = name;
    this.entropy = entropy;
    this.history = history;
    think();
  }

  private void think() {
    open = Optional.empty();
    world.queue().after(1 + entropy.below(2 * world.clientMicros()), this::act);
  }

  private void act() {
    if (!world.isBusy()) return;
    String lock = world.lock(entropy.below(world.lockCount()));
    int kind = entropy.below(100);
    if (kind < 12) read(lock);
    else if (kind < 14) call(new LockChange.ForceRelease(lock));
    else if (tokens.isEmpty() || kind < 45) call(acquire(lock));
    else give(kind);
  }

  private LockChange acquire(String lock) {
    LockMode mode = entropy.chance(350) ? LockMode.SHARED : LockMode.EXCLUSIVE;
    long timeoutMillis = entropy.chance(500) ? entropy.between(50, 600) : entropy.between(1_000, 4_000);
    return new LockChange.Acquire(lock, name, mode, timeoutMillis, entropy.chance(400) ? entropy.between(1, 1_500) : 0);
  }

  /** Releases or renews something it believes to hold, or forgets it, as a client that died would. */
  private void give(int kind) {
    String lock = tokens.keySet().stream().skip(entropy.below(tokens.size())).findFirst().orElseThrow();
    long token = tokens.get(lock);
    if (kind < 65) {
      call(new LockChange.Renew(lock, name, token, OptionalLong.of(entropy.between(50, 2_000))));
      return;
    }
    tokens.remove(lock);
    if (kind < 93) call(new LockChange.Release(lock, name, entropy.chance(800) ? OptionalLong.of(token) : OptionalLong.empty()));
    else think();
  }

  private void call(LockChange change) {
    calling = true;
    boolean keyed = entropy.chance(400);
    Optional<IdempotencyKey> key = keyed ? Optional.of(key(change)) : Optional.empty();
    open = Optional.of(new Open(change, world.queue().nowMicros()));
    attempt(change, key, world.queue().nowMicros(), keyed ? TRIES : 1, false);
  }

  private IdempotencyKey key(LockChange change) {
    return new IdempotencyKey(name + "-" + ++keys, Integer.toHexString(change.toString().hashCode()));
  }

  private void attempt(LockChange change, Optional<IdempotencyKey> key, long calledMicros, int triesLeft, boolean perhapsDone) {
    Optional<SimProcess> process = world.anyUp(entropy);
    if (process.isEmpty()) {
      over(change, calledMicros, perhapsDone);
      return;
    }
    Attempt now = new Attempt(process.get());
    attempt = now;
    now.unknown = () -> {
      if (!now.ends()) return;
      if (triesLeft > 1) world.queue().after(1 + entropy.below(200_000), () -> attempt(change, key, calledMicros, triesLeft - 1, true));
      else over(change, calledMicros, true);
    };
    process.get().run(() -> {
      world.oracle().grants().begins(now.process.stampOrigin());
      now.process.locks().change(change, key).whenComplete((reply, failure) -> {
        if (failure != null && isUnknown(failure)) now.unknown.run();
        else if (now.ends()) answered(change, reply, calledMicros, perhapsDone);
      });
    });
    world.queue().after(PATIENCE_MICROS, now.unknown);
  }

  private boolean isUnknown(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    world.oracle().require(cause instanceof Refusal, "calls end with an answer or a refusal", name, cause);
    return ((Refusal) cause).code() == Refusal.Code.UNKNOWN_OUTCOME;
  }

  /** A call of it has not ended yet: it may have done something, and the history does not know of it. */
  boolean isCalling() {
    return calling;
  }

  /** @param reply null if the call was refused, and this attempt has surely done nothing */
  private void answered(LockChange change, LockReply reply, long calledMicros, boolean perhapsDone) {
    if (reply == null) {
      over(change, calledMicros, perhapsDone);
      return;
    }
    world.oracle().trace(name.hashCode() * 47L + reply.toString().hashCode());
    world.oracle().require(!(reply instanceof LockReply.Forgotten), "no call is forgotten before its node has an answer", name, change);
    history.answered(name, change, reply, calledMicros, world.queue().nowMicros());
    if (reply instanceof LockReply.Granted granted) tokens.put(change.lockName(), granted.fencingToken());
    else if (!(change instanceof LockChange.Acquire)) tokens.remove(change.lockName());
    calling = false;
    think();
  }

  private void over(LockChange change, long calledMicros, boolean perhapsDone) {
    if (perhapsDone) history.unknown(name, change, calledMicros);
    calling = false;
    think();
  }

  /** The node that was asked is gone, and with it the connection. */
  void lost(SimProcess process) {
    if (attempt != null && attempt.process == process) attempt.unknown.run();
  }

  /** The run ends: what is still open stays unknown. */
  void end() {
    open.ifPresent(call -> history.unknown(name, call.change(), call.calledMicros()));
  }

  private void read(String lock) {
    Optional<SimProcess> process = world.anyUp(entropy);
    think();
    process.ifPresent(asked -> asked.run(() -> read(asked.locks(), lock, tokens.getOrDefault(lock, 1L), world.oracle().lastIndex())));
  }

  /** Whatever is read was true at some moment between the call and the answer. */
  private void read(Locks locks, String lock, long token, long fromIndex) {
    locks.check(lock, token).whenComplete((check, failure) -> {
      if (failure != null) return;
      history.read();
      boolean was = false;
      for (LockTable table : world.oracle().lockTablesSince(fromIndex)) {
        LockTable.TokenCheck then = table.check(lock, token);
        was |= then.valid() == check.valid() && then.current().isPresent() == check.current().isPresent()
            && then.current().orElse(0) == check.current().orElse(0L);
      }
      world.oracle().require(was, "a read tells what was so while it ran", lock, token, check, fromIndex);
    });
  }
}
