package io.dss.lock;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.RequestStamp;
import io.dss.lock.LockReply.Holder;
import io.dss.lock.LockReply.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The lock table again, trivially: flat lists, every question answered by a scan, nothing shared and nothing indexed. */
final class NaiveLockTable {
  record H(String lock, String client, LockMode mode, long token, long since, long expires, long timeout, long ticket) {}

  record W(String lock, String client, LockMode mode, long ticket, long timeout, long since, long until, boolean over, RequestStamp stamp,
      String key) {}

  /** A reply, or (with a null reply) the wait it hangs on. */
  record R(LockReply reply, String lock, String client, long ticket) {}

  record K(String fingerprint, R result, long expires) {}

  record O(long incarnation, long floor, long used, long checkAt, TreeMap<Long, R> results) {}

  record Due(long at, int kind, String name, String client) {}

  final LockTableLimits limits;
  List<H> holds = new ArrayList<>();
  List<W> waits = new ArrayList<>();
  TreeMap<String, K> keys = new TreeMap<>();
  TreeMap<String, O> origins = new TreeMap<>();
  long token;
  List<LockEvent> events = new ArrayList<>();
  private long now;
  private long index;

  NaiveLockTable(LockTableLimits limits) {
    this.limits = limits;
  }

  LockReply apply(LockCommand command, long entry, long time) {
    now = time;
    index = entry;
    events = new ArrayList<>();
    return command instanceof LockCommand.Change change ? once(change) : expire();
  }

  private LockReply once(LockCommand.Change change) {
    RequestStamp stamp = change.stamp();
    String node = stamp.origin().node().value();
    O origin = origins.get(node);
    if (origin == null && origins.size() >= limits.maxOrigins()) return limits.origins();
    if (origin != null && origin.incarnation > stamp.origin().number()) return new LockReply.Forgotten();
    boolean same = origin != null && origin.incarnation == stamp.origin().number();
    if (same && stamp.sequence() < origin.floor) return new LockReply.Forgotten();
    if (same && origin.results.containsKey(stamp.sequence())) return told(origin.results.get(stamp.sequence()));
    NaiveLockTable before = copy();
    R[] result = new R[1];
    LockReply reply = keyed(change, result);
    if (reply instanceof LockReply.LimitReached) restore(before);
    // What was settled in this very entry may have touched the window: look again.
    origin = origins.get(node);
    TreeMap<Long, R> results = same ? new TreeMap<>(origin.results) : new TreeMap<>();
    results.put(stamp.sequence(), result[0]);
    long floor = Math.max(same ? origin.floor : 1, stamp.floor());
    results.headMap(floor).clear();
    origins.put(node, new O(stamp.origin().number(), floor, now, origin == null ? now + LockLimits.ORIGIN_IDLE_MILLIS : origin.checkAt, results));
    return reply;
  }

  private LockReply keyed(LockCommand.Change change, R[] result) {
    IdempotencyKey key = change.key().orElse(null);
    K known = key == null ? null : keys.get(key.key());
    if (known != null) {
      LockReply reply = known.fingerprint.equals(key.fingerprint()) ? told(known.result) : new LockReply.KeyReused();
      result[0] = reply instanceof LockReply.Queued ? known.result : new R(reply, null, null, 0);
      return reply;
    }
    LockReply reply = key != null && keys.size() >= limits.maxIdempotencyKeys() ? limits.keys() : change(change);
    result[0] = new R(reply, null, null, 0);
    if (reply instanceof LockReply.Queued) {
      LockChange.Acquire ask = (LockChange.Acquire) change.change();
      result[0] = new R(null, ask.lockName(), ask.clientId(), wait(ask.lockName(), ask.clientId()).ticket);
    }
    if (key != null && !(reply instanceof LockReply.LimitReached)) {
      keys.put(key.key(), new K(key.fingerprint(), result[0], now + LockLimits.IDEMPOTENCY_MILLIS));
    }
    return reply;
  }

  private LockReply told(R result) {
    if (result.reply != null) return result.reply;
    for (W w : waits) {
      if (w.lock.equals(result.lock) && w.client.equals(result.client) && w.ticket == result.ticket) {
        return w.over ? refused(w.lock, Reason.WAIT_TIMEOUT, w.client, position(w)) : new LockReply.Queued(position(w), w.until);
      }
    }
    H h = hold(result.lock, result.client);
    if (h != null && h.ticket == result.ticket) return granted(h);
    return refused(result.lock, Reason.WAIT_TIMEOUT, result.client, 0);
  }

