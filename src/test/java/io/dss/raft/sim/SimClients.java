package io.dss.raft.sim;

import io.dss.kernel.BinaryWriter;
import io.dss.kernel.NodeId;
import io.dss.raft.ProposeResult;
import io.dss.raft.ReadIndexResult;
import io.dss.raft.Ready;
import io.dss.raft.TransferResult;
import io.dss.raft.log.LogEntry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Proposes and reads, and holds the cluster to its word: what was acknowledged is committed for ever, and a read sees at least all that was
 * acknowledged, or read, before it began.
 */
public final class SimClients {
  /** Who took it, in which of its lives. */
  private record Asked(NodeId node, long number) implements Comparable<Asked> {
    @Override
    public int compareTo(Asked other) {
      int byNode = node.compareTo(other.node);
      return byNode != 0 ? byNode : Long.compare(number, other.number);
    }
  }

  private final SimCluster cluster;
  private final SimEntropy entropy;
  private final Map<Asked, Long> proposed = new TreeMap<>();
  private final Map<Asked, Long> reading = new TreeMap<>();
  private boolean busy = true;
  private long commands;
  private long knownIndex;
  private long acknowledged;
  private long answered;

  SimClients(SimCluster cluster, SimEntropy entropy) {
    this.cluster = cluster;
    this.entropy = entropy;
  }

  public long acknowledged() {
    return acknowledged;
  }

  public long answered() {
    return answered;
  }

  void start(int meanMicros) {
    cluster.queue().after(1 + entropy.below(2 * meanMicros), () -> {
      if (!busy) return;
      act(cluster.anyNode(entropy));
      start(meanMicros);
    });
  }

  void stop() {
    busy = false;
  }

  private void act(SimNode node) {
    int kind = entropy.below(100);
    if (kind < 1) node.run(raft -> transfer(node));
    else if (kind < 30) read(node);
    else for (int burst = entropy.chance(50) ? 20 : 1; burst > 0; burst--) propose(node);
  }

  private void transfer(SimNode node) {
    Optional<NodeId> to = entropy.chance(500) ? Optional.empty() : Optional.of(cluster.anyNode(entropy).id);
    TransferResult result = node.raft().transferLeadership(to, node.nowMillis());
    cluster.oracle().mix(result instanceof TransferResult.Started ? 1 : 2);
  }

  void propose(SimNode node) {
    byte[] command = new BinaryWriter().count(++commands).raw(new byte[200], 0, entropy.below(entropy.chance(100) ? 200 : 10)).toBytes();
    node.run(raft -> {
      ProposeResult result = raft.propose(command, node.nowMillis());
      if (result instanceof ProposeResult.Accepted accepted) proposed.put(new Asked(node.id, accepted.index()), accepted.term());
    });
  }

  void read(SimNode node) {
    long floor = knownIndex;
    node.run(raft -> {
      ReadIndexResult result = raft.readIndex(node.nowMillis());
      if (!(result instanceof ReadIndexResult.Started started)) return;
      Long earlier = reading.put(new Asked(node.id, started.readId()), floor);
      cluster.oracle().require(earlier == null, "a read id is given once", node.id, started);
    });
  }

  /** What waited at a process that is gone will never be answered. */
  void crashed(NodeId node) {
    Predicate<Asked> lost = asked -> asked.node().equals(node);
    proposed.keySet().removeIf(lost);
    reading.keySet().removeIf(lost);
  }

  void applied(SimNode node, LogEntry entry) {
    Long term = proposed.remove(new Asked(node.id, entry.index()));
    if (term == null || term != entry.term()) return;
    cluster.oracle().require(cluster.oracle().isCommitted(entry.index(), entry.term()), "what is acknowledged is committed", node.id, entry);
    acknowledged++;
    knownIndex = Math.max(knownIndex, entry.index());
  }

  void answered(SimNode node, Ready.ReadAnswer read) {
    Long floor = reading.remove(new Asked(node.id, read.readId()));
    cluster.oracle().require(floor != null, "who asked is answered, once", node.id, read);
    cluster.oracle().require(read.index() >= floor, "reads are linearizable", node.id, read, floor);
    cluster.oracle().require(node.appliedIndex() >= read.index(), "a read is answered from a state that has its index", node.id, read);
    answered++;
    knownIndex = Math.max(knownIndex, node.appliedIndex());
  }

  void failed(SimNode node, long readId) {
    cluster.oracle().require(reading.remove(new Asked(node.id, readId)) != null, "who asked is told of failure, once", node.id, readId);
  }
}
