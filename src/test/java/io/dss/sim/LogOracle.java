package io.dss.sim;

import io.dss.cluster.Membership;
import io.dss.cluster.MembershipCodec;
import io.dss.kernel.NodeId;
import io.dss.lock.LockCommand;
import io.dss.lock.LockEvent;
import io.dss.lock.LockTable;
import io.dss.lock.LockTableLimits;
import io.dss.raft.RoleChange;
import io.dss.raft.Role;
import io.dss.raft.sim.EventQueue;
import io.dss.raft.sim.SimEntropy;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Knows the one log that all nodes apply and holds every replica against it. Whoever applies an entry first says what it is; what it means is
 * checked then ({@link GrantOracle}). The first violation is kept: the engine catches what is thrown inside it.
 */
final class LogOracle {
  private static final int COMPARE_EVERY = 8;

  sealed interface Entry {}

  /** @param changed it made another table of the one before */
  record LockEntry(LockCommand command, long timeMillis, boolean changed, List<LockEvent> events, LockTable after) implements Entry {}

  record MemberEntry(byte[] command, Membership after) implements Entry {}

  private final EventQueue queue;
  private final GrantOracle grants = new GrantOracle(this);
  private final TreeMap<Long, LockEntry> locks = new TreeMap<>();
  private final TreeMap<Long, MemberEntry> members = new TreeMap<>();
  private final Map<Long, byte[]> lockBytes = new TreeMap<>();
  private AssertionError violation;
  private long trace;
  private long elections;
  private long restores;

  LogOracle(EventQueue queue) {
    this.queue = queue;
  }

  GrantOracle grants() {
    return grants;
  }

  /** Two runs that did the same have the same. */
  long trace() {
    return trace;
  }

  void trace(long bits) {
    trace = SimEntropy.mix(trace ^ bits ^ queue.nowMicros() << 20);
  }

  long nowMicros() {
    return queue.nowMicros();
  }

  long elections() {
    return elections;
  }

  long restores() {
    return restores;
  }

  /** How far the log was applied by anybody. */
  long lastIndex() {
    long lock = locks.isEmpty() ? 0 : locks.lastKey();
    return Math.max(lock, members.isEmpty() ? 0 : members.lastKey());
  }

  /** The tables that the lock service went through from just before {@code index} to now, the oldest first. */
  Iterable<LockTable> lockTablesSince(long index) {
    Long from = locks.floorKey(index);
    List<LockTable> tables = new ArrayList<>();
    if (from == null) tables.add(LockTable.empty(LockTableLimits.DEFAULT));
    locks.tailMap(from == null ? 0L : from, true).values().forEach(entry -> tables.add(entry.after()));
    return tables;
  }

  void require(boolean holds, String property, Object... facts) {
    if (holds) return;
    AssertionError found = new AssertionError(property + " violated: " + Arrays.asList(facts) + " at " + queue.nowMicros() + " us");
    if (violation == null) violation = found;
    throw found;
  }

  /** A node has found its own state to be wrong. */
  void broken(NodeId node, Throwable why) {
    if (violation == null) violation = new AssertionError(node + " has given up: " + why, why);
  }

  /** Throws the first violation, if there was one. */
  void verdict() {
    if (violation != null) throw violation;
  }

  void roleChanged(NodeId node, RoleChange change) {
    if (change.role() == Role.LEADER) elections++;
    trace(node.value().hashCode() * 31L + change.term() * 8 + change.role().ordinal());
  }

  void applied(NodeId node, long index, LockEntry entry) {
    trace(node.value().hashCode() * 37L + index);
    LockEntry first = locks.putIfAbsent(index, entry);
    if (first == null) grants.first(index, entry);
    else require(first.command().equals(entry.command()) && first.timeMillis() == entry.timeMillis(), "one log", node, index, first, entry);
    require(!members.containsKey(index), "one log", node, index, entry);
    if (first != null && index % COMPARE_EVERY == 0) same(node, index, entry.after());
  }

  void applied(NodeId node, long index, MemberEntry entry) {
    trace(node.value().hashCode() * 41L + index);
    MemberEntry first = members.putIfAbsent(index, entry);
    require(!locks.containsKey(index), "one log", node, index, entry);
    if (first == null) return;
    require(Arrays.equals(first.command(), entry.command()), "one log", node, index, entry);
    same(node, index, entry.after());
  }

  /** A snapshot holds what was applied up to {@code index}, by those who applied it. */
  void restored(NodeId node, long index, LockTable lockTable, Membership membership) {
    restores++;
    trace(node.value().hashCode() * 43L + index);
    if (locks.floorKey(index) != null) same(node, locks.floorKey(index), lockTable);
    if (members.floorKey(index) != null) same(node, members.floorKey(index), membership);
  }

  private void same(NodeId node, long index, LockTable table) {
    byte[] known = lockBytes.computeIfAbsent(index, key -> bytes(locks.get(key).after()));
    require(Arrays.equals(known, bytes(table)), "equal lock tables at an equal index", node, index);
  }

  private void same(NodeId node, long index, Membership table) {
    byte[] known = MembershipCodec.encoded(members.get(index).after());
    require(Arrays.equals(known, MembershipCodec.encoded(table)), "equal memberships at an equal index", node, index);
  }

  private static byte[] bytes(LockTable table) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.writeTo(out::writeBytes);
    return out.toByteArray();
  }
}
