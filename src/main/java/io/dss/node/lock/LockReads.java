package io.dss.node.lock;

import io.dss.lock.LockDescription;
import io.dss.lock.LockReply;
import io.dss.lock.LockTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an immutable lock table says to those who only look. */
final class LockReads {
  /** How much one page of a list may describe before it ends: an answer between nodes is one frame, and must fit with the one lock that goes over. */
  static final int PAGE_BYTES = 1 << 20;
  /** What a holder, a waiter or a lock takes at most besides its name. */
  private static final int PLACE_BYTES = 32;
  /** How many locks are fetched at once. */
  private static final int STEP_LOCKS = 16;

  private LockReads() {}

  static Locks.Check check(LockTable table, LockRequest.Check asked) {
    LockTable.TokenCheck check = table.check(asked.lockName(), asked.fencingToken());
    return new Locks.Check(check.valid(), check.current().isPresent() ? Optional.of(check.current().getAsLong()) : Optional.empty());
  }

  static Locks.Description describe(LockTable table, String lockName, long nowMillis) {
    return described(table.describe(lockName), nowMillis);
  }

  static LockAnswer.Listed list(LockTable table, Locks.Query query, long nowMillis) {
    List<Locks.Description> page = new ArrayList<>();
    Optional<LockTable.ListState> state =
        query.state().map(asked -> asked == Locks.Query.State.HELD ? LockTable.ListState.HELD : LockTable.ListState.WAITED);
    Optional<String> after = query.after();
    int bytes = 0;
    while (page.size() < query.limit()) {
      List<LockDescription> found = table.list(query.prefix(), state, Math.min(STEP_LOCKS, query.limit() - page.size()), after);
      if (found.isEmpty()) break;
      for (LockDescription lock : found) {
        if (bytes >= PAGE_BYTES) return new LockAnswer.Listed(page, true);
        page.add(described(lock, nowMillis));
        bytes += bytes(lock);
      }
      after = Optional.of(found.get(found.size() - 1).lockName());
    }
    return new LockAnswer.Listed(page, false);
  }

  /** About how long its description is; names are mostly ASCII, and at most three bytes a character. */
  private static int bytes(LockDescription lock) {
    int characters = lock.lockName().length();
    for (LockReply.Holder holder : lock.holders()) characters += holder.clientId().length();
    for (LockDescription.Waiting waiter : lock.waiters()) characters += waiter.clientId().length();
    return characters + PLACE_BYTES * (1 + lock.holders().size() + lock.waiters().size());
  }

  private static Locks.Description described(LockDescription lock, long nowMillis) {
    List<Locks.Waiter> waiters = lock.waiters().stream()
        .map(waiter -> new Locks.Waiter(waiter.clientId(), waiter.mode(), waiter.sinceMillis(), waiter.untilMillis())).toList();
    return new Locks.Description(lock.lockName(), nowMillis, lock.holders(), waiters);
  }
}
