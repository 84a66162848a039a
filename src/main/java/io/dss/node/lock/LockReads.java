package io.dss.node.lock;

import io.dss.lock.LockDescription;
import io.dss.lock.LockTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an immutable lock table says to those who only look. */
final class LockReads {
  /** How many holders and waiters one page of a list may describe before it ends, so that an answer between nodes stays about a megabyte. */
  static final int PAGE_PLACES = 4_000;
  /** How many locks are looked at between two looks at the page's size. */
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
    int places = 0;
    while (page.size() < query.limit()) {
      if (places >= PAGE_PLACES) return new LockAnswer.Listed(page, true);
      List<LockDescription> found = table.list(query.prefix(), state, Math.min(STEP_LOCKS, query.limit() - page.size()), after);
      if (found.isEmpty()) break;
      for (LockDescription lock : found) {
        page.add(described(lock, nowMillis));
        places += lock.holders().size() + lock.waiters().size();
      }
      after = Optional.of(found.get(found.size() - 1).lockName());
    }
    return new LockAnswer.Listed(page, false);
  }

  private static Locks.Description described(LockDescription lock, long nowMillis) {
    List<Locks.Waiter> waiters = lock.waiters().stream()
        .map(waiter -> new Locks.Waiter(waiter.clientId(), waiter.mode(), waiter.sinceMillis(), waiter.untilMillis())).toList();
    return new Locks.Description(lock.lockName(), nowMillis, lock.holders(), waiters);
  }
}
