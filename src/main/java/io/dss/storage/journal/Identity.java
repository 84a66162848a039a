package io.dss.storage.journal;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.NodeId;
import java.util.Optional;

/**
 * Whose a data directory is.
 *
 * @param incarnation how many times it was opened; 0 while it is being made
 * @param cluster where it has joined; never changes again
 */
record Identity(NodeId node, DiskId disk, long incarnation, Optional<ClusterId> cluster) {
  static final int MAGIC = 0x44535349; // DSSI
  private static final int VERSION = 1;

  Identity withIncarnation(long number) {
    return new Identity(node, disk, number, cluster);
  }

  Identity in(ClusterId joined) {
    return new Identity(node, disk, incarnation, Optional.of(joined));
  }

  byte[] encoded() {
    return new BinaryWriter().u8(VERSION).node(node).string(disk.value()).count(incarnation)
        .string(cluster.map(ClusterId::value).orElse("")).toBytes();
  }

  /** @throws io.dss.kernel.MalformedBinary for another version or other bytes; @throws IllegalArgumentException for ids that are none */
  static Identity decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "identity");
    NodeId node = in.node();
    DiskId disk = new DiskId(in.string());
    long incarnation = in.count();
    String cluster = in.string();
    in.end();
    return new Identity(node, disk, incarnation, cluster.isEmpty() ? Optional.empty() : Optional.of(new ClusterId(cluster)));
  }
}
