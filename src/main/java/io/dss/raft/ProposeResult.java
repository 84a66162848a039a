package io.dss.raft;

import io.dss.kernel.NodeId;
import java.util.Optional;

/** What became of a proposal at once. */
public sealed interface ProposeResult {
  /**
   * It is in this leader's log. It is committed when an entry with this index <em>and</em> term is handed out for applying; it is lost when another
   * term is applied at this index; until then it is unknown, also after leadership was lost.
   */
  record Accepted(long index, long term) implements ProposeResult {}

  /** Nothing was done. @param leader who to ask, if known */
  record NotLeader(Optional<NodeId> leader) implements ProposeResult {}

  /** Nothing was done: {@code pendingBytes} wait for the quorum or for the disk here and this would exceed the limit. Try again later. */
  record Overloaded(long pendingBytes, long limitBytes) implements ProposeResult {}

  /** Nothing was done: leadership is being handed over, to be asked soon. */
  record Transferring(NodeId to) implements ProposeResult {}

  /** Nothing was done, and it never will be: the command is longer than the limit. */
  record TooLarge(int commandBytes, int limitBytes) implements ProposeResult {}
}
