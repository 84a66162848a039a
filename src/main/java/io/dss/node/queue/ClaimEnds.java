package io.dss.node.queue;

import io.dss.node.queue.QueueListener.LetGo;
import io.dss.queue.Fence;
import java.util.Optional;

/** Who is told, on the loop, of a claim that is not there yet, or never will be. */
interface ClaimEnds {
  /** It is another's. @param by the later claim, if that is why */
  void over(LetGo why, Optional<Fence> by);

  /** This node has no lease; it goes on when it has. */
  void mayNotAct();

  /** It is tried again. */
  void trouble(Trouble trouble);
}
