package io.dss.coherence.sim;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheCommand.Delete;
import io.dss.cache.CacheCommand.Increment;
import io.dss.cache.CacheCommand.Read;
import io.dss.cache.CacheCommand.Write;
import io.dss.cache.CacheReply;
import io.dss.cache.CacheReply.Found;
import io.dss.cache.CacheReply.Load;
import io.dss.cache.CacheReply.Missing;
import io.dss.cache.CacheReply.OtherVersion;
import io.dss.cache.CacheReply.StaleToken;
import io.dss.cache.CacheReply.Wait;
import io.dss.cache.CacheReply.Written;
import io.dss.cache.Content;
import io.dss.cache.Version;
import io.dss.coherence.sim.EntryModel.CacheOp;
import io.dss.coherence.sim.EntryModel.State;
import io.dss.linearizability.Model;
import io.dss.linearizability.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One key of the cache, written a second time and on its own: values with their versions, compares, counters, loads, and ends that come by themselves. What ends
 * does so somewhere between its earliest and its latest instant; an operation that needs it gone has it end, and what is linearized later must be able to be later.
 */
final class EntryModel implements Model<State, CacheOp> {
  /** How far the wall clocks of two nodes are apart at the most, and what is lost by counting in milliseconds. */
  static final long WALL_MICROS = 90_000;

  /** @param keyed under an Idempotency-Key, which makes a write also of what changes nothing @param reply empty: not known */
  record CacheOp(CacheCommand command, boolean keyed, Optional<CacheReply> reply) {
    CacheOp unanswered() {
      return new CacheOp(command, keyed, Optional.empty());
    }
  }

  enum Kind { ABSENT, VALUE, NOTHING, LOADING }

  /**
   * @param text the value, or the token of a load
   * @param version empty: no answer has told it
   * @param latest {@link Operation#NEVER}: it does not end by itself. A load may be taken over from {@code earliest}, and need not be
   * @param notBefore nothing that is linearized later took effect before
   */
  record State(Kind kind, String text, Optional<Version> version, long earliest, long latest, long notBefore) {
    private State at(Optional<Version> known) {
      return new State(kind, text, known, earliest, latest, notBefore);
    }

    private State ended() {
      return new State(Kind.ABSENT, "", Optional.empty(), Operation.NEVER, Operation.NEVER, Math.max(notBefore, earliest));
    }

    private State becomes(Kind next, String content, Optional<Version> known, long from, long to) {
      return new State(next, content, known, from, to, notBefore);
    }
  }

  @Override
  public State initial() {
    return new State(Kind.ABSENT, "", Optional.of(Version.NONE), Operation.NEVER, Operation.NEVER, Long.MIN_VALUE);
  }

  @Override
  public Optional<State> step(State state, Operation<CacheOp> operation) {
    throw new UnsupportedOperationException("there may be more than one");
  }

  @Override
  public List<State> steps(State state, Operation<CacheOp> operation) {
    if (operation.returned() < state.notBefore()) return List.of();
    List<State> next = new ArrayList<>();
    if (operation.called() <= state.latest()) apply(state, operation).ifPresent(next::add);
    if (state.earliest() <= operation.returned()) apply(state.ended(), operation).ifPresent(next::add);
    return next;
  }

  private static Optional<State> apply(State state, Operation<CacheOp> operation) {
    CacheCommand command = operation.what().command();
    if (command instanceof Read read) return read(state, read, operation);
    if (command instanceof Write write) return write(state, write, operation);
    if (command instanceof Delete delete) return delete(state, delete, operation);
    return increment(state, (Increment) command, operation);
  }

  /** Nothing was changed, and the answer says at which version. */
  private static Optional<State> stays(State state, Optional<Version> told) {
    // What ended by itself is told at the version of the value until somebody has written the end, and at that one then.
    if (state.kind() == Kind.ABSENT && state.version().isEmpty()) return Optional.of(state);
    boolean other = state.version().isPresent() && told.isPresent() && !state.version().equals(told);
    return other ? Optional.empty() : Optional.of(told.isPresent() ? state.at(told) : state);
  }

  /** As {@link #stays}, where keeping the result is a write, too. */
  private static Optional<State> stays(State state, Operation<CacheOp> operation, Optional<Version> told) {
    return operation.what().keyed() ? Optional.of(state.at(told)) : stays(state, told);
  }

  private static Optional<State> read(State state, Read read, Operation<CacheOp> operation) {
    Optional<CacheReply> reply = operation.what().reply();
    boolean marks = read.loadMillis().isPresent() && state.kind() == Kind.ABSENT;
    if (reply.isEmpty()) return Optional.of(marks ? loading(state, read, "unknown", operation) : state);
    if (reply.get() instanceof Found found) {
      boolean same = state.kind() == Kind.VALUE && state.text().equals(json(found.entry().content()));
      return same ? stays(state, Optional.of(found.entry().version())) : Optional.empty();
    }
    if (reply.get() instanceof Load load) return marks ? Optional.of(loading(state, read, load.token(), operation)) : Optional.empty();
    if (reply.get() instanceof Wait) return state.kind() == Kind.LOADING ? Optional.of(state) : Optional.empty();
    boolean missing = reply.get() instanceof Missing && !marks && state.kind() != Kind.VALUE && ((Missing) reply.get()).loadedNothing() == (state.kind() == Kind.NOTHING);
    boolean waits = read.loadMillis().isPresent() && state.kind() == Kind.LOADING;
    return missing && !waits ? stays(state, Optional.of(((Missing) reply.get()).version())) : Optional.empty();
  }

