package io.dss.linearizability;

import io.dss.linearizability.Verdict.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The search of Wing and Gong ("Testing and verifying concurrent objects", 1993) over one key, with the cache of Lowe ("Testing for
 * linearizability", 2017): the same set of linearized operations in the same state is not looked at twice.
 *
 * <p>An operation may come next if it was called before any that is left has returned. The events that are left are a doubly linked list in the order
 * of time, from which a linearized operation's two are taken out, and into which they are put back when the search turns round. An operation of
 * unknown outcome has no return; the search is over when all others are linearized.
 */
final class Search<S, O> {
  private record Step<S>(Event event, S before, List<S> others) {}

  private record Seen(BitSet linearized, Object state) {}

  private final Model<S, O> model;
  private final List<Operation<O>> operations;
  private final long maxSteps;
  private final Event head = new Event(-1, null);
  private final BitSet linearized = new BitSet();
  private final Deque<Step<S>> path = new ArrayDeque<>();
  private final Set<Seen> seen = new HashSet<>();
  private int returnsLeft;
  private long steps;
  private int furthest = -1;
  private String stuck = "";

  Search(Model<S, O> model, List<Operation<O>> operations, long maxSteps) {
    this.model = model;
    this.operations = operations;
    this.maxSteps = maxSteps;
    link();
  }

  Outcome run() {
    S state = model.initial();
    Event at = head.next;
    while (returnsLeft > 0) {
      if (at.isCall()) {
        if (steps++ >= maxSteps) return Outcome.UNKNOWN;
        Optional<S> next = take(at, state, model.steps(state, operations.get(at.operation)));
        at = next.isPresent() ? head.next : at.next;
        state = next.orElse(state);
      } else {
        remember(at, state);
        if (path.isEmpty()) return Outcome.NOT_LINEARIZABLE;
        Step<S> last = path.pop();
        putBack(last.event());
        Optional<S> other = take(last.event(), last.before(), last.others());
        at = other.isPresent() ? head.next : last.event().next;
        state = other.orElse(last.before());
      }
    }
    return Outcome.LINEARIZABLE;
  }

  long steps() {
    return steps;
  }

  String explanation(Outcome outcome) {
    String budget = outcome == Outcome.UNKNOWN ? "no verdict within " + maxSteps + " steps; so far: " : "";
    return budget + stuck;
  }

  private boolean isNew(int operation, S next) {
    BitSet with = (BitSet) linearized.clone();
    with.set(operation);
    return seen.add(new Seen(with, next));
  }

  /** Linearizes {@code call} with the first of {@code states} that was not looked at yet; the others are left for when the search comes back. */
  private Optional<S> take(Event call, S before, List<S> states) {
    for (int i = 0; i < states.size(); i++) {
      if (!isNew(call.operation, states.get(i))) continue;
      path.push(new Step<>(call, before, states.subList(i + 1, states.size())));
      takeOut(call);
      return Optional.of(states.get(i));
    }
    return Optional.empty();
  }

  private void takeOut(Event call) {
    linearized.set(call.operation);
    call.unlink();
    if (call.partner != null) {
      call.partner.unlink();
      returnsLeft--;
    }
  }

  private void putBack(Event call) {
    linearized.clear(call.operation);
    if (call.partner != null) {
      call.partner.relink();
      returnsLeft++;
    }
    call.relink();
  }

  /** Keeps how far the best attempt got, for the explanation: what had to come next, and everything that could have come instead. */
  private void remember(Event blocked, S state) {
    if (linearized.cardinality() <= furthest) return;
    furthest = linearized.cardinality();
    List<String> open = new ArrayList<>();
    for (Event at = head.next; at != blocked; at = at.next) open.add(operations.get(at.operation).toString());
    stuck = "after " + furthest + " of " + operations.size() + " operations, in state " + state + ", none of these can come next, but "
        + operations.get(blocked.operation) + " has returned: " + open.stream().limit(10).collect(Collectors.joining(", "))
        + (open.size() > 10 ? " and " + (open.size() - 10) + " more" : "");
  }

  /** At equal times calls come before returns: operations that touch overlap. */
  private void link() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      Event returned = operations.get(i).isUnknown() ? null : new Event(i, null);
      events.add(new Event(i, returned));
      if (returned == null) continue;
      events.add(returned);
      returned.ofReturn = true;
      returnsLeft++;
    }
    events.sort(Comparator.comparingLong(this::time).thenComparing(event -> event.ofReturn));
    Event last = head;
    for (Event event : events) {
      last.next = event;
      event.previous = last;
      last = event;
    }
  }

  private long time(Event event) {
    Operation<O> operation = operations.get(event.operation);
    return event.ofReturn ? operation.returned() : operation.called();
  }

  private static final class Event {
    final int operation;
    /** A call's return; null for a return and for a call that never returned. */
    final Event partner;
    boolean ofReturn;
    Event previous;
    Event next;

    Event(int operation, Event partner) {
      this.operation = operation;
      this.partner = partner;
    }

    boolean isCall() {
      return !ofReturn;
    }

    void unlink() {
      previous.next = next;
      if (next != null) next.previous = previous;
    }

    void relink() {
      previous.next = this;
      if (next != null) next.previous = this;
    }
  }
}
