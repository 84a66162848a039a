package io.dss.linearizability;

import io.dss.linearizability.LockCall.Acquired;
import io.dss.linearizability.LockCall.Forced;
import io.dss.linearizability.LockCall.NotHeld;
import io.dss.linearizability.LockCall.Refused;
import io.dss.linearizability.LockCall.Released;
import io.dss.linearizability.LockCall.Renewed;
import io.dss.linearizability.LockCall.Stale;
import io.dss.lock.LockMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One lock, whose holds end by release, by force, or by themselves: at any moment from the earliest at which their lease can have ended (the call
 * that granted or renewed it, plus its time-out), and perhaps never. So an end is not guessed in advance: an operation whose answer needs a hold
 * to be gone ends it, if the operation can have taken effect after the hold's earliest end; what is linearized after it must be able to, too.
 */
public final class LockModel implements Model<LockModel.State, LockCall> {
  /** {@code token} 0: granted by an operation of unknown outcome, so some token above all earlier ones. */
  record Hold(LockMode mode, long token, long earliestEnd) {}

  /** @param notBefore no later operation took effect before this: a hold has ended by itself then */
  public record State(SortedMap<String, Hold> holds, long newestToken, long notBefore) {
    private State with(String client, Hold hold) {
      TreeMap<String, Hold> changed = new TreeMap<>(holds);
      changed.put(client, hold);
      return new State(changed, Math.max(newestToken, hold.token()), notBefore);
    }

    private State without(String client) {
      TreeMap<String, Hold> changed = new TreeMap<>(holds);
      changed.remove(client);
      return new State(changed, newestToken, notBefore);
    }

    private State at(long moment) {
      return new State(holds, newestToken, Math.max(notBefore, moment));
    }

    @Override
    public String toString() {
      return "held by " + holds.entrySet().stream()
          .map(hold -> hold.getKey() + " (" + hold.getValue().mode() + ", token " + hold.getValue().token() + ", ends not before "
              + hold.getValue().earliestEnd() + ")").collect(Collectors.joining(", ", "[", "]")) + ", newest token " + newestToken;
    }
  }

  @Override
  public State initial() {
    return new State(new TreeMap<>(), 0, Long.MIN_VALUE);
  }

  @Override
  public Optional<State> step(State state, Operation<LockCall> operation) {
    if (operation.returned() < state.notBefore()) return Optional.empty();
    LockCall call = operation.what();
    if (call instanceof Acquired acquired) return acquired(state, operation, acquired);
    if (call instanceof Released released) return released(state, operation, released);
    if (call instanceof Renewed renewed) return renewed(state, operation, renewed);
    if (call instanceof NotHeld) return ended(state, operation, call.client());
    if (call instanceof Stale stale) return stale(state, stale);
    if (call instanceof Refused) return heldByOthers(state, call.client()) ? Optional.of(state) : Optional.empty();
    Forced forced = (Forced) call;
    State free = new State(new TreeMap<>(), state.newestToken(), state.notBefore());
    if (operation.isUnknown() || forced.released() == state.holds().size()) return Optional.of(free);
    return endSome(state, operation, forced.released(), free);
  }

  /** A grant of unknown outcome, or on top of one, may have been given to the hold that there is or, that having ended, anew. */
  @Override
  public List<State> steps(State state, Operation<LockCall> operation) {
    List<State> next = new ArrayList<>();
    step(state, operation).ifPresent(next::add);
    Hold mine = state.holds().get(operation.what().client());
    if (operation.what() instanceof Acquired acquired && mine != null && (operation.isUnknown() || mine.token() == 0)) {
      ended(state, operation, acquired.client()).flatMap(anew -> step(anew, operation)).ifPresent(next::add);
    }
    return next;
  }

