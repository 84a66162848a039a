package io.dss.raft;

import io.dss.kernel.NodeId;
import java.util.Optional;

/** What became of a request for a read at once. */
public sealed interface ReadIndexResult {
  /** Its answer or failure comes in a {@link Ready} under this id, which is never given again. */
  record Started(long readId) implements ReadIndexResult {}

  /** @param leader who to ask, if known */
  record NotLeader(Optional<NodeId> leader) implements ReadIndexResult {}

  /** The leader does not know yet what is committed: no entry of its term is (§8). Try again soon. */
  record NotReady() implements ReadIndexResult {}

  /** As many reads wait as may. Try again later. */
  record Overloaded(int pendingReads) implements ReadIndexResult {}
}
