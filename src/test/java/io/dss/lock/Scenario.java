package io.dss.lock;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import io.dss.lock.LockReply.Granted;
import io.dss.lock.LockTable.Applied;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A table that tests talk to in the words of its users; each call is a new entry with a new stamp, at a time that the test moves. */
final class Scenario {
  static final Incarnation NODE = new Incarnation(new NodeId("n1"), 1);

  LockTable table;
  List<LockEvent> events = List.of();
  long timeMillis = 1_000;
  private long index;
  private long sequence;

  Scenario() {
    this(LockTableLimits.DEFAULT);
  }

  Scenario(LockTableLimits limits) {
    table = LockTable.empty(limits);
  }

  LockReply apply(LockCommand command) {
    Applied applied = table.apply(command, ++index, timeMillis);
    table = applied.table();
    events = applied.events();
    TableAudit.check(table);
    return applied.reply();
  }

  RequestStamp stamp() {
    return new RequestStamp(NODE, ++sequence, 1);
  }

  LockCommand.Change change(LockChange change) {
    return new LockCommand.Change(stamp(), Optional.empty(), change);
  }

  LockReply call(LockChange change) {
    return apply(change(change));
  }

  LockReply keyed(String key, String fingerprint, LockChange change) {
    return apply(new LockCommand.Change(stamp(), Optional.of(new IdempotencyKey(key, fingerprint)), change));
  }

  static LockChange.Acquire ask(String lock, String client, LockMode mode, long timeoutMillis, long waitMillis) {
    return new LockChange.Acquire(lock, client, mode, timeoutMillis, waitMillis);
  }

  /** Asks for "lock" with a lease of 30 s. */
  LockReply exclusive(String client, long waitMillis) {
    return call(ask("lock", client, LockMode.EXCLUSIVE, 30_000, waitMillis));
  }

  LockReply shared(String client, long waitMillis) {
    return call(ask("lock", client, LockMode.SHARED, 30_000, waitMillis));
  }

  LockReply release(String client) {
    return call(new LockChange.Release("lock", client, OptionalLong.empty()));
  }

  LockReply renew(String client, long token) {
    return call(new LockChange.Renew("lock", client, token, OptionalLong.empty()));
  }

  LockReply force() {
    return call(new LockChange.ForceRelease("lock"));
  }

  /** Lets the time pass, and what is due happen. The events are those of all entries that took. */
  void pass(long millis) {
    timeMillis += millis;
    List<LockEvent> all = new ArrayList<>();
    LockReply.Expired expired;
    do {
      expired = (LockReply.Expired) apply(new LockCommand.Expire());
      all.addAll(events);
    } while (expired.more());
    events = all;
    TableAudit.checkNobodyWaitsInVain(table, timeMillis);
  }

  List<String> holders() {
    return table.describe("lock").holders().stream().map(holder -> holder.clientId() + " " + holder.mode()).toList();
  }

  List<String> waiters() {
    return table.describe("lock").waiters().stream().map(LockDescription.Waiting::clientId).toList();
  }

  long tokenOf(String client) {
    return table.describe("lock").holders().stream().filter(holder -> holder.clientId().equals(client)).findFirst().orElseThrow().fencingToken();
  }

  static long token(LockReply reply) {
    return ((Granted) reply).fencingToken();
  }
}
