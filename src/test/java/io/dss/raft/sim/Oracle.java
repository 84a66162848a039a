package io.dss.raft.sim;

import io.dss.kernel.NodeId;
import io.dss.raft.Envelope;
import io.dss.raft.RaftMessage;
import io.dss.raft.RaftStatus;
import io.dss.raft.Ready;
import io.dss.raft.Role;
import io.dss.raft.RoleChange;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Knows all that ever happened and checks after every event what must hold over all of it: the five safety properties of Figure 3, and that what is
 * promised was durable. Sees only what a driver sees: Readies, statuses, messages and disks.
 */
public final class Oracle {
  /** (index, term) names an entry for ever, and everything before it: {@code prefix} is a hash over all of that. */
  private record Mark(long term, long prefix) {}

  /** @param leaderTerm the term of the leader that committed it */
  private record Committed(long term, long leaderTerm) {}

  private record EntryId(long index, long term) implements Comparable<EntryId> {
    @Override
    public int compareTo(EntryId other) {
      int byIndex = Long.compare(index, other.index);
      return byIndex != 0 ? byIndex : Long.compare(term, other.term);
    }
  }

  private record Ballot(NodeId voter, long term) implements Comparable<Ballot> {
    @Override
    public int compareTo(Ballot other) {
      int byVoter = voter.compareTo(other.voter);
      return byVoter != 0 ? byVoter : Long.compare(term, other.term);
    }
  }

  /** A node's log as its Readies tell it. */
  private static final class Mirror {
    private final TreeMap<Long, Mark> marks = new TreeMap<>();
    private long commitIndex;
    private boolean leads;
  }

  private final SimCluster cluster;
  private final Map<Long, NodeId> leaders = new TreeMap<>();
  private final Map<EntryId, Long> prefixes = new TreeMap<>();
  private final Map<Ballot, NodeId> ballots = new TreeMap<>();
  private final List<Committed> committed = new ArrayList<>();
  private final Map<Long, Long> stateHashes = new TreeMap<>();
  private final Map<NodeId, Mirror> mirrors = new TreeMap<>();
  private long trace;
  private long elections;
  private long restores;

  Oracle(SimCluster cluster) {
    this.cluster = cluster;
    committed.add(new Committed(0, 0));
    prefixes.put(new EntryId(0, 0), 0L);
  }

  /** Two runs that did the same have the same. */
  public long trace() {
    return trace;
  }

  public long elections() {
    return elections;
  }

  public long restores() {
    return restores;
  }

  public long commitIndex() {
    return committed.size() - 1;
  }

  /** The committed entry at {@code index} is of {@code term}. */
  public boolean isCommitted(long index, long term) {
    return index <= commitIndex() && committed.get((int) index).term() == term;
  }

  void mix(long bits) {
    trace = SimEntropy.mix(trace ^ bits);
  }

  void require(boolean holds, String property, Object... facts) {
    if (!holds) throw new AssertionError(property + " violated: " + List.of(facts) + " at " + cluster.queue().nowMicros() + " us");
  }

  void started(SimNode node, List<LogEntry> entries) {
    Mirror mirror = new Mirror();
    mirrors.put(node.id, mirror);
    SnapshotMeta newest = node.disk.newest().meta();
    restartAfter(mirror, newest);
    boolean continues = entries.stream().anyMatch(entry -> entry.index() == newest.lastIndex() && entry.term() == newest.lastTerm())
        || !entries.isEmpty() && entries.get(0).index() == newest.lastIndex() + 1;
    if (continues) entries.stream().filter(entry -> entry.index() > newest.lastIndex()).forEach(entry -> append(node, mirror, entry));
    mix(node.id.value().hashCode() + 7);
  }

  void crashed(SimNode node) {
    mirrors.remove(node.id);
    mix(node.id.value().hashCode() + 13);
  }

  private void restartAfter(Mirror mirror, SnapshotMeta meta) {
    mirror.marks.clear();
    Long prefix = prefixes.get(new EntryId(meta.lastIndex(), meta.lastTerm()));
    require(prefix != null, "a snapshot of nothing that ever was", meta);
    mirror.marks.put(meta.lastIndex(), new Mark(meta.lastTerm(), prefix));
    mirror.commitIndex = meta.lastIndex();
  }

  void ready(SimNode node, Ready ready) {
    Mirror mirror = mirrors.get(node.id);
    boolean led = mirror.leads;
    for (RoleChange change : ready.roleChanges()) {
      mirror.leads = change.role() == Role.LEADER;
      mix(change.role().ordinal() + change.term() * 8);
      if (mirror.leads) elected(node, mirror, change.term());
    }
    if (ready.restartLogAfter().isPresent()) restartAfter(mirror, ready.restartLogAfter().get());
    if (ready.restore().isPresent()) restores++;
    long last = mirror.marks.lastKey();
    boolean appendsOnly = ready.entries().isEmpty() || ready.entries().get(0).index() == last + 1;
    require(!led || !mirror.leads || appendsOnly, "Leader Append-Only", node.id, ready.entries(), last);
    ready.entries().forEach(entry -> append(node, mirror, entry));
    // Before anything of this Ready is sent or applied.
    check(node);
  }

