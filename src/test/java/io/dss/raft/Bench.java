package io.dss.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.NodeId;
import io.dss.raft.RaftMessage.AppendAccepted;
import io.dss.raft.RaftMessage.AppendEntries;
import io.dss.raft.RaftMessage.PreVoteReply;
import io.dss.raft.RaftMessage.RequestVoteReply;
import io.dss.raft.log.Configuration;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import io.dss.raft.sim.SimEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One node on a bench: the test plays its peers, its clock and, when it wants, its disk. Unless told otherwise the disk and the tables are instant. */
final class Bench {
  static final NodeId ME = new NodeId("n1");
  static final NodeId B = new NodeId("n2");
  static final NodeId C = new NodeId("n3");
  static final NodeId D = new NodeId("n4");
  static final NodeId E = new NodeId("n5");
  static final NodeId LEARNER = new NodeId("x1");
  static final RaftSettings SETTINGS = new RaftSettings(100, 1000, 2000, 1000, 4, 5_000, 1_000, 10_000, 3, 10, 2, 1_000_000);

  final Raft raft;
  final List<Ready> readies = new ArrayList<>();
  private final List<Envelope> sent = new ArrayList<>();
  private final List<Ready> onTheirWay = new ArrayList<>();
  boolean diskStalls;
  boolean tablesStall;
  long now = 10_000;

  Bench(RaftSettings settings, SnapshotMeta newest, HardState hardState, List<LogEntry> entries) {
    raft = Raft.restart(settings, ME, newest, hardState, entries, new SimEntropy(1), now);
    drain();
  }

  /** A follower in {@code term} with one entry for each of {@code terms}. */
  static Bench follower(int voters, long term, long... terms) {
    return new Bench(SETTINGS, SnapshotMeta.bootstrap(configuration(voters)), new HardState(term, Optional.empty()), entries(1, terms));
  }

  /** The leader of {@code term}, elected by its peers, with one entry for each of {@code terms} and its own no-op. */
  static Bench leader(int voters, long term, long... terms) {
    Bench bench = follower(voters, term - 1, terms);
    bench.elect();
    assertEquals(term, bench.raft.status().term());
    return bench;
  }

  static Configuration configuration(int voters) {
    SortedMap<NodeId, DiskId> voting = new TreeMap<>();
    SimEntropy entropy = new SimEntropy(7);
    for (int i = 1; i <= voters; i++) voting.put(new NodeId("n" + i), DiskId.draw(entropy));
    SortedMap<NodeId, DiskId> learning = new TreeMap<>();
    learning.put(LEARNER, DiskId.draw(entropy));
    return new Configuration(ClusterId.draw(entropy), voting, learning);
  }

  static List<LogEntry> entries(long from, long... terms) {
    List<LogEntry> entries = new ArrayList<>();
    for (long term : terms) entries.add(new LogEntry(from + entries.size(), term, 10 * (from + entries.size()), LogEntry.Kind.COMMAND, new byte[] {1}));
    return entries;
  }

  void elect() {
    pass(2_100);
    for (NodeId peer : peers()) step(peer, new PreVoteReply(raft.status().term(), raft.status().term(), true));
    for (NodeId peer : peers()) step(peer, new RequestVoteReply(raft.status().term(), true));
    assertEquals(Role.LEADER, raft.status().role());
  }

  List<NodeId> peers() {
    return raft.status().configuration().voters().keySet().stream().filter(node -> !node.equals(ME)).toList();
  }

  /** Everybody has everything the leader has. */
  void acceptAll() {
    for (NodeId peer : peers()) step(peer, new AppendAccepted(raft.status().term(), raft.status().lastIndex()));
  }

  void pass(long millis) {
    now += millis;
    raft.tick(now);
    drain();
  }

  void step(NodeId from, RaftMessage message) {
    raft.step(from, message, now);
    drain();
  }

  ProposeResult propose(int bytes) {
    ProposeResult result = raft.propose(new byte[bytes], now);
    drain();
    return result;
  }

  ReadIndexResult read() {
    ReadIndexResult result = raft.readIndex(now);
    drain();
    return result;
  }

  void append(long term, long prevLogIndex, long prevLogTerm, long leaderCommit, long... terms) {
    step(B, new AppendEntries(term, prevLogIndex, prevLogTerm, entries(prevLogIndex + 1, terms), leaderCommit));
  }

  void drain() {
    while (raft.hasReady()) take(raft.ready());
  }

  private void take(Ready ready) {
    readies.add(ready);
    sent.addAll(ready.messages());
    onTheirWay.add(ready);
    if (!diskStalls) sync();
    if (!tablesStall) apply(ready);
  }

  private void apply(Ready ready) {
    ready.restore().ifPresent(meta -> raft.applied(meta.lastIndex(), now));
    int count = ready.committedEntries().size();
    if (count > 0) raft.applied(ready.committedEntries().get(count - 1).index(), now);
  }

  /** The disk catches up. */
  void sync() {
    List<Ready> done = List.copyOf(onTheirWay);
    onTheirWay.clear();
    for (Ready ready : done) {
      sent.addAll(ready.messagesAfterPersist());
      if (ready.mustPersist()) raft.persisted(ready.number(), now);
    }
    if (raft.hasReady()) drain();
  }

  /** What was sent since this was asked last. */
  List<Envelope> sent() {
    List<Envelope> all = List.copyOf(sent);
    sent.clear();
    return all;
  }

  <M extends RaftMessage> List<M> sent(Class<M> kind) {
    return sent().stream().map(Envelope::message).filter(kind::isInstance).map(kind::cast).toList();
  }

  <M extends RaftMessage> List<M> sentTo(NodeId to, Class<M> kind) {
    return sent().stream().filter(envelope -> envelope.to().equals(to)).map(Envelope::message).filter(kind::isInstance).map(kind::cast).toList();
  }

  List<Long> answeredReads() {
    return readies.stream().flatMap(ready -> ready.reads().stream()).map(Ready.ReadAnswer::readId).toList();
  }

  List<Long> failedReads() {
    return readies.stream().flatMap(ready -> ready.failedReads().stream()).toList();
  }

  List<Long> appliedIndexes() {
    return readies.stream().flatMap(ready -> ready.committedEntries().stream()).map(LogEntry::index).toList();
  }

  List<Long> writtenTerms() {
    TreeMap<Long, Long> log = new TreeMap<>();
    for (Ready ready : readies) {
      for (LogEntry entry : ready.entries()) {
        log.tailMap(entry.index(), true).clear();
        log.put(entry.index(), entry.term());
      }
    }
    return List.copyOf(log.values());
  }
}
