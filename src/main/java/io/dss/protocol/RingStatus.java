package io.dss.protocol;

import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;

/** The answer to {@code GET /cluster/ring}: who owns one name, or what each node owns. */
public sealed interface RingStatus {
  /** The document. */
  String json();

  /** For {@code ?topic=} and {@code ?key=}; no owner if that ring has no member. */
  record Owner(Optional<NodeId> owner, Epoch epoch) implements RingStatus {
    @Override
    public String json() {
      JsonText out = new JsonText().object();
      owner.ifPresentOrElse(id -> out.field("owner", id.value()), () -> out.nullField("owner"));
      epoch.write(out);
      return out.end().toString();
    }
  }

  /** Without a name. */
  record Shares(Ring queue, Ring cache) implements RingStatus {
    @Override
    public String json() {
      JsonText out = new JsonText().object();
      write("queue", queue, out);
      write("cache", cache, out);
      return out.end().toString();
    }

    private static void write(String role, Ring ring, JsonText out) {
      out.object(role);
      ring.epoch.write(out);
      out.array("nodes");
      for (Share share : ring.shares) out.object().field("id", share.id.value()).thousandths("share", share.permille).end();
      out.end().end();
    }
  }

  /** One role's ring. */
  record Ring(Epoch epoch, List<Share> shares) {
    public Ring {
      shares = List.copyOf(shares);
    }
  }

  /** @param permille of the ring that this node owns, 0-1000 */
  record Share(NodeId id, int permille) {}
}
