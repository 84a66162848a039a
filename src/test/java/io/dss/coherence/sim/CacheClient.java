package io.dss.coherence.sim;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Content;
import io.dss.cache.Version;
import io.dss.coherence.sim.EntryModel.CacheOp;
import io.dss.kernel.IdempotencyKey;
import io.dss.linearizability.Operation;
import io.dss.node.cache.Caches;
import io.dss.node.route.Refusal;
import io.dss.raft.sim.SimEntropy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/**
 * Calls whichever node is up, one call at a time, and writes down what it was told. A call under an Idempotency-Key whose answer was lost is made again, at another
 * node maybe, until there is one: it is one operation, from its first call to its only answer.
 */
final class CacheClient {
  private static final long PATIENCE_MICROS = 4_000_000;
  private static final long LOAD_MILLIS = 400;
  private static final long WAIT_MILLIS = 600;
  private static final int AGAIN_MICROS = 100_000;

  private record Call(long number, Caches.Asked asked, long calledMicros) {}

  private record Token(String key, String token) {}

  private final CacheWorld world;
  private final String name;
  private final SimEntropy entropy;
  private final int thinkMicros;
  private final SortedMap<String, Version> versions = new TreeMap<>();
  private Optional<Token> token = Optional.empty();
  private CacheProcess at;
  private Call calling;
  private boolean doubt;
  private long tries;
  private long calls;
  private long values;

  CacheClient(CacheWorld world, String name, SimEntropy entropy, int thinkMicros) {
    this.world = world;
    this.name = name;
    this.entropy = entropy;
    this.thinkMicros = thinkMicros;
    rest();
  }

  boolean isCalling() {
    return calling != null;
  }

  private long now() {
    return world.queue().nowMicros();
  }

  private void rest() {
    world.queue().after(1 + entropy.below(thinkMicros), () -> {
      if (world.isBusy()) act();
    });
  }

  private void act() {
    String key = token.map(Token::key).orElseGet(() -> world.anyKey(entropy));
    CacheCommand command = token.isPresent() ? endLoad() : CacheKeys.command(key, entropy, Optional.ofNullable(versions.get(key)), this::value, LOAD_MILLIS);
    if (command == null) {
      rest();
      return;
    }
    boolean read = command instanceof CacheCommand.Read;
    boolean keyed = !read && (command instanceof CacheCommand.Increment || entropy.chance(400));
    boolean any = command instanceof CacheCommand.Read plain && plain.loadMillis().isEmpty() && entropy.chance(100);
    Optional<IdempotencyKey> idempotency = keyed ? Optional.of(new IdempotencyKey(name + "-" + calls, "call")) : Optional.empty();
    Caches.Consistency consistency = any ? Caches.Consistency.ANY : Caches.Consistency.LINEARIZABLE;
    begin(new Caches.Asked(key, command, consistency, idempotency, read ? WAIT_MILLIS : 0));
  }

  /** Writes what was loaded, or that there is nothing; or gives the load up; or dies over it. */
  private CacheCommand endLoad() {
    Optional<String> held = token.map(Token::token);
    token = Optional.empty();
    int dice = entropy.below(100);
    if (dice < 25) return null;
    if (dice < 40) return new CacheCommand.Delete(Optional.empty(), held);
    if (dice < 55) return new CacheCommand.Write(new Content.Nothing(), OptionalLong.of(300), Optional.empty(), held);
    return new CacheCommand.Write(value(), OptionalLong.empty(), Optional.empty(), held);
  }

  private Content.Present value() {
    return new Content.Present(("\"" + name + "-" + ++values + "\"").getBytes(StandardCharsets.UTF_8));
  }

  void begin(Caches.Asked asked) {
    calling = new Call(++calls, asked, now());
    doubt = false;
    attempt(calling);
  }

  private void attempt(Call call) {
    if (calling != call) return;
    Optional<CacheProcess> process = world.anyUp(entropy);
    if (process.isEmpty()) {
      failed(call, ++tries, false);
      return;
    }
    at = process.get();
    long one = ++tries;
    at.run(() -> at(call, one));
    world.queue().after(PATIENCE_MICROS, () -> failed(call, one, true));
  }

  private void at(Call call, long one) {
    if (one == tries) at.cache().call(call.asked).whenComplete((answered, failure) -> world.guarded(at.node(), () -> told(call, one, answered, failure)));
  }

  private void told(Call call, long one, Caches.Answered answered, Throwable failure) {
    if (one != tries || calling != call) return;
    if (failure == null) {
      succeeded(call, answered);
      return;
    }
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    if (!(cause instanceof Refusal)) throw new AssertionError("a call ended in " + cause, cause);
    failed(call, one, ((Refusal) cause).code() == Refusal.Code.UNKNOWN_OUTCOME);
  }

  private void succeeded(Call call, Caches.Answered answered) {
    CacheReply reply = answered.reply();
    world.counts().replied(reply);
    if (reply instanceof CacheReply.KeyReused || reply instanceof CacheReply.NoNumber) throw new AssertionError(call.asked + ": " + reply);
    if (call.asked.consistency() == Caches.Consistency.ANY) CacheKeys.checkAny(call.asked.key(), reply);
    if (reply instanceof CacheReply.Found found) versions.put(call.asked.key(), found.entry().version());
    if (reply instanceof CacheReply.Written written && entropy.chance(500)) versions.put(call.asked.key(), written.entry().version());
    if (reply instanceof CacheReply.Load load) {
      token = Optional.of(new Token(call.asked.key(), load.token()));
    }
    if (reply instanceof CacheReply.TooManyKeys) world.counts().refused();
    else if (answered.stale()) world.counts().stale();
    else saw(call, Optional.of(reply));
    over();
  }

  private void failed(Call call, long one, boolean unknown) {
    if (one != tries || calling != call) return;
    doubt |= unknown;
    tries++;
    if (doubt && call.asked.idempotency().isPresent()) {
      world.counts().repeat();
      world.queue().after(1 + entropy.below(AGAIN_MICROS), () -> attempt(call));
      return;
    }
    if (doubt) saw(call, Optional.empty());
    else world.counts().refused();
    over();
  }

  private void saw(Call call, Optional<CacheReply> reply) {
    boolean plain = call.asked.command() instanceof CacheCommand.Read read && read.loadMillis().isEmpty();
    if (reply.isEmpty() && plain) return;
    if (reply.isEmpty()) world.counts().unknown();
    CacheOp what = new CacheOp(call.asked.command(), call.asked.idempotency().isPresent(), reply);
    world.history().add(new Operation<>(call.asked.key(), what, call.calledMicros, reply.isEmpty() ? Operation.NEVER : now()));
  }

  private void over() {
    calling = null;
    rest();
  }

  /** The process that was asked is dead. */
  void lost(CacheProcess process) {
    if (calling != null && at == process) failed(calling, tries, true);
  }

  void end() {
    if (calling == null) return;
    saw(calling, Optional.empty());
    calling = null;
  }
}
