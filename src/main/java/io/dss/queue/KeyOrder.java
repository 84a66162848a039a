package io.dss.queue;

import io.dss.kernel.Invariant;

/**
 * The messages of one key in one group, strictly in order. At most one is in flight or rests; only when none is, the first of the others is offered for
 * delivery: to everybody, or to the consumer that had the key last while it is there.
 */
final class KeyOrder {
  final String key;
  final Group group;
  /** In flight or resting; null if none is. */
  Place active;
  /** Ready, and in {@link #offeredIn}; null if none is. */
  Place offered;
  ReadyQueue offeredIn;
  /** The others that are ready; they wait for those before them. */
  final Line behind = new Line(false);
  /** Who had the key last; null if it does not matter any more. */
  StickyConsumer sticky;
  /** Sequence of the message that died and must be seen to before the key goes on; 0 if it is not parked. Durable. */
  long parkedBy;

  KeyOrder(String key, Group group) {
    this.key = key;
    this.group = group;
  }

  boolean parked() {
    return parkedBy != 0;
  }

  boolean empty() {
    return active == null && offered == null && behind.size() == 0;
  }

  void add(Place place) {
    if (place.standing.holdsKey()) {
      Invariant.check(active == null, "two messages of key '%s' at a time", key);
      active = place;
    } else {
      behind.add(place);
    }
  }

  void remove(Place place) {
    if (place == active) active = null;
    else if (place == offered) takeBack();
    else behind.remove(place);
  }

  /** Offers whichever is next now, to whoever may have it now. */
  void offer() {
    if (sticky != null && sticky.gone) sticky = null;
    Place next = active != null || parked() ? null : ReadyQueue.older(offered, behind.first());
    ReadyQueue to = sticky == null ? group.ready : sticky.reserved;
    if (offered != null && (offered != next || offeredIn != to)) {
      Place before = offered;
      takeBack();
      behind.add(before);
    }
    if (next == null || offered != null) return;
    behind.remove(next);
    to.add(next);
    offered = next;
    offeredIn = to;
    if (sticky != null) group.consumers.call(sticky);
  }

  private void takeBack() {
    offeredIn.remove(offered);
    offered = null;
    offeredIn = null;
  }
}
