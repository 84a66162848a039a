package io.dss.node.lock;

import io.dss.lock.LockReply.Holder;
import io.dss.lock.LockTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an immutable lock table says to those who only look. */
final class LockReads {
  /** How many holders and waiters one page of a list may describe, so that an answer between nodes stays about a megabyte. */
  static final int PAGE_PLACES = 4_000;

  private LockReads() {}

  static Locks.Check check(LockTable table, LockRequest.Check asked) {
    List<Holder> holders = table.holders(asked.lockName());
    boolean valid = holders.stream().anyMatch(holder -> holder.fencingToken() == asked.fencingToken());
    return new Locks.Check(valid, holders.stream().map(Holder::fencingToken).max(Long::compare));
  }

  static Locks.Description describe(LockTable table, String lockName, long nowMillis) {
    List<Locks.Waiter> waiters = table.waiters(lockName).stream()
        .map(waiter -> new Locks.Waiter(waiter.clientId(), waiter.mode(), waiter.sinceMillis(), waiter.untilMillis())).toList();
    return new Locks.Description(lockName, nowMillis, table.holders(lockName), waiters);
  }

  static LockAnswer.Listed list(LockTable table, Locks.Query query, long nowMillis) {
    List<Locks.Description> page = new ArrayList<>();
    int places = 0;
    Optional<Boolean> waited = query.state().map(state -> state == Locks.Query.State.WAITED);
    for (String lockName : table.names(query.prefix(), query.after())) {
      if (page.size() >= query.limit()) break;
      if (places >= PAGE_PLACES) return new LockAnswer.Listed(page, true);
      Locks.Description lock = describe(table, lockName, nowMillis);
      if (waited.isPresent() && (waited.get() ? lock.waiters() : lock.holders()).isEmpty()) continue;
      page.add(lock);
      places += lock.holders().size() + lock.waiters().size();
    }
    return new LockAnswer.Listed(page, false);
  }
}
