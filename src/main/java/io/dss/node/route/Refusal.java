package io.dss.node.route;

import io.dss.kernel.NodeId;
import java.util.Optional;

/** A call could not be carried out. All but {@link Code#UNKNOWN_OUTCOME} promise that nothing was changed. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** The stable codes of the HTTP contract that the engine itself decides. Their order is the wire form: new ones come last. */
  public enum Code {
    NO_LEADER,
    NO_QUORUM,
    OVERLOADED,
    STOPPING,
    LIMIT_REACHED,
    UNKNOWN_OUTCOME,
    MOVING,
    STORE_UNREACHABLE,
    STORE_FULL
  }

  private final Code code;
  private final NodeId leader;
  private final long retryAfterMillis;

  /** @param retryAfterMillis when to ask again, 0 if there is no advice */
  public Refusal(Code code, String detail, Optional<NodeId> leader, long retryAfterMillis) {
    super(detail, null, false, false);
    this.code = code;
    this.leader = leader.orElse(null);
    this.retryAfterMillis = retryAfterMillis;
  }

  public Code code() {
    return code;
  }

  /** Who led, as far as is known. */
  public Optional<NodeId> leader() {
    return Optional.ofNullable(leader);
  }

  public long retryAfterMillis() {
    return retryAfterMillis;
  }
}