  private static State loading(State state, Read read, String token, Operation<CacheOp> operation) {
    Optional<Version> version = token.equals("unknown") ? Optional.empty() : Optional.of(Version.parse(token));
    return state.becomes(Kind.LOADING, token, version, operation.called() + 1_000 * read.loadMillis().getAsLong() - WALL_MICROS, Operation.NEVER);
  }

  private static boolean stale(State state, Optional<String> token) {
    return token.isPresent() && !(state.kind() == Kind.LOADING && state.text().equals(token.get()));
  }

  private static boolean matches(State state, Optional<Version> asked) {
    if (asked.isEmpty() || asked.equals(state.version())) return true;
    return asked.get().equals(Version.NONE) && state.kind() != Kind.VALUE;
  }

  private static Optional<State> write(State state, Write write, Operation<CacheOp> operation) {
    Optional<CacheReply> reply = operation.what().reply();
    boolean stale = stale(state, write.loadToken());
    boolean writes = !stale && matches(state, write.ifVersion());
    if (reply.isEmpty()) return writes ? Optional.of(written(state, write.content(), write.ttlMillis(), Optional.empty(), operation)) : stays(state, operation, Optional.empty());
    if (reply.get() instanceof Written done) {
      return writes ? Optional.of(written(state, write.content(), write.ttlMillis(), Optional.of(done.entry().version()), operation)) : Optional.empty();
    }
    if (reply.get() instanceof StaleToken) return stale ? stays(state, operation, Optional.empty()) : Optional.empty();
    return reply.get() instanceof OtherVersion other && !stale && !writes ? stays(state, operation, Optional.of(other.current())) : Optional.empty();
  }

  private static State written(State state, Content content, OptionalLong ttlMillis, Optional<Version> version, Operation<CacheOp> operation) {
    Kind kind = content instanceof Content.Present ? Kind.VALUE : Kind.NOTHING;
    if (ttlMillis.isEmpty()) return state.becomes(kind, json(content), version, Operation.NEVER, Operation.NEVER);
    long ttl = 1_000 * ttlMillis.getAsLong();
    long latest = operation.isUnknown() ? Operation.NEVER : operation.returned() + ttl + WALL_MICROS;
    return state.becomes(kind, json(content), version, operation.called() + ttl - WALL_MICROS, latest);
  }

  private static Optional<State> delete(State state, Delete delete, Operation<CacheOp> operation) {
    Optional<CacheReply> reply = operation.what().reply();
    boolean stale = stale(state, delete.loadToken());
    boolean deletes = !stale && state.kind() != Kind.ABSENT && matches(state, delete.ifVersion());
    boolean told = state.kind() == Kind.VALUE || delete.loadToken().isPresent();
    if (reply.isEmpty()) return deletes ? Optional.of(absent(state, Optional.empty())) : stays(state, operation, Optional.empty());
    if (reply.get() instanceof Written done) return deletes && told ? Optional.of(absent(state, Optional.of(done.entry().version()))) : Optional.empty();
    if (reply.get() instanceof StaleToken) return stale ? stays(state, operation, Optional.empty()) : Optional.empty();
    if (reply.get() instanceof Missing missing && !stale) {
      if (deletes) return told ? Optional.empty() : Optional.of(absent(state, Optional.of(missing.version())));
      return state.kind() == Kind.VALUE ? Optional.empty() : stays(state, operation, Optional.of(missing.version()));
    }
    boolean other = reply.get() instanceof OtherVersion && !deletes && state.kind() == Kind.VALUE;
    return other ? stays(state, operation, Optional.of(((OtherVersion) reply.get()).current())) : Optional.empty();
  }

  private static State absent(State state, Optional<Version> version) {
    return state.becomes(Kind.ABSENT, "", version, Operation.NEVER, Operation.NEVER);
  }

  private static Optional<State> increment(State state, Increment increment, Operation<CacheOp> operation) {
    Optional<CacheReply> reply = operation.what().reply();
    boolean refused = state.kind() != Kind.VALUE && increment.initial().isEmpty();
    if (reply.isPresent() && reply.get() instanceof Missing missing) return refused ? stays(state, operation, Optional.of(missing.version())) : Optional.empty();
    if (refused) return reply.isEmpty() ? stays(state, operation, Optional.empty()) : Optional.empty();
    String after = Long.toString((state.kind() == Kind.VALUE ? Long.parseLong(state.text()) : increment.initial().getAsLong()) + increment.by());
    Optional<Version> version = Optional.empty();
    if (reply.isPresent()) {
      if (!(reply.get() instanceof Written done) || !json(done.entry().content()).equals(after)) return Optional.empty();
      version = Optional.of(done.entry().version());
    }
    return Optional.of(state.becomes(Kind.VALUE, after, version, Operation.NEVER, Operation.NEVER));
  }

  static String json(Content content) {
    return content instanceof Content.Present present ? new String(present.json(), StandardCharsets.UTF_8) : "";
  }
}