  private static Optional<State> acquired(State state, Operation<LockCall> operation, Acquired acquired) {
    Hold mine = state.holds().get(acquired.client());
    long earliestEnd = operation.called() + acquired.timeout();
    if (mine != null && (operation.isUnknown() || isOf(mine, acquired.token())) && !isUpgrade(mine, acquired)) {
      long end = Math.max(mine.earliestEnd(), earliestEnd);
      return othersEnded(state, operation, acquired).map(alone -> alone.with(acquired.client(),
          new Hold(acquired.mode(), Math.max(mine.token(), acquired.token()), end)));
    }
    if (!operation.isUnknown() && acquired.token() <= state.newestToken()) return Optional.empty();
    Optional<State> mineEnded = mine == null || isUpgrade(mine, acquired) ? Optional.of(state) : ended(state, operation, acquired.client());
    return mineEnded.flatMap(without -> othersEnded(without, operation, acquired))
        .map(room -> room.with(acquired.client(), new Hold(acquired.mode(), acquired.token(), earliestEnd)));
  }

  private static boolean isUpgrade(Hold mine, Acquired acquired) {
    return mine.mode() == LockMode.SHARED && acquired.mode() == LockMode.EXCLUSIVE;
  }

  private static boolean isOf(Hold hold, long token) {
    return hold.token() == token || hold.token() == 0;
  }

  private static Optional<State> released(State state, Operation<LockCall> operation, Released released) {
    Hold mine = state.holds().get(released.client());
    if (mine == null) return operation.isUnknown() ? Optional.of(state) : Optional.empty();
    boolean fits = released.token() == 0 || isOf(mine, released.token());
    if (!fits) return operation.isUnknown() ? Optional.of(state) : Optional.empty();
    return Optional.of(state.without(released.client()));
  }

  private static Optional<State> renewed(State state, Operation<LockCall> operation, Renewed renewed) {
    Hold mine = state.holds().get(renewed.client());
    if (mine == null || !isOf(mine, renewed.token())) return operation.isUnknown() ? Optional.of(state) : Optional.empty();
    long end = Math.max(mine.earliestEnd(), operation.called() + renewed.timeout());
    return Optional.of(state.with(renewed.client(), new Hold(mine.mode(), renewed.token(), end)));
  }

  private static Optional<State> stale(State state, Stale stale) {
    Hold mine = state.holds().get(stale.client());
    if (mine == null || mine.token() == stale.token() || !isOf(mine, stale.current())) return Optional.empty();
    return Optional.of(state.with(stale.client(), new Hold(mine.mode(), stale.current(), mine.earliestEnd())));
  }

  private static boolean heldByOthers(State state, String client) {
    return state.holds().keySet().stream().anyMatch(holder -> !holder.equals(client));
  }

  /** The state in which every hold that stands against the grant has ended, if all of them can have. */
  private static Optional<State> othersEnded(State state, Operation<LockCall> operation, Acquired acquired) {
    State ended = state;
    for (String holder : state.holds().keySet()) {
      boolean against = !holder.equals(acquired.client()) && !state.holds().get(holder).mode().compatibleWith(acquired.mode());
      if (!against) continue;
      Optional<State> without = ended(ended, operation, holder);
      if (without.isEmpty()) return without;
      ended = without.get();
    }
    return Optional.of(ended);
  }

  /** The state in which {@code client} holds nothing, if the operation can have taken effect after its hold's earliest end. */
  private static Optional<State> ended(State state, Operation<LockCall> operation, String client) {
    Hold hold = state.holds().get(client);
    if (hold == null) return Optional.of(state);
    return hold.earliestEnd() <= operation.returned() ? Optional.of(state.without(client).at(hold.earliestEnd())) : Optional.empty();
  }

  /** A forced release that found fewer holds than there might be: the others, the earliest to end first, have ended before it. */
  private static Optional<State> endSome(State state, Operation<LockCall> operation, int left, State free) {
    long[] ends = state.holds().values().stream().mapToLong(Hold::earliestEnd).sorted().toArray();
    if (left > ends.length) return Optional.empty();
    long last = ends[ends.length - left - 1];
    return last <= operation.returned() ? Optional.of(free.at(last)) : Optional.empty();
  }
}
