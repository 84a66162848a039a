package io.dss.lock;

/**
 * A place in the queue of one lock. Holders that wait for an upgrade come first: nobody else could be granted before they let go. Then by ticket,
 * which is the index of the entry that began the wait.
 */
record Place(boolean upgrade, long ticket) implements Comparable<Place> {
  @Override
  public int compareTo(Place other) {
    if (upgrade != other.upgrade) return upgrade ? -1 : 1;
    return Long.compare(ticket, other.ticket);
  }
}