  private LockReply change(LockCommand.Change change) {
    LockChange what = change.change();
    String key = change.key().map(IdempotencyKey::key).orElse(null);
    if (what instanceof LockChange.Acquire ask) return acquire(ask, change.stamp(), key);
    if (what instanceof LockChange.ForceRelease force) return force(force.lockName());
    if (what instanceof LockChange.Renew renew) {
      H h = hold(renew.lockName(), renew.clientId());
      if (h == null) return new LockReply.NotHeld();
      if (h.token != renew.fencingToken()) return new LockReply.StaleToken(h.token);
      return extend(h, h.mode, renew.timeoutMillis().orElse(h.timeout));
    }
    LockChange.Release release = (LockChange.Release) what;
    H h = hold(release.lockName(), release.clientId());
    if (h == null) return new LockReply.NotHeld();
    if (release.fencingToken().isPresent() && release.fencingToken().getAsLong() != h.token) return new LockReply.StaleToken(h.token);
    holds.remove(h);
    events.add(new LockEvent.Released(h.lock, h.client, h.mode, h.token, now - h.since));
    grantAll(h.lock);
    return new LockReply.Released();
  }

  private LockReply acquire(LockChange.Acquire ask, RequestStamp stamp, String key) {
    String lock = ask.lockName();
    String client = ask.clientId();
    grantAll(lock);
    H mine = hold(lock, client);
    if (mine != null && mine.mode == ask.mode()) return extend(mine, mine.mode, ask.timeoutMillis());
    if (mine != null && ask.mode() == LockMode.SHARED) {
      LockReply reply = extend(mine, LockMode.SHARED, ask.timeoutMillis());
      grantAll(lock);
      return reply;
    }
    W mineWaiting = wait(lock, client);
    if (mineWaiting != null && mineWaiting.mode != ask.mode()) {
      if (!mineWaiting.over) endWait(mineWaiting);
      waits.remove(mineWaiting);
      events.add(new LockEvent.WaiterLeft(lock, client, mineWaiting.mode));
      return acquire(ask, stamp, key);
    }
    W fresh = new W(lock, client, ask.mode(), index, ask.timeoutMillis(), now, now + ask.waitMillis(), false, stamp, key);
    W as = mineWaiting != null ? mineWaiting : fresh;
    boolean free = free(lock, client, ask.mode()) && queue(lock).stream().noneMatch(w -> ahead(w, as) && now < w.until && !w.over);
    boolean room = mine != null || holders(lock).size() < limits.maxHoldersPerLock();
    if (mineWaiting != null && free && room) {
      waits.remove(mineWaiting);
      return granted(grant(mineWaiting, ask.timeoutMillis()));
    }
    if (ask.waitMillis() == 0 && !(free && mineWaiting == null)) {
      return refused(lock, Reason.HELD, client, mineWaiting != null ? position(mineWaiting) : 0);
    }
    if (mineWaiting == null) {
      LockReply limit = limit(lock, client, mine, free, room);
      if (limit != null) return limit;
      if (free) {
        H h = put(lock, client, ask.mode(), ask.timeoutMillis(), 0);
        events.add(new LockEvent.Granted(lock, client, ask.mode(), h.token, ask.timeoutMillis()));
        return granted(h);
      }
      waits.add(fresh);
    } else {
      waits.remove(mineWaiting);
      long until = now + ask.waitMillis();
      waits.add(new W(lock, client, ask.mode(), mineWaiting.ticket, ask.timeoutMillis(), mineWaiting.since, until, false, stamp, key));
    }
    events.add(new LockEvent.Queued(lock, client, ask.mode(), now + ask.waitMillis()));
    return new LockReply.Queued(position(wait(lock, client)), now + ask.waitMillis());
  }

  private LockReply limit(String lock, String client, H mine, boolean free, boolean room) {
    if (mine != null && free) return null;
    if (free && !room) return limits.holders();
    if (!free && waits.stream().filter(w -> w.lock.equals(lock)).count() >= limits.maxWaitersPerLock()) return limits.waiters();
    boolean used = holds.stream().anyMatch(h -> h.lock.equals(lock)) || waits.stream().anyMatch(w -> w.lock.equals(lock));
    if (!used && names().size() >= limits.maxLocks()) return limits.locks();
    long places = holds.stream().filter(h -> h.client.equals(client)).count() + waits.stream().filter(w -> w.client.equals(client)).count();
    return places >= limits.maxPlacesPerClient() ? limits.places() : null;
  }

