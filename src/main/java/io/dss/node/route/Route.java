package io.dss.node.route;

import io.dss.kernel.NodeId;
import java.util.Optional;

/** Where one call must go, and what is said of it where nobody answers. Thread-safe; never blocks. */
interface Route {
  /** Whom to ask now. @param turn rises with every attempt, for those who ask around */
  Optional<NodeId> ask(long turn);

  /** Who must answer it, if that is known: a call that is under way at another node is not waited for. */
  Optional<NodeId> answers();

  /** {@code asked} said that it is not the one to ask, and surely did nothing. @return who it says is, to be asked without a pause */
  Optional<NodeId> notHere(NodeId asked, Exception said);

  /** Whether another node, or the same a little later, may take what was refused like this. */
  boolean mayPass(Refusal refusal);

  /** Nobody will ever answer: asking again is in vain. */
  default boolean over() {
    return false;
  }

  /** It is over, or at its deadline, and nothing was changed. @param last what was refused last, although it could have passed */
  Refusal inVain(long waitedMillis, Optional<Refusal> last);

  /** Whom it was sent to, for people. */
  String whom();
}
