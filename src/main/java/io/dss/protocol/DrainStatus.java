package io.dss.protocol;

import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;

/** The answer to {@code POST /drain}. {@code left} says in words what was not handed over in time; the drain has succeeded if that is nothing. */
public record DrainStatus(NodeId node, Optional<NodeId> leader, List<String> left) {
  public DrainStatus {
    left = List.copyOf(left);
  }

  /** The document. */
  public String json() {
    JsonText out = new JsonText().object().field("success", left.isEmpty()).field("node", node.value());
    leader.ifPresentOrElse(id -> out.field("leader", id.value()), () -> out.nullField("leader"));
    if (!left.isEmpty()) {
      out.field("reason", "not_finished").array("left");
      left.forEach(out::value);
      out.end();
    }
    return out.end().toString();
  }
}