  /** Election Safety: at most one leader in a term. Leader Completeness: it has all that leaders of earlier terms committed. */
  private void elected(SimNode node, Mirror mirror, long term) {
    elections++;
    NodeId other = leaders.putIfAbsent(term, node.id);
    require(other == null, "Election Safety", term, String.valueOf(other), node.id);
    long index = commitIndex();
    while (committed.get((int) index).leaderTerm() >= term && index > 0) index--;
    require(mirror.marks.firstKey() >= index || hasCommitted(mirror, index), "Leader Completeness", node.id, term, index, committed.get((int) index));
  }

  private boolean hasCommitted(Mirror mirror, long index) {
    Mark mark = mirror.marks.get(index);
    return mark != null && mark.term() == committed.get((int) index).term();
  }

  /** Log Matching, over all logs there ever were: the same index and term, the same everything up to it. */
  private void append(SimNode node, Mirror mirror, LogEntry entry) {
    mirror.marks.tailMap(entry.index(), true).clear();
    Mark before = mirror.marks.get(entry.index() - 1);
    require(before != null, "no gaps in a log", node.id, entry);
    long content = SimEntropy.mix(Arrays.hashCode(entry.payload()) * 31L + entry.timeMillis() * 4 + entry.kind().ordinal());
    long prefix = SimEntropy.mix(before.prefix() ^ SimEntropy.mix(entry.index() * 1_000_003 + entry.term()) ^ content);
    Long known = prefixes.putIfAbsent(new EntryId(entry.index(), entry.term()), prefix);
    require(known == null || known == prefix, "Log Matching", node.id, entry);
    mirror.marks.put(entry.index(), new Mark(entry.term(), prefix));
  }

  /** At most one vote a term, over crashes; asking for votes is voting for oneself. */
  void sent(SimNode node, Envelope envelope) {
    RaftMessage message = envelope.message();
    if (message instanceof RaftMessage.RequestVote) voted(node.id, message.term(), node.id);
    if (message instanceof RaftMessage.RequestVoteReply reply && reply.granted()) voted(node.id, message.term(), envelope.to());
  }

  private void voted(NodeId voter, long term, NodeId candidate) {
    NodeId earlier = ballots.putIfAbsent(new Ballot(voter, term), candidate);
    require(earlier == null || earlier.equals(candidate), "one vote a term", voter, term, String.valueOf(earlier), candidate);
  }

  /** After every Ready and every event of a node. */
  void check(SimNode node) {
    RaftStatus status = node.raft().status();
    Mirror mirror = mirrors.get(node.id);
    mix(cluster.queue().nowMicros() ^ node.id.value().hashCode() ^ status.lastIndex() * 31 ^ status.commitIndex() * 37 ^ status.term() * 41);
    require(status.lastIndex() == mirror.marks.lastKey(), "the Readies tell the log", node.id, status, mirror.marks.lastKey());
    require(status.commitIndex() >= mirror.commitIndex, "commitIndex never goes back", node.id, status);
    if (status.commitIndex() == mirror.commitIndex) return;
    mirror.commitIndex = status.commitIndex();
    if (status.commitIndex() > commitIndex()) commit(node, status, mirror);
    boolean same = hasCommitted(mirror, status.commitIndex());
    require(same, "what is committed is the same everywhere", node.id, status, committed.get((int) status.commitIndex()));
  }

  /** Only a leader finds out that something is committed, and then a majority of disks has it. */
  private void commit(SimNode node, RaftStatus status, Mirror mirror) {
    require(status.role() == Role.LEADER, "only leaders commit", node.id, status);
    for (long index = commitIndex() + 1; index <= status.commitIndex(); index++) {
      committed.add(new Committed(mirror.marks.get(index).term(), status.term()));
    }
    long index = status.commitIndex();
    long term = mirror.marks.get(index).term();
    require(term == status.term(), "only entries of the current term are committed by counting (5.4.2)", node.id, status, term);
    long disks = status.configuration().voters().keySet().stream().filter(voter -> cluster.node(voter).disk.holds(index, term)).count();
    require(disks >= status.configuration().quorum(), "what is committed is on a majority of disks", node.id, status, disks);
  }

  /** State Machine Safety: whoever has applied up to an index has applied the same. */
  void applied(SimNode node) {
    long index = node.appliedIndex();
    require(index <= commitIndex(), "only what is committed is applied", node.id, index, commitIndex());
    Long known = stateHashes.putIfAbsent(index, node.machine().hash());
    require(known == null || known == node.machine().hash(), "State Machine Safety", node.id, index);
    mix(node.machine().hash());
  }
}
