package io.dss.cluster;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.ClusterId;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.kernel.SortedTree;
import java.util.Map;
import java.util.Optional;

/**
 * The binary form of a whole {@link Membership}, for snapshots: at most {@link Membership#MAX_NODES} nodes, some 200 KB. Equal tables have equal
 * bytes.
 */
public final class MembershipCodec {
  private static final int VERSION = 1;

  private MembershipCodec() {}

  public static byte[] encoded(Membership table) {
    BinaryWriter out = new BinaryWriter(256).u8(VERSION).bool(table.formed());
    table.cluster().ifPresent(cluster -> {
      out.string(cluster.value()).count(table.generation());
      ViewCodec.write(out, table.terms());
      out.count(table.coveringRemovalMillis());
      ViewCodec.write(out, table.view());
      out.count(table.highest().size());
      for (Map.Entry<NodeId, Long> entry : table.highest()) out.node(entry.getKey()).count(entry.getValue());
    });
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no membership */
  public static Membership decoded(byte[] bytes) {
    return ViewCodec.whole(bytes, VERSION, "membership", in -> in.bool() ? formed(in) : Membership.EMPTY);
  }

  private static Membership formed(BinaryReader in) {
    ClusterId cluster = new ClusterId(in.string());
    long generation = in.count();
    LeaseTerms terms = ViewCodec.terms(in);
    long coveringMillis = in.count();
    View view = ViewCodec.view(in);
    SortedTree<NodeId, Long> highest = highest(in);
    if (generation < 1 || view.epoch().generation() > generation) throw new MalformedBinary("a view of " + view.epoch() + " in " + generation);
    boolean covers = coveringMillis >= terms.removalMillis() && coveringMillis <= LeaseTerms.MAX_REMOVAL_MILLIS;
    if (!covers) throw new MalformedBinary("a wait of " + coveringMillis + " ms");
    for (Member member : view.members()) {
      if (!Long.valueOf(member.incarnation().number()).equals(highest.get(member.node()))) {
        throw new MalformedBinary(member.incarnation() + " is in and is not the highest of its node");
      }
    }
    return new Membership(Optional.of(cluster), generation, terms, coveringMillis, view, highest);
  }

  private static SortedTree<NodeId, Long> highest(BinaryReader in) {
    SortedTree<NodeId, Long> highest = SortedTree.empty();
    int size = in.size(3);
    if (size > Membership.MAX_NODES) throw new MalformedBinary(size + " nodes");
    NodeId last = null;
    for (int left = size; left > 0; left--) {
      NodeId node = in.node();
      if (last != null && last.compareTo(node) >= 0) throw new MalformedBinary("the nodes are not sorted at " + node);
      highest = highest.with(node, in.count());
      last = node;
    }
    return highest;
  }
}