  private LockReply extend(H h, LockMode mode, long timeout) {
    H longer = new H(h.lock, h.client, mode, h.token, h.since, Math.max(h.expires, now + timeout), timeout, h.ticket);
    holds.set(holds.indexOf(h), longer);
    long left = Math.max(0, longer.expires - now);
    if (mode == h.mode) events.add(new LockEvent.Renewed(h.lock, h.client, mode, h.token, left));
    else events.add(new LockEvent.Downgraded(h.lock, h.client, h.token, left));
    return granted(longer);
  }

  private LockReply force(String lock) {
    List<H> ended = holders(lock);
    if (ended.isEmpty()) return new LockReply.Forced(0);
    holds.removeAll(ended);
    token++;
    events.add(new LockEvent.ForceReleased(lock, ended.stream().map(NaiveLockTable::described).toList(), token));
    grantAll(lock);
    return new LockReply.Forced(ended.size());
  }

  private LockReply expire() {
    int count = 0;
    for (Due due = firstDue(); due != null && count < LockLimits.EXPIRE_BATCH; due = firstDue(), count++) carryOut(due);
    return new LockReply.Expired(count, firstDue() != null);
  }

  private void carryOut(Due due) {
    if (due.kind == 0) {
      H h = hold(due.name, due.client);
      holds.remove(h);
      events.add(new LockEvent.StuckReleased(h.lock, h.client, h.mode, h.token, now - h.since));
      grantAll(due.name);
    } else if (due.kind == 1) {
      W w = wait(due.name, due.client);
      endWait(w);
      waits.remove(w);
      waits.add(new W(w.lock, w.client, w.mode, w.ticket, w.timeout, w.since, w.until, true, w.stamp, w.key));
      grantAll(due.name);
    } else if (due.kind == 2) {
      W w = wait(due.name, due.client);
      waits.remove(w);
      events.add(new LockEvent.WaiterLeft(w.lock, w.client, w.mode));
    } else if (due.kind == 3) {
      keys.remove(due.name);
    } else {
      O o = origins.get(due.name);
      if (o.used + LockLimits.ORIGIN_IDLE_MILLIS <= now) origins.remove(due.name);
      else origins.put(due.name, new O(o.incarnation, o.floor, o.used, o.used + LockLimits.ORIGIN_IDLE_MILLIS, o.results));
    }
  }

  List<Due> allDue() {
    List<Due> all = new ArrayList<>();
    for (H h : holds) all.add(new Due(h.expires, 0, h.lock, h.client));
    for (W w : waits) all.add(w.over ? new Due(w.until + LockLimits.GRACE_MILLIS, 2, w.lock, w.client) : new Due(w.until, 1, w.lock, w.client));
    keys.forEach((name, k) -> all.add(new Due(k.expires, 3, name, "")));
    origins.forEach((name, o) -> all.add(new Due(o.checkAt, 4, name, "")));
    all.sort(Comparator.comparing(Due::at).thenComparing(Due::kind).thenComparing(Due::name).thenComparing(Due::client));
    return all;
  }

  private Due firstDue() {
    List<Due> all = allDue();
    return all.isEmpty() || all.get(0).at > now ? null : all.get(0);
  }

  private void grantAll(String lock) {
    for (W w : queue(lock)) {
      if (w.over || now >= w.until) continue;
      boolean room = hold(lock, w.client) != null || holders(lock).size() < limits.maxHoldersPerLock();
      if (!free(lock, w.client, w.mode) || !room) return;
      waits.remove(w);
      grant(w, w.timeout);
    }
  }

  private H grant(W w, long timeout) {
    H h = put(w.lock, w.client, w.mode, timeout, w.ticket);
    settle(w, granted(h));
    events.add(new LockEvent.GrantedToWaiter(w.lock, w.client, w.mode, h.token, timeout, now - w.since));
    return h;
  }

  private H put(String lock, String client, LockMode mode, long timeout, long ticket) {
    holds.remove(hold(lock, client));
    H h = new H(lock, client, mode, ++token, now, now + timeout, timeout, ticket);
    holds.add(h);
    return h;
  }

