package io.dss.raft.log;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who votes and who only learns, each with the disk that was admitted: a node whose disk was wiped or replaced has another {@link DiskId} and
 * is not the one meant here. Both maps are sorted, unmodifiable and disjoint.
 */
public record Configuration(ClusterId cluster, SortedMap<NodeId, DiskId> voters, SortedMap<NodeId, DiskId> learners) {
  private static final int VERSION = 1;

  public Configuration {
    voters = Collections.unmodifiableSortedMap(new TreeMap<>(voters));
    learners = Collections.unmodifiableSortedMap(new TreeMap<>(learners));
    if (voters.isEmpty()) throw new IllegalArgumentException("a configuration without a voter");
    for (NodeId learner : learners.keySet()) {
      if (voters.containsKey(learner)) throw new IllegalArgumentException(learner + " is a voter and a learner");
    }
  }

  public boolean isVoter(NodeId node) {
    return voters.containsKey(node);
  }

  public boolean contains(NodeId node) {
    return voters.containsKey(node) || learners.containsKey(node);
  }

  /** How many voters make a majority. */
  public int quorum() {
    return voters.size() / 2 + 1;
  }

  public byte[] encoded() {
    BinaryWriter out = new BinaryWriter().u8(VERSION).string(cluster.value());
    write(out, voters);
    write(out, learners);
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no configuration */
  public static Configuration decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "configuration");
    try {
      Configuration read = new Configuration(new ClusterId(in.string()), read(in), read(in));
      in.end();
      return read;
    } catch (IllegalArgumentException e) {
      throw new MalformedBinary("configuration: " + e.getMessage());
    }
  }

  private static void write(BinaryWriter out, SortedMap<NodeId, DiskId> nodes) {
    out.count(nodes.size());
    nodes.forEach((node, disk) -> out.node(node).string(disk.value()));
  }

  private static SortedMap<NodeId, DiskId> read(BinaryReader in) {
    SortedMap<NodeId, DiskId> nodes = new TreeMap<>();
    for (int left = in.size(2); left > 0; left--) nodes.put(in.node(), new DiskId(in.string()));
    return nodes;
  }
}
