package io.dss.node.queue;

import io.dss.queue.Fence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The time in which a topic does nothing, as its store has forgotten what it acknowledged and is being given it again. Confined to the queue loop.
 */
final class Standstill {
  /** Who is told, on the loop; of how its claim ends, too. */
  interface Then extends ClaimEnds {
    /** The store has the whole state, and what was open is answered. @param lost messages that the state still has and the store cannot be given */
    void goesOn(Set<Long> lost);
  }

  private static final System.Logger LOG = System.getLogger(Standstill.class.getName());

  private final Desk desk;
  private final Then then;
  private Optional<Rewriting> rewriting = Optional.empty();
  /** Calls that ended meanwhile: the state must not change while it is compared. */
  private final List<Long> cancelled = new ArrayList<>();

  Standstill(Desk desk, Then then) {
    this.desk = desk;
    this.then = then;
  }

  boolean lasts() {
    return rewriting.isPresent();
  }

  /** @param suspects messages whose bodies the store did not have when it was asked */
  void begin(Serving serving, String what, Set<Long> suspects) {
    LOG.log(System.Logger.Level.ERROR, "ALARM: the message store went back in time: topic {0}, {1}. It is written again from memory",
        serving.topic(), what);
    serving.pause();
    rewriting = Optional.of(new Rewriting(desk, serving, suspects, (fence, number, lost) -> rewritten(serving, fence, number, lost), then));
    rewriting.get().begin();
  }

  /** A call that waits inside the topic is not waited for any more. */
  void cancel(Serving serving, long call) {
    if (lasts()) cancelled.add(call);
    else serving.state().cancel(call);
  }

  /** Nobody is told anything any more. */
  void stop() {
    rewriting.ifPresent(Rewriting::stop);
  }

  private void rewritten(Serving serving, Fence fence, long number, Set<Long> lost) {
    rewriting = Optional.empty();
    lost.forEach(serving.bodies()::forget);
    serving.resume(fence, number);
    cancelled.forEach(serving.state()::cancel);
    cancelled.clear();
    then.goesOn(lost);
  }
}