  private void endWait(W w) {
    LockReply.Refused refused = refused(w.lock, Reason.WAIT_TIMEOUT, w.client, position(w));
    settle(w, refused);
    events.add(new LockEvent.WaitEnded(w.lock, w.client, w.mode, refused));
  }

  private void settle(W w, LockReply reply) {
    R settled = new R(reply, null, null, 0);
    O o = origins.get(w.stamp.origin().node().value());
    if (o != null && o.incarnation == w.stamp.origin().number()) {
      o.results.computeIfPresent(w.stamp.sequence(), (at, r) -> r.reply == null ? settled : r);
    }
    if (w.key != null) keys.computeIfPresent(w.key, (at, k) -> k.result.reply == null ? new K(k.fingerprint, settled, k.expires) : k);
  }

  private boolean free(String lock, String client, LockMode mode) {
    return holders(lock).stream().allMatch(h -> h.client.equals(client) || h.mode == LockMode.SHARED && mode == LockMode.SHARED);
  }

  private boolean upgrade(W w) {
    return hold(w.lock, w.client) != null;
  }

  private boolean ahead(W a, W b) {
    if (upgrade(a) != upgrade(b)) return upgrade(a);
    return a.ticket < b.ticket;
  }

  private List<W> queue(String lock) {
    List<W> queue = new ArrayList<>(waits.stream().filter(w -> w.lock.equals(lock)).toList());
    queue.sort((a, b) -> ahead(a, b) ? -1 : ahead(b, a) ? 1 : 0);
    return queue;
  }

  private int position(W of) {
    return 1 + (int) queue(of.lock).stream().filter(w -> !w.over && ahead(w, of)).count();
  }

  private LockReply.Refused refused(String lock, Reason reason, String client, int position) {
    List<H> others = holders(lock).stream().filter(h -> !h.client.equals(client)).limit(LockLimits.HOLDERS_IN_REPLY).toList();
    return new LockReply.Refused(reason, others.stream().map(NaiveLockTable::described).toList(), position);
  }

  private LockReply.Granted granted(H h) {
    return new LockReply.Granted(h.token, h.mode, Math.max(0, h.expires - now));
  }

  private static Holder described(H h) {
    return new Holder(h.client, h.mode, h.token, h.since, h.expires);
  }

  private H hold(String lock, String client) {
    return holds.stream().filter(h -> h.lock.equals(lock) && h.client.equals(client)).findFirst().orElse(null);
  }

  private W wait(String lock, String client) {
    return waits.stream().filter(w -> w.lock.equals(lock) && w.client.equals(client)).findFirst().orElse(null);
  }

  private List<H> holders(String lock) {
    return holds.stream().filter(h -> h.lock.equals(lock)).sorted(Comparator.comparing(H::client)).toList();
  }

  List<String> names() {
    List<String> names = new ArrayList<>(holds.stream().map(H::lock).toList());
    names.addAll(waits.stream().map(W::lock).toList());
    return names.stream().distinct().sorted().toList();
  }

  LockDescription describe(String lock) {
    List<Holder> holders = holders(lock).stream().sorted(Comparator.comparing(H::token)).map(NaiveLockTable::described).toList();
    List<LockDescription.Waiting> waiting =
        queue(lock).stream().map(w -> new LockDescription.Waiting(w.client, w.mode, w.since, w.until)).toList();
    return new LockDescription(lock, holders, waiting);
  }

  private NaiveLockTable copy() {
    NaiveLockTable copy = new NaiveLockTable(limits);
    copy.holds = new ArrayList<>(holds);
    copy.waits = new ArrayList<>(waits);
    copy.keys = new TreeMap<>(keys);
    for (Map.Entry<String, O> o : origins.entrySet()) {
      O of = o.getValue();
      copy.origins.put(o.getKey(), new O(of.incarnation, of.floor, of.used, of.checkAt, new TreeMap<>(of.results)));
    }
    copy.token = token;
    return copy;
  }

  private void restore(NaiveLockTable before) {
    holds = before.holds;
    waits = before.waits;
    keys = before.keys;
    origins = before.origins;
    token = before.token;
    events = new ArrayList<>();
  }

  Optional<Long> nextDeadline() {
    return allDue().stream().findFirst().map(Due::at);
  }
}
