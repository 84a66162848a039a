package io.dss.node.cache;

import io.dss.cache.CacheReply;
import io.dss.cache.Content;
import io.dss.coherence.Effect;
import io.dss.coherence.LineState;
import io.dss.node.route.NotOwner;
import io.dss.node.route.OutcomeUnknown;
import io.dss.node.route.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Calls that wait for lines of this node: in their bucket, for room for what they write, or for a lease under which their answer may leave. Each
 * ends by its deadline, with what is true of it. Confined to the loop.
 */
final class OpenCalls {
  private final LineLoop loop;
  private final Map<Long, OpenCall> calls = new LinkedHashMap<>();
  private final ArrayDeque<OpenCall> blocked = new ArrayDeque<>();
  /** Answered, without a lease to answer under. */
  private final List<OpenCall> held = new ArrayList<>();
  private volatile int count;

  OpenCalls(LineLoop loop) {
    this.loop = loop;
  }

  /** Any thread; as of the last turn. */
  int count() {
    return count;
  }

  int blocked() {
    return blocked.size();
  }

  void published() {
    count = calls.size();
  }

  void begin(OpenCall call) {
    if (loop.stopping()) call.result.completeExceptionally(loop.refusals().stopping());
    else if (loop.lines().ring().isEmpty()) call.result.completeExceptionally(loop.notHere());
    else if (call.deadlineNanos - loop.nowNanos() <= 0) call.result.completeExceptionally(loop.refusals().tooLate());
    else take(call);
  }

  private void take(OpenCall call) {
    Optional<Refusal> tooMany = loop.tooManyComing(call);
    if (tooMany.isPresent()) {
      call.result.completeExceptionally(tooMany.get());
      return;
    }
    calls.put(call.id, call);
    if (!call.writes() || loop.hasRoom()) run(call);
    else block(call);
  }

  private void block(OpenCall call) {
    call.blocked = true;
    blocked.add(call);
  }

  private void run(OpenCall call) {
    call.stateBefore = loop.stateOf(call.key());
    loop.run(call);
    if (call.loads() && call.waitUntilNanos - loop.nowNanos() <= 0 && calls.containsKey(call.id)) endWait(call);
  }

  /** There may be room again. */
  void unblock() {
    while (!blocked.isEmpty() && loop.hasRoom()) {
      OpenCall call = blocked.poll();
      call.blocked = false;
      if (calls.containsKey(call.id)) run(call);
    }
  }

  void answered(Effect.Answer answer) {
    OpenCall call = calls.get(answer.call());
    if (call == null) return;
    count(call, answer);
    if (loop.acting(call.bucket)) {
      complete(call, answer, false);
    } else if (call.asked.consistency() == Caches.Consistency.ANY && !call.changes()) {
      complete(call, answer, true);
    } else {
      call.held = Optional.of(answer);
      held.add(call);
    }
  }

  private void count(OpenCall call, Effect.Answer answer) {
    boolean here = call.changes() ? call.stateBefore.writable() : call.stateBefore.readable();
    if (here && answer.source() == Effect.Source.LOCAL) loop.counters().hit(call.stateBefore);
    else loop.counters().miss(call.stateBefore);
  }

  private void complete(OpenCall call, Effect.Answer answer, boolean stale) {
    calls.remove(call.id);
    call.result.complete(loop.answered(call, answer, stale));
  }

  void refused(long id) {
    OpenCall call = calls.remove(id);
    if (call != null) call.result.completeExceptionally(loop.store().trouble(call.bucket).orElseGet(loop.refusals()::storeWasFull));
  }

  /** A lease may be there again. */
  void release() {
    if (held.isEmpty()) return;
    List<OpenCall> waited = List.copyOf(held);
    held.clear();
    for (OpenCall call : waited) {
      if (!calls.containsKey(call.id)) continue;
      if (loop.acting(call.bucket)) complete(call, call.held.orElseThrow(), false);
      else held.add(call);
    }
  }

  /**
   * This life of the node is out. What nobody began may be asked elsewhere; of the rest nobody here knows what becomes of it. To be called before
   * the buckets forget.
   */
  void leave() {
    for (OpenCall call : List.copyOf(calls.values())) {
      boolean untouched = !call.changes() || call.blocked || call.held.isEmpty() && loop.cancel(call);
      end(call, untouched ? loop.notHere() : new OutcomeUnknown("this node was taken out of the cluster while the write was under way"));
    }
    blocked.clear();
    held.clear();
  }

  void endOverdue(long nowNanos) {
    for (OpenCall call : List.copyOf(calls.values())) {
      if (call.deadlineNanos - nowNanos <= 0) endOverdue(call);
      else if (call.loads() && call.waitUntilNanos - nowNanos <= 0) endWait(call);
    }
    blocked.removeIf(call -> !calls.containsKey(call.id));
    held.removeIf(call -> !calls.containsKey(call.id));
  }

  /** It has waited long enough for another's load. */
  private void endWait(OpenCall call) {
    Optional<Content.Loading> load = loop.loading(call.key());
    if (load.isEmpty() || call.held.isPresent() || !loop.acting(call.bucket)) return;
    loop.cancel(call);
    Effect.Answer wait = new Effect.Answer(call.id, new CacheReply.Wait(load.get().untilMillis()), loop.stateOf(call.key()), Effect.Source.LOCAL);
    complete(call, wait, false);
  }

  private void endOverdue(OpenCall call) {
    if (call.blocked) {
      end(call, loop.store().anyTrouble().orElseGet(loop.refusals()::noRoom));
      return;
    }
    boolean untouched = call.held.isEmpty() && loop.cancel(call);
    if (call.changes() && !untouched) {
      end(call, loop.refusals().unknown("key '" + call.key() + "': the write is under way and no answer may be given in time"));
    } else {
      end(call, loop.refusals().inVain(call));
    }
  }

  private void end(OpenCall call, Exception why) {
    calls.remove(call.id);
    call.result.completeExceptionally(why);
  }

  /** This node stops. */
  void stop(Refusal why) {
    for (OpenCall call : List.copyOf(calls.values())) {
      boolean untouched = !call.changes() || call.blocked || call.held.isEmpty() && loop.cancel(call);
      end(call, untouched ? why : loop.refusals().unknown("this node stops while the write is under way"));
    }
  }
}
