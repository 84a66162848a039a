package io.dss.node.cluster;

import io.dss.cluster.Epoch;
import io.dss.cluster.Role;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.node.route.CallCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The binary form of a {@link ClusterStatus} and of the question for it, which has no parts. */
final class ClusterStatusCodec implements CallCodec<ClusterStatusCodec.Question, ClusterStatus> {
  record Question() {}

  private static final int VERSION = 1;

  @Override
  public byte[] encodeRequest(Question request) {
    return new BinaryWriter().u8(VERSION).toBytes();
  }

  @Override
  public Question decodeRequest(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "question for the cluster's status");
    in.end();
    return new Question();
  }

  @Override
  public byte[] encodeReply(ClusterStatus status) {
    BinaryWriter out = new BinaryWriter(256).u8(VERSION).count(status.epoch().generation()).count(status.epoch().logIndex());
    out.bool(status.leader().isPresent());
    status.leader().ifPresent(out::node);
    out.count(status.nodes().size());
    for (ClusterStatus.Node node : status.nodes()) {
      out.node(node.id()).string(node.url()).count(node.roles().size());
      node.roles().forEach(role -> out.u8(role.ordinal()));
      out.bool(node.alive()).count(node.leaseMillis()).count(node.incarnation());
    }
    return out.toBytes();
  }

  @Override
  public ClusterStatus decodeReply(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "cluster's status");
    Epoch epoch = new Epoch(in.count(), in.count());
    Optional<NodeId> leader = in.bool() ? Optional.of(in.node()) : Optional.empty();
    List<ClusterStatus.Node> nodes = new ArrayList<>();
    for (int left = in.size(6); left > 0; left--) {
      nodes.add(new ClusterStatus.Node(in.node(), in.string(), roles(in), in.bool(), in.count(), in.count()));
    }
    in.end();
    return new ClusterStatus(epoch, leader, nodes);
  }

  @Override
  public boolean changes(Question request) {
    return false;
  }

  private static SortedSet<Role> roles(BinaryReader in) {
    SortedSet<Role> roles = new TreeSet<>();
    for (int left = in.size(1); left > 0; left--) {
      int role = in.u8();
      if (role >= Role.values().length) throw new MalformedBinary("role " + role);
      roles.add(Role.values()[role]);
    }
    return roles;
  }
}
