package io.dss.node.queue;

import io.dss.kernel.RequestStamp;
import io.dss.node.route.OutcomeUnknown;
import io.dss.node.route.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** The calls on one topic that have no answer yet, in the order in which they came. Confined to the queue loop. */
final class Calls {
  private final TreeMap<Long, Call> calls = new TreeMap<>();
  private final Map<Call.Name, Call> byName = new LinkedHashMap<>();
  private final TreeSet<Call> byDeadline = new TreeSet<>(Comparator.comparingLong(Call::deadlineMillis).thenComparingLong(Call::number));

  int size() {
    return calls.size();
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Another copy of a call that is under way waits for the same answer. @return whether it is one */
  boolean join(RequestStamp stamp, long deadlineMillis, CompletableFuture<QueueAnswer> answer) {
    Call call = byName.get(Call.Name.of(stamp));
    if (call == null) return false;
    call.asker(answer);
    byDeadline.remove(call);
    call.deadline(Math.max(call.deadlineMillis(), deadlineMillis));
    byDeadline.add(call);
    return true;
  }

  Call add(long number, QueueRequest.OnTopic request, long nowMillis, long deadlineMillis, CompletableFuture<QueueAnswer> answer) {
    Call call = new Call(number, request, nowMillis, deadlineMillis);
    call.asker(answer);
    calls.put(number, call);
    byName.put(call.name(), call);
    byDeadline.add(call);
    return call;
  }

  Optional<Call> call(long number) {
    return Optional.ofNullable(calls.get(number));
  }

  List<Call> in(Call.Stage stage) {
    return calls.values().stream().filter(call -> call.stage() == stage).toList();
  }

  /** @param failure for those that came to nothing; a call whose effects may be durable ends as unknown */
  void fail(Predicate<Call> which, Throwable failure) {
    for (Call call : calls.values().stream().filter(which).toList()) fail(call, failure);
  }

  void fail(Call call, Throwable failure) {
    forget(call);
    call.fail(call.doubted() ? new OutcomeUnknown("the message store has it, or may have it, and its answer was lost with its topic") : failure);
  }

  void answer(Call call, QueueAnswer answer) {
    forget(call);
    call.answer(answer);
  }

  private void forget(Call call) {
    calls.remove(call.number());
    byName.remove(call.name());
    byDeadline.remove(call);
  }

  OptionalLong nextDeadlineMillis() {
    return byDeadline.isEmpty() ? OptionalLong.empty() : OptionalLong.of(byDeadline.first().deadlineMillis());
  }

  /**
   * Ends the calls that nobody waits for any more. One whose answer is held stays, so that a repeat of it is not carried out again before the store
   * has
   * spoken; it just has nobody to be answered.
   *
   * @return those that waited inside the topic
   */
  List<Call> endOverdue(long nowMillis) {
    List<Call> parked = new ArrayList<>();
    while (!byDeadline.isEmpty() && byDeadline.first().deadlineMillis() <= nowMillis) {
      Call call = byDeadline.pollFirst();
      if (call.stage() == Call.Stage.HELD) {
        call.fail(new OutcomeUnknown("the message store did not say in time whether it is durable"));
      } else if (call.stage() == Call.Stage.PARKED) {
        parked.add(call);
        fail(call, new OutcomeUnknown("it was not decided in time"));
      } else {
        fail(call, new Refusal(Refusal.Code.MOVING, "topic '" + call.request().topic() + "' was not taken over in time; nothing was changed",
            Optional.empty(), 1_000));
      }
    }
    return parked;
  }
}
